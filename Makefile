# The two commands of this project are `make site` and `make test`. Each target prints one line per step.
# On Windows, or without make, CONTRIBUTING.md has the same steps as plain `python` lines.

.DEFAULT_GOAL := help
.PHONY: help site archive serve check test test-quick test-wheel test-all test-unlocked lint bench manual lock sbom dist audit clean _run

# Tests start Python several hundred times: what is compiled once must stay.
unexport PYTHONDONTWRITEBYTECODE

py := .venv/bin/python
pip := $(py) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes
# An environment that was moved, or whose Python is gone, is created again.
ifneq ($(shell $(py) -c 'import recap' >/dev/null 2>&1 && echo works),works)
$(shell rm -f .venv/.site .venv/.supply .venv/.test)
endif

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

site: .venv/.site ## Build the site into site/
	@$(py) -m recap build

archive: .venv/.site ## Build the site with its downloads (ZIP, EPUB), as it is published
	@$(py) -m recap archive

serve: .venv/.site ## Preview the site while you write, at http://127.0.0.1:8000/
	@$(py) -m recap serve

check: .venv/.site ## Check every file of docs/ without building
	@$(py) -m recap check

test: .venv/.test ## Check style and types, then run the tests; the long ones are sampled
	@$(py) -m tests.cpu_time Tests $(MAKE) --no-print-directory lint _run SELECT='-m "not long"'

test-all: .venv/.test ## Run every test in full, and measure which lines they reach
	@$(py) -m tests.cpu_time Tests $(MAKE) --no-print-directory lint _run SELECT='$(cov) --hypothesis-profile long' LASTS='about an hour'

test-wheel: .venv/.test ## Run the tests against the wheel, installed, instead of the checkout
	@echo "Wheel: installing it into .venv-wheel…"
	@$(py) -m tests.installed .venv-wheel
	@.venv-wheel/bin/python -m tests.cpu_time Tests .venv-wheel/bin/python -m pytest $(spread) -m "not long" $(ARGS)

test-quick: .venv/.test ## Run the unit tests and the examples only: about a minute, between two edits
	@$(py) -m tests.cpu_time Tests $(py) -m pytest -q $(spread) -m "not (long or browser or shared)" $(or $(ARGS),tests/unit tests/integration/test_examples.py)

_run:
	@$(py) -m tests.chromium
	@echo "Tests: running ($(or $(LASTS),a few minutes))…"
	@$(py) -m pytest $(spread) $(SELECT) $(ARGS)

cov := $(if $(ARGS),,--cov --cov-report=term:skip-covered) # a selection of tests cannot reach the coverage of all
spread := --numprocesses auto --dist loadfile # one worker per core; the tests of a file stay together

lint: .venv/.test ## Check style, types and the direction of imports
	@echo "Style, types, imports: ruff, mypy, import-linter…"
	@$(py) -m ruff check --quiet . && $(py) -m ruff format --quiet --check . && $(py) -m mypy --no-error-summary
	@said=$$(.venv/bin/lint-imports --no-cache --no-logo) || { echo "$$said"; exit 1; }

bench: .venv/.test ## Measure checks, builds, serving, search and Lighthouse, next to other generators (benchmarks/README.md)
	@$(py) -m benchmarks.start
	@$(py) -m benchmarks.names
	@$(py) -m benchmarks.check
	@$(py) -m benchmarks.bench $(ARGS)
	@$(py) -m benchmarks.serve
	@$(py) -m benchmarks.search
	@$(py) -m benchmarks.lighthouse

manual: .venv/.test ## Build the manual into manual/site/, and check its links
	@echo "Manual: taking pictures, making the reference (half a minute)…"
	@$(py) -m manual.pictures || echo "Manual: without pictures."
	@NO_MKDOCS_2_WARNING=1 $(py) -m mkdocs build --quiet --strict --config-file manual/mkdocs.yml
	@echo "Open manual/site/index.html"

