"""An independent search of a folder for names. It uses nothing of the package, so it shares none of its faults.

`python -m tests.name_traces FOLDER NAME...` prints every trace and exits with 1 if there is one.
"""

from __future__ import annotations

import html
import io
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path
from urllib.parse import unquote

SPECIAL = {"ø": "o", "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}


MARKS = re.compile("[\u0300-\u036f\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")


def plain(text: str) -> str:
    """A text in small letters without accents, spelt out, without what is invisible."""
    text = text.casefold()
    if text.isascii():
        return text
    for sign, spelt in SPECIAL.items():
        text = text.replace(sign, spelt)
    return MARKS.sub("", unicodedata.normalize("NFKD", text))


def undone(text: str) -> str:
    """A text with everything decoded that a browser, a reader of JSON or a server decodes."""
    for _ in range(2):
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text) if "\\u" in text else text
        text = html.unescape(text)
        text = re.sub(r"(?:%[0-9a-fA-F]{2})+", lambda code: unquote(code[0]), text) if "%" in text else text
    return text


def contents(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and all files in it, unpacked."""
    yield name, raw
    if raw[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for inside in packed.namelist():
                yield from contents(f"{name}!{inside}", packed.read(inside))
    if raw.startswith(b"\x89PNG"):
        place = 8
        while place < len(raw):
            length, kind = int.from_bytes(raw[place : place + 4], "big"), raw[place + 4 : place + 8]
            if kind in (b"zTXt", b"iTXt"):
                data = raw[place + 8 : place + 8 + length]
                start = data.find(b"x\x9c")
                yield f"{name}!{kind.decode()}", zlib.decompress(data[start:]) if start > 0 else data
            place += 12 + length


def readings(raw: bytes) -> Iterator[str]:
    """What a file may say: decoded, then as it is, without tags, and with a blank for each tag."""
    try:
        texts = [raw.decode()]
    except UnicodeDecodeError:
        texts = [raw.decode("utf-8", "replace"), raw.decode("latin-1")]
    if b"\0" in raw:
        texts += [raw[start:].decode(code, "replace") for code in ("utf-16-le", "utf-16-be") for start in (0, 1)]
    for text in texts:
        said = undone(text)
        yield said
        if "<" in said:
            yield re.sub(r"<[^<>]*>", "", said)
            yield re.sub(r"<[^<>]*>", " ", said)


def patterns(names: list[str]) -> dict[str, re.Pattern[str]]:
    """Each name -> its words in any order, with up to three other signs between them."""
    found = {}
    for name in names:
        orders = ("[^a-z0-9]{0,3}".join(order) for order in permutations(re.findall(r"\w+", plain(name))))
        found[name] = re.compile(rf"(?<![a-z])(?:{'|'.join(orders)})(?![a-z])")
    return found


def traces(folder: Path, names: list[str], known: dict[bytes, set[str]] | None = None) -> list[tuple[str, str]]:
    """Where some names stand below a folder, in names of files and folders or in their contents: (file, name).

    `known` has what an earlier search of the same names found in some contents, and is completed.
    """
    wanted, found, known = patterns(names), [], {} if known is None else known

    def named(texts: Iterable[str]) -> set[str]:
        plain_texts = [*map(plain, texts)]
        return {name for name, way in wanted.items() if any(way.search(text) for text in plain_texts)}

    for path in sorted(folder.rglob("*")):
        raw = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        for name, content in contents(path.relative_to(folder).as_posix(), raw):
            if content not in known:
                known[content] = named(readings(content))
            spoken = re.sub(r"[/.!]", " ", undone(name))
            found += [(name, each) for each in sorted(known[content] | named([spoken]))]
    return found


if __name__ == "__main__":
    left = traces(Path(sys.argv[1]), sys.argv[2:])
    print("\n".join(f"{name}: {each}" for name, each in left))
    sys.exit(bool(left))
