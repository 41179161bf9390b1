"""Search of what a build has written for people who must not be published, before and after it is put in place.

The check has found no name in the sources; this finds those that come from anywhere else: settings, templates, plugins,
what earlier builds have left, or a fault of this program.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path

from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path, walk
from recap.core.language import language
from recap.core.readings import BREAK, FIELDS, MARKUP, cut, decoded
from recap.lint.file_contents import strings_in
from recap.lint.privacy_rules import search_for
from recap.site.model import Site

_PAGES = ("html", "xhtml")
_TEXTS = frozenset([*_PAGES, "xml", "json", "js", "txt", "csv", "ics", "bib", "svg", "vtt", "srt", "opf", "ncx", "md"])
_ARCHIVES = ("zip", "epub")
_PICTURES = ("png", "jpg", "jpeg", "webp")
_WORD_LISTS = re.compile(r"search/(?:index|[snwp][0-9a-f]{7})\.js")
"""Parts of the search index in which neighbours have nothing to do with each other."""
_EXCERPTS = re.compile(r"search/t[0-9a-f]{7}\.js")
_URLS = re.compile(r'\["([\w./-]+\.html)",')
_PROGRAM = re.compile(r"assets/.*\.(?:js|css)")
"""Scripts and styles of the theme; docs/ can have none."""
_ATTRIBUTES = re.compile(
    r"""\s(?!class=|style=|rel=|type=|role=|id=|for=|media=|sizes=)[\w:-]{1,40}=(?:"([^"]*)"|'([^']*)')"""
)
_TAGS = re.compile(r"<[^<>]*>")
_POLICY = re.compile(r"<meta http-equiv=[^<>]*>")
_DATA = re.compile(r"<script type=\"?application/[^<>]*>(.*?)</script>", re.DOTALL)
_ITEMS = ((re.compile(r'"\s{0,40},\s{0,40}"(?![\w-]{1,30}"\s{0,9}:)'), BREAK),)
"""Lists of JSON: one entry has nothing to do with the next."""
_READINGS = (_ITEMS, (*_ITEMS, *MARKUP), (*_ITEMS, *FIELDS))
_COLUMNS = re.compile(r',\["([^"]*)","([^"]*)"')
_WORDS = re.compile(r"[^\W_]+")
_TEXT_CHUNKS = (b"tEXt", b"iTXt", b"zTXt", b"Exif", b"eXIf", b"<x:xmpmeta", b"EXIF", b"XMP")
"""What a picture with a text contains; those of docs/ are searched by the check."""
_MIN_LETTERS = 4
"""Of a name that is looked for in bytes that are no text."""


