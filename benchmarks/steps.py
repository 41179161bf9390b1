"""Print where the time of a cold build goes: CPU ms per page of each step, in one process.

`python -m benchmarks.steps [--talks 1000] [--runs 3]` builds the corpus in new processes, each of which is bound to one
processor so that it renders all pages itself, and puts a clock around the functions of `STEPS`. A step does not include
the steps that it calls. The clock costs about one microsecond per call.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any

from benchmarks import corpus

STEPS = {
    "recap.plugin.plugin:compile_site": "reading, validating, catalogue",
    "recap.site.model:Artifacts.make": "making Markdown and data",
    "recap.exports.registry:Exports.head": "making the head",
    "recap.plugin.page:Converter.convert": "Markdown to HTML",
    "recap.site.model:document_of": "after-work: text for search",
    "recap.site.model:disallowed_html": "after-work: HTML check",
    "recap.site.model:postprocess_html": "after-work: pictures, glossary",
    "jinja2.environment:Template.render": "templates",
    "recap.build.incremental:IncrementalBuild.files": "formats",
    "recap.build.incremental:IncrementalBuild._search": "search",
    "jinja2.environment:Environment.compile": "templates, compiling",
    "recap.build.output:OutputTree.write": "writing",
    "recap.build.output:OutputTree.assemble": "writing",
    "recap.build.output:OutputTree.publish": "writing",
    "recap.build.incremental:IncrementalBuild._changed_items": "state",
    "recap.build.incremental:IncrementalBuild._changed_digests": "state",
    "recap.build.incremental:IncrementalBuild._put": "state",
    "recap.build.incremental:IncrementalBuild._keep": "state",
    "recap.build.builder:save_check": "state",
    "recap.build.state:StateStore.save": "state",
}
"""Function -> step, in the order of a build."""
START, REST = "start, imports", "the rest"


class Clock:
    """CPU seconds of this process by step; time of an inner step is not part of the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float, {START: time.process_time()})
        self._last = time.process_time()
        self._stack = [REST]

    def _charge(self) -> None:
        now = time.process_time()
        self.seconds[self._stack[-1]] += now - self._last
        self._last = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what happens meanwhile as a step."""
        self._charge()
        self._stack.append(name)
        try:
            yield
        finally:
            self._charge()
            self._stack.pop()

    def around(self, place: str, name: str) -> None:
        """Put the clock around a function, given as `module:name` or `module:Class.name`."""
        module, _, path = place.partition(":")
        owner_path, _, attribute = path.rpartition(".")
        owner: Any = import_module(module)
        owner = attrgetter(owner_path)(owner) if owner_path else owner
        function: Callable[..., Any] = getattr(owner, attribute)

        @functools.wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            with self.step(name):
                return function(*args, **options)

        setattr(owner, attribute, timed)


def measure_here(config_file: Path) -> dict[str, Any]:
    """Build a site in this process, on one processor; return its number of pages and CPU seconds by step."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from recap.build.builder import build_site

    clock = Clock()
    for place, name in STEPS.items():
        clock.around(place, name)
    with clock.step(REST):
        result = build_site(config_file)
    if not result.ok:
        sys.exit("\n".join(result.warnings))
    if missed := {*STEPS.values()} - clock.seconds.keys():
        sys.exit(f"No function of these steps was called: {sorted(missed)}")
    return {"pages": result.pages, "seconds": clock.seconds}


def table(runs: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of the table: medians of the runs."""
    pages = runs[0]["pages"]
    seconds = {
        name: statistics.median(run["seconds"].get(name, 0.0) for run in runs)
        for name in dict.fromkeys([START, *STEPS.values(), REST])
    }
    total = sum(seconds.values())
    yield "| step | CPU s | CPU ms a page | % |\n| --- | --: | --: | --: |"
    for name, each in [*seconds.items(), ("together", total)]:
        yield f"| {name} | {each:.2f} | {1000 * each / pages:.3f} | {100 * each / total:.0f} |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(measure_here(options.build)))
        return
    folder = Path(tempfile.mkdtemp(prefix="recap-steps-"))
    try:
        runs = []
        for number in range(options.runs):
            project = folder / str(number)  # a new one each time: what was deleted slows down what is written
            corpus.make(project, options.talks, corpus.at_hand())
            command = [sys.executable, "-m", "benchmarks.steps", "--build", str(project / "mkdocs.yml")]
            environment = os.environ | {"RECAP_STATE": str(project / "state"), "NO_MKDOCS_2_WARNING": "1"}
            environment["XDG_CACHE_HOME"] = str(project / "cache")  # no compiled templates of an earlier run
            environment.pop("SITE_URL", None)
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment, cwd=corpus.ROOT)
            runs.append(json.loads(done.stdout))
        print(f"{options.talks:,} talks, {runs[0]['pages']:,} pages\n", *table(runs), sep="\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
