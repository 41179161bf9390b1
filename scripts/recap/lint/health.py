"""What a report of a fault needs to know of an installation and of a site, and what of it is broken.

No text of the site, no name of a person and no path of the home folder is in it, so that anybody can publish it.
"""

import getpass
import json
import os
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from recap.content.document import Document
from recap.content.settings import Settings
from recap.content.site_config import plugins_of
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file, sum_of
from recap.core.language import Language, language
from recap.core.private_folder import UntrustedFolderError, state_folder, state_path
from recap.lint.runner import Checked

DISTRIBUTION = "mkdocs-recap"
_SITE = ("mkdocs", "mkdocs-material")
"""Libraries without which only the checker is installed."""
SHOWN = (
    "language",
    "docs_dir",
    "site_dir",
    "custom_dir",
    "license",
    "limits",
    "search",
    "social_images",
    "incremental",
)
"""Settings whose values identify nobody; of the others a report says only that they are set."""
_LEFT_OUT = ("drafts", "has_validation", "server_files", "theme_files", "replaced_templates",
             "site_url_place")  # fmt: skip
"""What is in the settings and not written in `mkdocs.yml`."""
_NOTE_BYTES = 10_000


@dataclass(frozen=True)
class Row:
    """One line of a report."""

    label: str
    """Key of the terminal's words, without `doctor_`."""
    value: str
    broken: bool = False


def installation(words: Language) -> Iterator[Row]:
    """Yield the versions of Recap, of Python and of the libraries, and what is missing of those."""
    found = {name: _version(name) for name in (DISTRIBUTION, *_SITE)}
    own = found[DISTRIBUTION]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    yield Row("recap", own or words.terminal["doctor_not_installed"], broken=own is None)
    yield Row("python", f"{python}, {platform.platform()}")
    builds = all(found[name] for name in _SITE)
    yield Row("extras", words.terminal["doctor_site" if builds else "doctor_checker"])
    libraries, unfit = [], []
    for requirement in _requirements(*(["site"] if builds else [])):
        version = _version(requirement.name)
        libraries.append(f"{requirement.name} {version or '-'}")
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            unfit.append(f"{requirement.name}{requirement.specifier}")
    yield Row("libraries", ", ".join(sorted(libraries)))
    if unfit:
        package = f"{DISTRIBUTION}[site]" if builds else DISTRIBUTION
        value = words.terminal["doctor_unfit_value"].format(names=", ".join(unfit), package=package)
        yield Row("unfit", value, broken=True)


def site(config_file: Path, document: Document, settings: Settings, diagnostics: Sequence[Diagnostic]) -> Iterator[Row]:
    """Yield where a site is and what its `mkdocs.yml` says, read as `document` and `settings`."""
    yield Row("folder", without_home(config_file.absolute().parent))
    theme = document.data.get("theme")
    theme = theme.get("name") if isinstance(theme, dict) else theme
    names = ", ".join(name for _, name, _ in plugins_of(document)) or "-"
    hooks = document.data.get("hooks")
    yield Row("config", f"theme {theme or '-'}; plugins {names}; hooks {len(hooks) if isinstance(hooks, list) else 0}")
    given: list[str] = []
    default: list[str] = []
    for name, value, is_default in _settings(settings):
        (default if is_default else given).append(name if is_default or value is None else f"{name} = {value}")
    yield Row("set", ", ".join(given) or "-")
    yield Row("default", ", ".join(default) or "-")
    for each in sorted(diagnostics):
        place = f"{config_file.name}:{each.line}:{each.column} {each.message_key} {each.name}"
        yield Row("fault", place, broken=each.level == "error")


def content(checked: Checked, files: Iterable[str]) -> Iterator[Row]:
    """Yield how much a docs folder holds, and how often the check reports each code."""
    endings = Counter(Path(src_uri).suffix.lower() or "-" for src_uri in files)
    shown = ", ".join(f"{number} {ending}" for ending, number in endings.most_common())
    yield Row("files", shown or "0")
    catalogue = checked.catalogue
    counts = {"event": catalogue.events, "talk": catalogue.talks, "person": catalogue.people, "topic": catalogue.topics}
    yield Row("records", ", ".join(f"{kind} {len(records)}" for kind, records in counts.items()))
    codes = Counter(f"{each.code} {each.name}" for each in checked.diagnostics)
    yield Row("found", ", ".join(f"{number} × {code}" for code, number in sorted(codes.items())) or "-")


def state(words: Language, project: Path, *outputs: Path) -> Iterator[Row]:
    """Yield where the state of a project is, and whether it can be used; nothing is created. `outputs` are built."""
    try:
        folder = state_path(project)
        if not os.path.lexists(folder):
            yield Row("state", words.terminal["doctor_no_state"])
            return
        state_folder(project, *outputs)
    except UntrustedFolderError as error:
        shown = {
            key: without_home(value) if isinstance(value, Path) else value for key, value in error.arguments.items()
        }
        yield Row("state", words.terminal[error.key].format(**shown), broken=True)
        return
    builds = sorted(folder.glob("*.sqlite"))
    size = sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())
    yield Row(
        "state", f"{without_home(folder)}; {words.count('doctor_builds', len(builds), words.terminal)}; {size:,} B"
    )
    if damaged := [path.name for path in builds if not _is_intact(path)]:
        yield Row("damaged", words.terminal["doctor_damaged_value"].format(names=", ".join(damaged)), broken=True)
    if [*folder.glob("journal-*.json")]:
        yield Row("pending", words.terminal["doctor_pending_value"])


def without_home(path: Path) -> str:
    """Return an absolute path with `~` for the home folder, and elsewhere without the name of the user."""
    absolute = path.absolute()
    with suppress(RuntimeError):  # no home folder is known
        for home in (Path.home(), Path.home().resolve()):
            if absolute.is_relative_to(home):
                return Path("~", absolute.relative_to(home)).as_posix()
    user = ""
    with suppress(OSError, KeyError, ImportError):  # this system has no names of users
        user = getpass.getuser()
    return Path(*("…" if step == user else step for step in absolute.parts)).as_posix()


def _version(name: str) -> str | None:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return None


def _requirements(*extras: str) -> Iterator[Requirement]:
    """Yield what this version needs on this platform, with some of its extras."""
    with suppress(metadata.PackageNotFoundError):
        for line in metadata.requires(DISTRIBUTION) or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                yield requirement


def _settings(settings: Settings) -> Iterator[tuple[str, Any, bool]]:
    """Yield the name of each setting, what a report may say of it (None: only that it is set), and whether it is the
    default.
    """
    default = Settings()
    for name in (field.name for field in fields(Settings) if field.name not in _LEFT_OUT):
        value = getattr(settings, name)
        if name == "folders":
            usual = language(settings.language).folders
            changed = [key for key, folder in value.items() if folder != usual.get(key)]
            yield name, " ".join(changed), not changed
        elif name in SHOWN:
            shown = without_home(Path(value)) if name.endswith("_dir") and Path(value).is_absolute() else value
            yield name, shown, value == getattr(default, name)
        else:
            yield name, None, value == getattr(default, name)


def _is_intact(path: Path) -> bool:
    """Return True if the state of a build is what the note next to it says."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        note = json.loads(read_file(path.with_name(f"{path.name}.json"), None, _NOTE_BYTES))
        return bool(note["sha256"] == sum_of(path))
    return False