class OutputSearch:
    """Looks for withdrawn names in what a site is made into. It is false if nobody is withdrawn."""

    def __init__(self, site: Site) -> None:
        self._site, search = site, search_for(site.outline.catalogue)
        code = site.render_context.language
        self._search = search.without(_vocabulary(code)) if search else search
        """Names that are words of ours are left to the check: every page has these words."""

    def __bool__(self) -> bool:
        return bool(self._search)

    @property
    def key(self) -> str:
        """A digest of what is looked for; no name is kept."""
        return self._search.digest

    def diagnostics(self, folder: Path, shown: Path, known: Set[str] = frozenset()) -> list[Diagnostic]:
        """Return where the site in a folder has withdrawn names; `shown` is where it will be published.

        `known` are addresses of files that an earlier build has searched for the same names.
        """
        found = dict(self._in_folder(folder, known)) if self else {}
        found = {address: value for address, value in found.items() if not self._is_excerpt(folder, address)}
        items = self._site.outline.catalogue.with_source() if found else ()
        sources = {item.url: item.document.path for item in items if item.document}
        diagnostics = []
        for address, value in found.items():
            page = address.partition("!")[0]
            path = sources.get(page, f"{shown_path(shown)}/{page}")
            diagnostics.append(Diagnostic(path, 1, 1, "E120.output", {"value": value, "address": address}))
        return sorted(diagnostics)

    def _is_excerpt(self, folder: Path, address: str) -> bool:
        """Return True if a file of texts for search only has a name because it joins the paragraphs of a page."""
        if not _EXCERPTS.fullmatch(address):
            return False
        pages = (folder / url for url in _URLS.findall((folder / address).read_text("utf-8")))
        texts = (path.read_text("utf-8") for path in pages if path.is_file())
        return any(self._search.named(text, (((_TAGS, " "),),)) for text in texts)

    def _in_folder(self, folder: Path, known: Set[str]) -> Iterator[tuple[str, str]]:
        """Yield address and name; of the members of an archive only those that are not in the folder too."""
        sums: dict[str, tuple[int, int]] = {}
        archives: list[str] = []
        yield from self._in_texts(self._texts(folder, known, sums, archives))
        for address in archives:
            yield from self._in_texts(self._members(address, (folder / address).read_bytes(), sums))

    def _texts(
        self, folder: Path, known: Set[str], sums: dict[str, tuple[int, int]], archives: list[str]
    ) -> Iterator[tuple[str, str]]:
        """Yield address and text of the files of a folder; notes its archives, and size and sum of the others."""
        addresses = {address: entry.path for address, entry in walk(folder)}
        archives += [address for address in addresses if suffix_of(address) in _ARCHIVES]
        for address, path in addresses.items():
            if address not in archives and (archives or address not in known):
                with open(path, "rb") as file:  # noqa: PTH123 (one of thousands)
                    raw = file.read()
                if archives:
                    sums[address] = len(raw), zlib.crc32(raw)
                if address not in known:
                    yield address, _text_of(address, raw)

    def _members(self, address: str, raw: bytes, sums: Mapping[str, tuple[int, int]]) -> Iterator[tuple[str, str]]:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for member in archive.infolist():
                if sums.get(member.filename.partition("/")[2]) != (member.file_size, member.CRC):
                    where, content = f"{address}!{member.filename}", archive.read(member)
                    if suffix_of(where) in _ARCHIVES:
                        yield from self._members(where, content, {})
                    else:
                        yield where, _text_of(where, content)

    def _in_texts(self, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield address and name for each file that has a withdrawn name in its address or text."""

        def may_name(plain: str) -> object:
            return self._search.suspects(plain, _TAGS.sub("", plain))

        spoken = ((address, f"{re.sub('[/.!]', ' ', address)}\n{text}") for address, text in texts)
        for address, text in self._search.sift(spoken, may_name):
            name, _, content = text.partition("\n")
            hits = (hit.value for hit in self._search.hits(name))
            value = next((hit for hit in hits if sum(map(str.isalnum, hit)) >= _MIN_LETTERS), "")
            if value := value or self._in_text(suffix_of(address), content):
                yield address, value

    def _in_text(self, suffix: str, text: str) -> str:
        """Return the first withdrawn name in a text; empty if there is none."""
        plain = self._search.plain(text)
        suspects = self._search.suspects(plain, _TAGS.sub("", plain))
        if suspects and all(name.is_short for name in suspects) and suffix in _PAGES:
            # Tags and scripts are full of short words.
            data, values = (
                "\n".join(_DATA.findall(text)),
                chain.from_iterable(_ATTRIBUTES.findall(_POLICY.sub("", text))),
            )
            return next(
                filter(None, map(self._search.named, (cut(decoded(text), MARKUP), BREAK.join(values), data))), ""
            )
        return self._search.named(text, _READINGS) if suspects else ""

    def in_bytes(self, raw: bytes) -> str:
        """Return the first withdrawn name among the strings of a state; empty if there is none."""
        parts = (raw[start : start + 200_500] for start in range(0, len(raw), 200_000))
        if not any(self._search.suspects(self._search.plain(part.decode("utf-8", "ignore"))) for part in parts):
            return ""
        for text in strings_in(raw):
            for hit in self._search.hits(text):
                if sum(map(str.isalnum, hit.value)) >= _MIN_LETTERS:
                    return hit.value
        return ""

    def forget(self, states: Path) -> None:
        """Remove the states of builds in a folder that have a withdrawn name; builds do without them."""
        for path in sorted(states.glob("*.sqlite*")) if self else ():
            with suppress(FileNotFoundError):
                if self.in_bytes(path.read_bytes()):
                    path.unlink()


def _text_of(address: str, raw: bytes) -> str:
    """Return what of a file is searched: its text, its words one by one, or the strings in it."""
    suffix = suffix_of(address)
    if suffix in _PICTURES:
        return BREAK.join(strings_in(raw)) if any(kind in raw for kind in _TEXT_CHUNKS) else ""
    if suffix not in _TEXTS or _PROGRAM.fullmatch(address):
        return ""
    text = raw.decode("utf-8", "replace")
    if not _WORD_LISTS.fullmatch(address):
        return text
    if address.startswith("search/s"):  # words, their stems, and numbers packed into signs
        columns = _COLUMNS.search(text)
        text = " ".join(columns.groups()) if columns else ""
    return BREAK.join(_WORDS.findall(text))


def suffix_of(address: str) -> str:
    """Return the type of a file by its address, in lower case."""
    return address.rpartition(".")[2].lower()


@cache
def _vocabulary(code: str) -> str:
    """Return the words that a site in a language has whatever it is about: ours, and names of days and countries."""
    words = language(code)
    tables = (words.folders, words.words, words.terminal, words.codes, words.keys)
    said = [text for table in tables for pair in table.items() for text in pair]
    return "\n".join([*said, *words.names()])
