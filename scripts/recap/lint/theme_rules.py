"""Rules of the site's own templates: one that takes the place of ours may be older than what it replaces."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file, shown_path

_NUMBER = re.compile(r"{#-? *recap template (\d{1,6})\b")
_MAX_BYTES = 1 << 20


def templates_are_current(replaced: Mapping[Path, Path]) -> Iterator[Diagnostic]:
    """W134: a template of the site has the number of ours, which is raised whenever ours changes.

    `replaced` are the site's templates -> ours of the same name. One that cannot be read is MkDocs' to report.
    """
    for path, ours in replaced.items():
        try:
            number = _number_of(path)
        except OSError:
            continue
        if number != (newest := _number_of(ours)):
            args = {
                "name": ours.name,
                "number": newest,
                "own": number or "",
                "line": f"{{#- recap template {newest} -#}}",
            }
            yield Diagnostic(shown_path(path), 1, 1, "W134" if number else "W134.none", args)


def _number_of(path: Path) -> int:
    """Return the number in a template; 0 if it has none. Raises OSError."""
    found = _NUMBER.search(read_file(path, path.parent, _MAX_BYTES).decode("utf-8", "replace"))
    return int(found[1]) if found else 0
