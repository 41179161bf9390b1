"""Moves what a fix takes out of a name into the person's file, which it writes if there is none."""

from collections.abc import Iterable

from recap.content.frontmatter import MAX_BYTES, read
from recap.content.yaml_writer import front_matter, to_scalar
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import read_file

MOVES = "W118.added"
"""Message key of the diagnostics whose arguments `pronouns` and `honorific` go into the person's `file`."""
_KEYS = ("pronouns", "honorific")


class PersonFiles:
    """The keys that people's files get, and those that they have."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, str] | None] = {}
        self._added: dict[str, dict[str, str]] = {}
        self._names: dict[str, str] = {}

    def take(self, diagnostic: Diagnostic) -> bool:
        """Plan what a diagnostic moves; False, and nothing is planned, where the file says something else."""
        file, wanted = str(diagnostic.args["file"]), _wanted(diagnostic)
        if file not in self._keys:
            self._keys[file] = _keys_of(file)
        known = self._keys[file]
        if known is None or any(known.get(key, value) != value for key, value in wanted.items()):
            return False
        self._added.setdefault(file, {}).update({key: value for key, value in wanted.items() if key not in known})
        known.update(wanted)
        self._names.setdefault(file, str(diagnostic.args.get("name", "")))
        return True

    def contents(self, changed: dict[str, str]) -> Iterable[tuple[str, str]]:
        """Yield path and content of the files; `changed` has those that other fixes have changed already."""
        for file, keys in self._added.items():
            content = changed.get(file) or _content(file)
            if content is None:
                yield file, front_matter({"kind": "person", "name": self._names[file], **keys}).rstrip("\n") + "\n"
            elif keys:
                lines = content.splitlines(keepends=True)
                end = "\r\n" if lines[0].endswith("\r\n") else "\n"
                place = read(content.encode(), file)[0].body_line - 2
                lines[place:place] = [f"{key}: {to_scalar(value)}{end}" for key, value in keys.items()]
                yield file, "".join(lines)


def _wanted(diagnostic: Diagnostic) -> dict[str, str]:
    return {key: str(diagnostic.args[key]) for key in _KEYS if key in diagnostic.args}


def _content(file: str) -> str | None:
    """Return the text of a file; None if there is none."""
    try:
        return read_file(file, None, MAX_BYTES).decode("utf-8")
    except FileNotFoundError:
        return None


def _keys_of(file: str) -> dict[str, str] | None:
    """Return the keys of a person's file that a fix may write; None if nothing can be added to it."""
    if (content := _content(file)) is None:
        return {}
    document, diagnostics = read(content.encode(), file)
    is_plain = document.body_line > 1 and not content.lstrip("\ufeff-\r\n ").startswith("{")
    if not is_plain or any(each.level == "error" for each in diagnostics):
        return None
    return {key: str(document.data[key]) for key in _KEYS if key in document.data}
