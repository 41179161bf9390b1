"""Withdrawn names in files that are no Markdown: texts in any encoding, pictures, documents, sound, film, archives.

Runs in a process of its own, under limits (`content_reader`): such a file may be made to use up time and memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any, NamedTuple

from recap.core.name_search import NameSearch
from recap.core.readings import BREAK, DECODED, HYPHENATED, Cuts, decodings, is_text, readings_of
from recap.core.text import position

PICTURES = frozenset(["png", "jpg", "jpeg", "gif", "webp", "avif", "tif", "tiff"])
_TAGGED = frozenset(["mp3", "ogg", "oga", "ogv", "opus", "mp4", "m4a", "m4v", "wav", "flac"])
_TEXTS = frozenset(["txt", "csv", "tsv", "json", "bib", "ics", "vcf", "vtt", "srt", "svg", "md", "yml",
                    "yaml", "rtf", "xml", "html", "htm", "xhtml", "opf", "ncx", "rels", "css", "rdf"])  # fmt: skip
_INERT = frozenset(["ttf", "otf", "woff", "woff2", "fntdata", "odttf", "bin", "emf", "wmf", "dat"])
"""Parts of documents of which the strings are enough."""
MAX_FINDINGS, MAX_MEMBERS, MAX_DEPTH, MAX_TEXT = 20, 5_000, 3, 10_000_000
MAX_UNPACKED = 128 * 2**20
"""Bytes that are unpacked of one file, archives in it included."""
_MAX_UNLIMITED = 250_000
_MAX_OBJECTS = 200_000
_MIN_LETTERS = 6
"""Of a name that is looked for in bytes that are no text, where shorter ones come about by chance."""
_BROKEN = (ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError, SyntaxError, TypeError,
           ValueError, struct.error, zipfile.BadZipFile, zlib.error)  # fmt: skip
"""What libraries raise when a file is not what it claims to be."""
_STRINGS = (
    (re.compile(rb"(?:[ -~]|[\xc3-\xcf][\x80-\xbf]|\xe2\x80[\x90-\xaf]){5,}"), "utf-8"),
    (re.compile(rb"[ -~\xc0-\xff]{5,}"), "cp1252"),
    (re.compile(rb"(?:[ -~\xc0-\xff]\0){5,}"), "utf-16-le"),
    (re.compile(rb"(?:\0[ -~\xc0-\xff]){5,}"), "utf-16-be"),
)
"""Strings in a file that is no text, and their encoding."""
_PLAIN: tuple[Cuts, ...] = (DECODED, HYPHENATED)


class UnreadError(Exception):
    """A file that nobody can look into; its text is the reason, a variant of W120."""


class Finding(NamedTuple):
    """A withdrawn name in a file, or why the file was not looked into."""

    place: str
    """Where in the file: name of a part, page, kind of metadata; empty for the file itself."""
    value: str = ""
    """The name as it stands there."""
    line: int = 1
    """In a file of text, from 1, like the column."""
    column: int = 1
    unread: str = ""
    """Why it was not looked into: a variant of W120."""


def look_into(search: NameSearch, suffix: str, raw: bytes) -> list[Finding]:
    """Return where a file has withdrawn names, each once, or why that is unknown; `suffix` is in lower case."""
    return [*islice(dict.fromkeys(_Reader(search).findings(suffix, raw, "", 0)), MAX_FINDINGS)]


def is_plain(suffix: str, raw: bytes) -> bool:
    """Return True if a file is a text, and so small that reading it needs no limits."""
    return len(raw) <= _MAX_UNLIMITED and (suffix in _TEXTS or is_text(raw))


def strings_in(raw: bytes) -> Iterator[str]:
    """Yield the strings in a file that is no text, once for each encoding."""
    for pattern, encoding in _STRINGS:
        yield BREAK.join(found.decode(encoding, "replace") for found in pattern.findall(raw))


class _Reader:
    """Reads one file with everything in it, within limits."""

    def __init__(self, search: NameSearch) -> None:
        self._search, self._left, self._members = search, MAX_UNPACKED, MAX_MEMBERS

    def findings(self, suffix: str, raw: bytes, place: str, depth: int) -> Iterator[Finding]:
        """Yield what is found in a file, or in a part of one at a depth."""
        try:
            yield from self._findings(suffix, raw, place, depth)
        except UnreadError as error:
            yield Finding(place, unread=str(error))
        except MemoryError:
            yield Finding(place, unread="large")
        except _BROKEN:
            yield Finding(place, unread="broken")

    def _findings(self, suffix: str, raw: bytes, place: str, depth: int) -> Iterator[Finding]:
        if suffix in _TEXTS or is_text(raw):
            yield from self._text(suffix, raw, place)
            return
        yield from self._strings(raw, place)
        if suffix in PICTURES and find_spec("PIL") is None:
            raise UnreadError("no_pillow")
        if suffix in PICTURES:
            yield from self._values(_picture(suffix, raw), place)
        elif raw.startswith(b"%PDF") or suffix == "pdf":
            yield from self._pdf(raw, place, depth)
        elif raw.startswith(b"PK") or suffix in ("zip", "pptx", "odp", "epub"):
            yield from self._archive(raw, place, depth)
        elif suffix in _TAGGED:
            yield from self._values(_tags(raw, suffix), place)
        elif suffix not in _INERT:
            raise UnreadError("unknown")

    def _text(self, suffix: str, raw: bytes, place: str) -> Iterator[Finding]:
        if len(raw) > MAX_TEXT:
            raise UnreadError("large")
        if re.search(rb"<!ENTITY", raw, re.IGNORECASE):
            raise UnreadError("unknown")  # what an entity stands for may be a name
        for text in decodings(raw):
            if hits := self._search.hits(text, readings_of(suffix)):
                yield from (Finding(place, hit.value, *position(text, hit.start)) for hit in hits)
                return

    def _strings(self, raw: bytes, place: str) -> Iterator[Finding]:
        """Find longer names among the strings of a file that is no text."""
        for text in strings_in(raw):
            hits = (hit for hit in self._search.hits(text) if sum(map(str.isalpha, hit.value)) >= _MIN_LETTERS)
            yield from (Finding(place, hit.value) for hit in hits)

    def _values(self, values: Iterable[tuple[str, str]], place: str) -> Iterator[Finding]:
        """Find names in texts, given with where each is."""
        for where, text in values:
            if value := self._search.named(text, _PLAIN):
                yield Finding(f"{place} {where}".strip(), value)

    def _archive(self, raw: bytes, place: str, depth: int) -> Iterator[Finding]:
        if depth >= MAX_DEPTH:
            raise UnreadError("large")
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            yield from self._values([("", archive.comment.decode("utf-8", "replace"))], place)
            for member in members:
                where = f"{place}!{member.filename}" if place else member.filename
                name = re.sub(r"[/.]", " ", member.filename)
                yield from self._values([("", name), ("", member.comment.decode("utf-8", "replace"))], where)
                self._members -= 1
                if self._members < 0 or member.file_size > self._left:
                    raise UnreadError("large")
                if member.flag_bits & 1:
                    raise UnreadError("encrypted")
                if not member.is_dir():
                    with archive.open(member) as file:
                        content = file.read(self._left + 1)
                    self._spend(len(content))
                    suffix = member.filename.rpartition(".")[2].lower()
                    yield from self.findings(suffix, content, where, depth + 1)

    def _spend(self, number: int) -> None:
        self._left -= number
        if self._left < 0:
            raise UnreadError("large")

    def _pdf(self, raw: bytes, place: str, depth: int) -> Iterator[Finding]:
        import logging

        import pypdf
        from pypdf.errors import DependencyError, PyPdfError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            document = pypdf.PdfReader(io.BytesIO(raw))
            if document.is_encrypted and not document.decrypt(""):
                raise UnreadError("encrypted")
            letters = 0
            for number, page in enumerate(document.pages, 1):
                text = page.extract_text()
                self._spend(len(text))
                letters += sum(map(str.isalpha, text))
                yield from self._values([(f"p. {number}", text)], place)
            for content in _pdf_objects(document):
                if isinstance(content, bytes):
                    self._spend(len(content))
                    yield from self.findings("xml" if content.lstrip()[:1] == b"<" else "", content, place, depth + 1)
                else:
                    yield from self._values([("", content)], place)
            if document.pages and not letters:
                raise UnreadError("scan")
        except (DependencyError, PyPdfError) as error:
            raise UnreadError("encrypted" if isinstance(error, DependencyError) else "broken") from None


def _pdf_objects(document: Any) -> Iterator[str | bytes]:
    """Yield every text of a PDF outside its pages, and the content of its metadata and attachments."""
    from pypdf.generic import ByteStringObject, IndirectObject, NameObject, StreamObject, TextStringObject

    numbers = [(number, generation) for generation, table in document.xref.items() for number in table]
    numbers += [(number, 0) for number in document.xref_objStm]
    if len(numbers) > _MAX_OBJECTS:
        raise UnreadError("large")
    for number, generation in dict.fromkeys(numbers):
        waiting = [document.get_object(IndirectObject(number, generation, document))]
        seen = 0
        while waiting and seen < _MAX_OBJECTS:
            value = waiting.pop()
            seen += 1
            if isinstance(value, dict):
                waiting += value.values()
                if isinstance(value, StreamObject) and value.get("/Type") in ("/Metadata", "/EmbeddedFile"):
                    yield value.get_data()
            elif isinstance(value, list):
                waiting += value
            elif isinstance(value, (TextStringObject, NameObject)):
                yield str(value)
            elif isinstance(value, ByteStringObject):
                yield from decodings(bytes(value))


def _picture(suffix: str, raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield kind and text of a picture's metadata: EXIF, XMP, IPTC, comments, text chunks."""
    from PIL import Image, IptcImagePlugin

    if suffix == "png":
        yield from _png_texts(raw)
    with Image.open(io.BytesIO(raw)) as image:
        for key, value in image.info.items():
            yield from ((str(key), text) for text in _texts(value) if key not in ("exif", "icc_profile"))
        exif = image.getexif()
        for table in (exif, *(exif.get_ifd(number) for number in (0x8769, 0x8825, 0xA005))):
            yield from (("EXIF", text) for value in table.values() for text in _texts(value))
        iptc = IptcImagePlugin.getiptcinfo(image) or {}
        yield from (("IPTC", text) for value in iptc.values() for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value of metadata."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield from decodings(value.removeprefix(b"UNICODE\0").removeprefix(b"ASCII\0\0\0"))
        if b"\0" in value:  # EXIF's UTF-16 has no mark
            yield value[len(value) % 2 :].decode("utf-16-le", "replace")
            yield value[len(value) % 2 :].decode("utf-16-be", "replace")
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, (list, tuple)):
        if value and all(isinstance(item, int) and 0 <= item < 256 for item in value):
            yield from _texts(bytes(value))
        else:
            yield from (text for item in value for text in _texts(item))


