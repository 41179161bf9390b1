"""The formats that are read, and which of them a file is in: content decides, never a name."""

from pathlib import Path
from typing import Protocol

from recap.core.language import UserError
from recap.importers import calendar, markdown_folder, openfeedback, pyvideo, schedule, sessionize, table, unknown
from recap.importers.model import Conference, Losses, Options, Source
from recap.importers.readers import read_sources, shown, source_of


class Importer(Protocol):
    """A module that reads a format."""

    LABEL: str
    """What the format is called, with the files that are meant."""
    DROPPED: frozenset[str]
    """Fields of `Session` that the format cannot hold."""
    DERIVED: frozenset[str]
    """Fields of `Session` that are read from what the format has for something else."""

    def recognises(self, source: Source) -> bool:
        """Return True for a file of the format."""

    def conferences(self, sources: list[Source], losses: Losses, options: Options) -> list[Conference]:
        """Return the conferences that are in all files of the format."""


FORMATS: dict[str, Importer] = {
    "schedule": schedule,
    "sessionize": sessionize,
    "openfeedback": openfeedback,
    "calendar": calendar,
    "pyvideo": pyvideo,
    "markdown": markdown_folder,
    "table": table,
}
"""Name of a format -> the module that reads it; the first that recognises a file reads it."""


def labels() -> str:
    """Return the formats that are read, as messages name them."""
    return "; ".join(each.LABEL for each in FORMATS.values())


def conferences_in(
    path: Path, losses: Losses, options: Options | None = None, raw: bytes | None = None
) -> list[Conference]:
    """Return every conference in a file or folder that has a session. Raises UserError if there is none.

    `raw` is the content of a file that was fetched, of which `path` is the name for people.
    """
    found: dict[str, list[Source]] = {}
    is_folder = raw is None and path.is_dir()
    for source in read_sources(path, losses) if raw is None else [source_of(path, raw, losses)]:
        name = next((name for name, each in FORMATS.items() if each.recognises(source)), "")
        if name:
            found.setdefault(name, []).append(source)
        elif is_folder:
            error = unknown.error_of(source, shown(source.path), labels())
            losses.note("file (no programme)", f"{shown(source.path.relative_to(path))}: {unknown.reason(error)}")
        else:
            raise unknown.error_of(source, shown(path), labels())
    conferences = [
        conference
        for name, sources in found.items()
        for conference in FORMATS[name].conferences(sources, losses, options or Options())
    ]
    conferences = [each for each in conferences if any(session.title for session in each.sessions)]
    if not conferences:
        alone = [source for sources in found.values() for source in sources]
        raise (
            unknown.error_of_empty(alone[0], shown(path))
            if len(alone) == 1
            else UserError("import_empty", path=shown(path))
        )
    return conferences
