"""Names as people write them -> the name, and what they add to it: pronouns, titles, degrees, companies, accounts."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_MAX_PARTS = 12
"""Number of additions that are taken off a name."""


@dataclass(frozen=True)
class NameParts:
    """What an entry says of one person."""

    name: str
    """Never empty; the entry itself where nothing can be taken off."""
    pronouns: str = ""
    honorific: str = ""
    """Titles and degrees, as written: `Prof. Dr.`, `MSc, PhD`."""
    organisation: str = ""
    account: str = ""
    """`@ada`."""
    alias: str = ""
    """The same name in letters of another script."""


def _words(*names: str) -> str:
    """Return the words of some tables as alternatives of a regular expression, longest first."""
    words = {word for name in names for word in _TABLES[name]}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_ALWAYS_DOTTED = rf"(?:{_words('dotted_titles')})\."
_TITLE = re.compile(rf"({_ALWAYS_DOTTED}|(?:{_words('titles')})(?:\.|(?=\s)))\s*(?=\S)", re.IGNORECASE)
_MONSIEUR = re.compile(r"(M\.)\s+(?=\S)")
_DEGREE = re.compile(
    rf"(?:,\s*|\s+)((?:{_words('degrees')})\.?)$|,\s*((?:{_words('degrees', 'degrees_behind_comma')})\.?)$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])$")
_COMMA = re.compile(r",\s*([^,]+)$")
_DASH = re.compile(r"\s+[-–—|]\s+(\S.*)$")
_ACCOUNT = re.compile(r"\s+@\s?(\S.*)$")
_GENERATION = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_COMPANY = re.compile(rf".*\b(?:{_words('companies')})\.?", re.IGNORECASE)
_AND = r"(?:&|\+|and|et|und|y|e)"
_PARTNERS = re.compile(rf",?\s+{_AND}\s+(?:{_words('partners')})\.?$", re.IGNORECASE)
_OTHERS = re.compile(rf",?\s+(?:{_AND}\s+(?:{_words('others')})\b\.?|al\.)$", re.IGNORECASE)
_COUPLE = re.compile(rf"(?:{_words('titles')}|m)\.?\s+{_AND}\s+(?:{_words('titles')}|m)\.?\s+(\S.*)", re.IGNORECASE)
_ADDED = re.compile(rf"(?:{_words('partners', 'others')})\.?", re.IGNORECASE)
_TURNED = re.compile(r"([^\s,]+),\s+([^\s,]+)")
_SEVERAL = re.compile(
    r"\s*;\s*|\s+/\s+|(?<=\w)[/+](?=\w+\s\w)|\s+(?:&|\+|and|et|und|with|avec|mit|feat\.)\s+|,\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
_HIDDEN = str.maketrans({chr(code): chr(0xE000 + code) for code in b",;/+& "})
"""Signs inside brackets, which separate nobody, as characters for private use."""
_SHOWN = {ord(hidden): code for code, hidden in _HIDDEN.items()}
_STRONG = frozenset(_TABLES["pronouns"])
_PRONOUNS = _STRONG | frozenset(_TABLES["further_pronouns"])
_NOBODY = frozenset(_TABLES["nobody"])


def is_nobody(written: str) -> bool:
    """Return True for what people write where they can name nobody: `TBA`, `N.N.`, `Various`."""
    return written.casefold() in _NOBODY or written == "NN"


@lru_cache(maxsize=4096)
def is_pronouns(written: str) -> bool:
    """Return True for pronouns and nothing else: `she/her`, `il`, `they, them`."""
    words = [word for word in re.split(r"[\s/,|+&]+", written) if word]
    if not words or any(word.isupper() and len(word) > 1 for word in words):
        return False
    folded = [word.casefold() for word in words]
    return _STRONG.issuperset(folded) or (len(words) > 1 and _PRONOUNS.issuperset(folded))


def honorifics(honorific: str) -> tuple[str, str]:
    """Return what of `Prof. Dr., PhD` stands in front of a name, and what behind it."""
    pieces = re.split(r",\s*", honorific)
    behind = [piece for piece in pieces if _DEGREE.fullmatch(f", {piece}") and not _TITLE.match(f"{piece} X")]
    return ", ".join(piece for piece in pieces if piece not in behind), ", ".join(behind)


def people_in(entry: str) -> list[str]:
    """Return the names in an entry, which may hold several; the entry itself where it is about one person.

    Pronouns, degrees, partners (`& Co`) and others who are not named (`et al.`) are no names, and what stands in
    brackets belongs to the name before them.
    """
    if len(_split(parts_of(entry).name)) < 2:
        return [entry]
    found: list[str] = []
    for part in _split(entry):
        if not (found and _is_addition(part)):
            found.append(part)
    return found


def _split(entry: str) -> list[str]:
    hidden = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", lambda found: found[0].translate(_HIDDEN), entry)
    parts = (part.translate(_SHOWN).strip(" ,") for part in _SEVERAL.split(hidden))
    return [part for part in parts if re.search(r"\w", part)]


def _is_addition(part: str) -> bool:
    """Return True for a part of an entry that is no name: pronouns, degrees, a company, partners, others."""
    pieces = [piece for piece in re.split(r",\s*", part) if piece]
    return all(
        is_pronouns(piece) or _DEGREE.fullmatch(f", {piece}") or _ADDED.fullmatch(piece) or _COMPANY.fullmatch(piece)
        for piece in pieces
    )


def is_couple(entry: str) -> str:
    """Return the family name of `Mr. & Mrs. Moor`; empty for other entries."""
    found = _COUPLE.fullmatch(entry)
    return found[1] if found else ""


def turned(entry: str) -> str:
    """Return `Fay Moor` for `Moor, Fay`: two words that may be a family name and a first name; empty for others."""
    found = _TURNED.fullmatch(entry)
    is_name = found and not (found[2].isupper() and len(found[2]) > 1) and not _GENERATION.fullmatch(found[2])
    return f"{found[2]} {found[1]}" if found and is_name and not _COMPANY.fullmatch(found[2]) else ""


def is_initial(entry: str) -> bool:
    """Return True for `M. Ives`, which is an initial or, in French, a title."""
    return bool(re.fullmatch(r"M\.\s+\S+", entry))


@lru_cache(maxsize=65536)
def parts_of(entry: str, *, is_french: bool = False) -> NameParts:
    """Return the name in the entry of one person, and what was added to it; `M.` is a title in French alone."""
    name, more = entry, dict[str, list[str]]()
    for _ in range(_MAX_PARTS):
        if not (found := _last(name) or _first(name, is_french=is_french)) or not re.search(r"\w", found[0]):
            break
        name = found[0]
        for key, value in found[1].items():
            more.setdefault(key, []).append(value)
    titles, degrees = more.get("title", []), more.get("degree", [])[::-1]
    honorific = ", ".join(filter(None, [" ".join(titles), *degrees]))
    organisation = ", ".join(more.get("organisation", [])[::-1])
    pronouns, account, alias = (", ".join(more.get(key, [])) for key in ("pronouns", "account", "alias"))
    return NameParts(name, pronouns, honorific, organisation, account, alias)


def _first(name: str, *, is_french: bool) -> tuple[str, dict[str, str]] | None:
    """Return a name without the title in front of it, and that title."""
    found = _TITLE.match(name) or (_MONSIEUR.match(name) if is_french and not is_initial(name) else None)
    return (name[found.end() :], {"title": found[1]}) if found else None


def _last(name: str) -> tuple[str, dict[str, str]] | None:
    """Return a name without the last thing that was added to it, and what that is."""
    if found := _PARTNERS.search(name):
        return name[: found.start()], {"organisation": name}
    if found := _OTHERS.search(name):
        return name[: found.start()], {}
    if found := _DEGREE.search(name):
        return name[: found.start()], {"degree": found[1] or found[2]}
    if found := _BRACKETS.search(name):
        before, added = name[: found.start()], (found[1] or found[2] or "").strip()
        is_alias = _is_latin(before) != _is_latin(added) and not is_pronouns(added)
        return before, {"alias": added} if is_alias and added else _kind_of(added)
    if found := _DASH.search(name):
        return name[: found.start()], _kind_of(found[1])
    if found := _ACCOUNT.search(name):
        key = "account" if found[1].islower() and " " not in found[1] else "organisation"
        return name[: found.start()], {key: f"@{found[1]}" if key == "account" else found[1]}
    if not (found := _COMMA.search(name)) or _GENERATION.fullmatch(found[1]):
        return None
    before, last = name[: found.start()], found[1].strip()
    if is_pronouns(last):
        return before, {"pronouns": last}
    if _COMPANY.fullmatch(last) or (" " not in last and (" " in before or last.isupper())):
        return before, {"organisation": last}
    return None


def _is_latin(name: str) -> bool:
    """Return True if the first letter of a name is a Latin one."""
    return next((unicodedata.name(sign, "").startswith("LATIN") for sign in name if sign.isalpha()), True)


def _kind_of(added: str) -> dict[str, str]:
    """Return what stands in brackets or behind a dash, under its kind; nothing for nothing."""
    if is_pronouns(added):
        return {"pronouns": added}
    if _DEGREE.fullmatch(f", {added}"):
        return {"degree": added}
    if re.fullmatch(r"@\S+", added):
        return {"account": added}
    return {"organisation": added} if added else {}