lock: .venv/.supply ## Update the lock files from pyproject.toml; UPGRADE=--upgrade takes newer versions
	@$(py) -m uv pip compile $(uv) pyproject.toml --extra site -o requirements.lock
	@$(py) -m uv pip compile $(uv) pyproject.toml --extra site --extra cluster --extra engines --group test -c requirements.lock -o requirements-test.lock
	@$(py) -m uv pip compile $(uv) --group supply -c requirements-test.lock -o requirements-supply.lock
	@npm install --silent --package-lock-only --ignore-scripts
	@$(py) -c 'import json, pathlib; path = pathlib.Path("package-lock.json"); lock = json.loads(path.read_text()); [each.pop("funding", None) for each in lock["packages"].values()]; path.write_text(json.dumps(lock, indent=2) + "\n")'
uv := --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header --python-version 3.11 $(UPGRADE)

sbom: .venv/.supply ## Write bills of materials (CycloneDX) of the lock files into sbom/
	@mkdir -p sbom
	@for lock in requirements*.lock; do \
	  $(py) -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --mc-type application --output-file "sbom/$${lock%.lock}.cdx.json" "$$lock" || exit 1; done
	@npm sbom --package-lock-only --sbom-format cyclonedx > sbom/package-lock.cdx.json

dist: .venv/.site ## Build wheel and sdist of the last commit into dist/, twice, and look at them; TAG=v1.2.3 compares the version
	@$(py) scripts/release.py --tag "$(TAG)"

test-unlocked: .venv/.supply dist ## Install without lock file and build a site; RESOLUTION=lowest-direct takes the oldest versions
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(py) -m uv venv --quiet "$$folder/venv" && \
	$(py) -m uv pip install --quiet --python "$$folder/venv" --resolution $(or $(RESOLUTION),highest) "$$(echo dist/*.whl)[site]" && \
	cp -R tests/fixtures/sites/full "$$folder/site" && cd "$$folder/site" && ../venv/bin/recap archive --verify

audit: .venv/.supply ## Look up known vulnerabilities of the locked packages; needs the network
	@for lock in requirements*.lock; do \
	  .venv/bin/pip-audit --strict --progress-spinner off --require-hashes --disable-pip --requirement "$$lock" || failed=1; done; \
	npm audit --package-lock-only || failed=1; [ -z "$$failed" ]

clean: ## Remove the environment, everything that was built, and what builds remember
	@[ ! -x $(py) ] || $(py) -m recap clean || true
	rm -rf .venv .venv-wheel .cache site manual/site manual/docs/pictures .site-* sbom dist .coverage* .hypothesis .import_linter_cache .pytest_cache .mypy_cache .ruff_cache tests/artifacts

.venv/.site: requirements.lock pyproject.toml
	@$(find_python); \
	if [ ! -x $(py) ] || ! $(py) -c '' 2>/dev/null; then \
	  echo "Environment: making .venv with $$found…"; rm -rf .venv; "$$found" -m venv .venv || exit 1; fi
	@echo "Dependencies: installing requirements.lock (about half a minute)…"
	@$(pip) -r requirements.lock
	@$(py) -m pip --disable-pip-version-check install --quiet --no-deps --no-build-isolation --editable .
	@$(py) -m compileall -q scripts # as pip does for all others: where Python is told to write no bytecode, it reads it
	@$(py) -m recap schema >/dev/null # for editors
	@touch $@

.venv/.supply: .venv/.site requirements-supply.lock
	@echo "Lock file tools: installing requirements-supply.lock…"
	@$(pip) -r requirements-supply.lock
	@touch $@

.venv/.test: .venv/.site requirements-test.lock
	@echo "Test tools: installing requirements-test.lock (about a minute)…"
	@$(pip) -r requirements-test.lock
	@touch $@

# Sets $found to the name of a Python of at least 3.11, or prints what is missing and stops.
define find_python
found=; \
for name in python3 python3.13 python3.12 python3.11 python; do \
  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
done; \
if [ -z "$$found" ]; then \
  echo "Python 3.11 or newer is missing. Debian, Ubuntu: sudo apt install python3 python3-venv. macOS: brew install python." >&2; exit 1; fi; \
if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
  echo "This Python cannot make environments. Debian, Ubuntu: sudo apt install python3-venv" >&2; exit 1; fi
endef
