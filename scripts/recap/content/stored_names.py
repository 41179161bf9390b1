"""Names of files as they are stored: an accent may be a part of its letter there, or a sign of its own (NFC, NFD).

Archives of macOS and some cloud disks store the second, keyboards write the first, and both look the same.
"""

import functools
import posixpath
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from recap.content import markdown


class StoredNames:
    """The files of a docs folder that are no pages, found whatever form of Unicode their name is written in."""

    def __init__(self, src_uris: Iterable[str] = ()) -> None:
        self._known = src_uris if isinstance(src_uris, (Mapping, frozenset)) else frozenset(src_uris)
        self._by_form: dict[str, str] = {}

    @functools.cached_property
    def _has_signs(self) -> bool:
        """Whether there is a name that can be written in two forms."""
        return not all(map(str.isascii, self._known))

    def find(self, src_uri: str) -> str:
        """Return the src_uri as it is stored; the given one if there is no such file in any form."""
        if src_uri in self._known or src_uri.isascii():
            return src_uri
        if not self._by_form:
            self._by_form = {unicodedata.normalize("NFC", each): each for each in self._known}
        return self._by_form.get(unicodedata.normalize("NFC", src_uri), src_uri)

    def linked(self, body: str, src_uri: str) -> str:
        """Return the Markdown of a page with links that name files as they are stored, as any server looks for them."""
        if not self._has_signs or (body.isascii() and "%" not in body):
            return body
        lines, folder = body.split("\n"), posixpath.dirname(src_uri)
        for link in reversed(markdown.links(body)):
            way = unquote(link.target)
            goal = posixpath.normpath(posixpath.join(folder, way))
            if way.isascii() or ":" in way or (found := self.find(goal)) == goal:
                continue
            line, start = lines[link.line - 1], link.column - 1
            if line.startswith(link.target, start):
                name = quote(posixpath.relpath(found, folder or "."))
                lines[link.line - 1] = line[:start] + name + line[start + len(link.target) :]
        return "\n".join(lines)