def _png_texts(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text chunks of a PNG, those after its pixels too, which Pillow would have to draw first."""
    place = 8
    while place + 8 <= len(raw):
        length, kind = struct.unpack(">I4s", raw[place : place + 8])
        content = raw[place + 8 : place + 8 + length]
        place += 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            key, _, rest = content.partition(b"\0")
            is_packed = kind == b"zTXt" or (kind == b"iTXt" and rest[:1] == b"\1")
            if kind == b"iTXt":
                language, _, rest = rest[2:].partition(b"\0")
                keyword, _, rest = rest.partition(b"\0")
                key += b" " + language + b" " + keyword
            else:
                rest = rest[is_packed:]
            text = zlib.decompressobj().decompress(rest, MAX_TEXT) if is_packed else rest
            yield from (("PNG", each) for piece in (key, text) for each in decodings(piece))


def _tags(raw: bytes, suffix: str) -> Iterator[tuple[str, str]]:
    """Yield the tags of a sound or film."""
    from tinytag import TinyTag, TinyTagException

    try:
        tag = TinyTag.get(f"x.{suffix}", file_obj=io.BytesIO(raw), duration=False)
    except TinyTagException:
        raise UnreadError("broken") from None
    for key, value in tag.as_dict().items():
        yield from ((str(key), text) for text in _texts(value))
