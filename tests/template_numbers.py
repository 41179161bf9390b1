"""The number of each template of the theme, with the text that bears it: who changes one raises its number.

`python -m tests.template_numbers` writes the table again after a number was raised.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

THEME = Path(__file__).parents[1] / "overrides"
TABLE = Path(__file__).with_name("template_numbers.toml")


def current() -> dict[str, str]:
    """Path of a template below the theme -> its number, a colon, and a digest of its text."""
    return {path.relative_to(THEME).as_posix(): _entry(path) for path in sorted(THEME.rglob("*.html"))}


def recorded() -> dict[str, str]:
    """The same, as of the last time that somebody wrote the table."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def _entry(path: Path) -> str:
    content = path.read_text("utf-8")
    number = re.match(r"{#-? *recap template (\d+)", content)
    return f"{number[1] if number else 0}:{hashlib.sha256(content.encode()).hexdigest()[:16]}"


if __name__ == "__main__":
    lines = "".join(f'"{path}" = "{entry}"\n' for path, entry in current().items())
    TABLE.write_text(f"# Written by python -m tests.template_numbers.\n{lines}", "utf-8")
