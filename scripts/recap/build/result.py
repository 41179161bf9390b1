"""Result of a build, and what the state keeps of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from recap.build.rows import Rows
from recap.build.state import Disbelief
from recap.core.diagnostics import Diagnostic, has_errors
from recap.core.filesystem import shown_path


@dataclass(frozen=True)
class Result:
    """Result of a build."""

    diagnostics: list[Diagnostic]
    warnings: list[str]
    """What is wrong and is no diagnostic; each one stops the build."""
    pages: int = 0
    made: int = 0
    """Pages whose content was generated, to be compared with the previous build."""
    rendered: int = 0
    """Pages that were rendered."""
    seconds: float = 0.0
    """CPU time of this process and its children."""
    size: int = 0
    """Of all files, in bytes."""
    omissions: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What the exports leave out: (key of the terminal's words, arguments)."""
    interrupted: bool = False
    """True if leftovers of a crashed build were removed."""
    disbelieved: Disbelief | None = None
    """Why the state of the previous build was there and was not used."""
    left_alone: tuple[Path, ...] = ()
    """What has the name of a leftover or of a shadow copy, but was not made by a build."""
    foreign: tuple[str, ...] = ()
    """Plugins and hooks that may change pages, so that nothing was reused."""

    @property
    def ok(self) -> bool:
        """True if the site was replaced."""
        return not self.warnings and not has_errors(self.diagnostics)

    @property
    def reused(self) -> int:
        """Pages left as the previous build made them."""
        return self.pages - self.rendered


def remember(rows: Rows, result: Result, docs: Path) -> None:
    """Store the result of a build for a build of the same."""
    prefix = f"{shown_path(docs)}/"
    found = [
        [each.path.removeprefix(prefix), each.line, each.column, each.message_key, dict(each.args)]
        for each in result.diagnostics
    ]
    about = {"diagnostics": found, "pages": result.pages, "size": result.size, "omissions": result.omissions}
    rows.set_meta("result", json.loads(json.dumps(about, default=str)))


def stored_diagnostics(rows: Rows, docs: Path) -> list[Diagnostic]:
    """Return the diagnostics of the previous build."""
    prefix = f"{shown_path(docs)}/"
    return [Diagnostic(prefix + path, *each) for path, *each in rows.meta("result")["diagnostics"]]


def stored_omissions(rows: Rows) -> list[tuple[str, dict[str, str]]]:
    """Return what the exports of the previous build left out."""
    return [(word, args) for word, args in rows.meta("result")["omissions"]]


def previous_result(rows: Rows, docs: Path) -> Result:
    """Return the result of a build that finds nothing changed."""
    about, found = rows.meta("result"), stored_diagnostics(rows, docs)
    return Result(found, [], about["pages"], size=about["size"], omissions=stored_omissions(rows))
