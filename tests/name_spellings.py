"""Three invented people, and more than sixty ways of writing each of their names in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

PEOPLE = (("Zoïq", "Wqvarn"), ("Brünxa", "Kjelqvåd"), ("Ylqa Mørx", "Ostrwÿk"))
"""Given name, family name."""


def bare(name: str) -> str:
    """A name without accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ø", "o"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def slug(name: str) -> str:
    """A name as an address spells it."""
    return bare(name).lower().replace(" ", "-")


def joined(name: str) -> str:
    """A name without what is between its words."""
    return re.sub(r"\W", "", bare(name))


def shifted(name: str, start: int) -> str:
    """A name in letters of another block of Unicode, its ASCII capital A at `start`."""
    return "".join(
        chr(start + ord(sign) - 65 + (6 if start > 0x10000 else 0) * -(sign > "Z"))
        if sign.isascii() and sign.isalpha()
        else sign
        for sign in name
    )


Way = Callable[[str, str], str]
PLAIN: dict[str, Way] = {
    "as it is": lambda g, f: f"{g} {f}",
    "capitals": lambda g, f: f"{g} {f}".upper(),
    "small letters": lambda g, f: f"{g} {f}".lower(),
    "mixed case": lambda g, f: f"{g} {f}".swapcase(),
    "no accents": lambda g, f: bare(f"{g} {f}"),
    "other accents": lambda g, f: bare(f"{g} {f}").translate({97: "à", 111: "ô"}),
    "decomposed": lambda g, f: unicodedata.normalize("NFD", f"{g} {f}"),
    "hyphen": lambda g, f: f"{g}-{f}",
    "soft and hard hyphen": lambda g, f: f"{g}\u2010{f}",
    "dash": lambda g, f: f"{g} – {f}",
    "underscore": lambda g, f: f"{g}_{f}",
    "slug": lambda g, f: slug(f"{g} {f}"),
    "underscored slug": lambda g, f: slug(f"{g} {f}").replace("-", "_"),
    "one word": lambda g, f: joined(g + f).lower(),
    "camel case": lambda g, f: joined(g + f),
    "hashtag": lambda g, f: f"#{joined(g + f)}",
    "account": lambda g, f: f"@{joined(g + f).lower()}42",
    "mail": lambda g, f: f"{slug(g)}.{slug(f)}@example.org",
    "family first": lambda g, f: f"{f}, {g}",
    "family first, capitals": lambda g, f: f"{f.upper()}, {g}",
    "reversed": lambda g, f: f"{f} {g}",
    "reversed slug": lambda g, f: slug(f"{f} {g}"),
    "reversed word": lambda g, f: joined(f + g).lower(),
    "reversed underscore": lambda g, f: f"{f}_{g}",
    "semicolon": lambda g, f: f"{f};{g}",
    "two spaces": lambda g, f: f"{g}  {f}",
    "tab": lambda g, f: f"{g}\t{f}",
    "no-break space": lambda g, f: f"{g}\u00a0{f}",
    "narrow space": lambda g, f: f"{g}\u202f{f}",
    "thin space": lambda g, f: f"{g}\u2009{f}",
    "soft hyphen": lambda g, f: f"{g} {f[:3]}\u00ad{f[3:]}",
    "zero-width space": lambda g, f: f"{g[:2]}\u200b{g[2:]} {f}",
    "zero-width joiner": lambda g, f: f"{g} {f[:2]}\u200d{f[2:]}",
    "word joiner": lambda g, f: f"{g[:1]}\u2060{g[1:]} {f}",
    "byte-order mark": lambda g, f: f"{g} {f[:1]}\ufeff{f[1:]}",
    "variation selector": lambda g, f: f"{g} {f[:2]}\ufe0f{f[2:]}",
    "full width": lambda g, f: shifted(bare(f"{g} {f}"), 0xFF21),
    "mathematical": lambda g, f: shifted(bare(f"{g} {f}"), 0x1D400),
    "quotation marks": lambda g, f: f"« {g} » « {f} »".replace("« ", "«").replace(" »", "»"),
    "straight quotes": lambda g, f: f'"{g}" "{f}"',
    "letters apart": lambda g, f: "  ".join(" ".join(word) for word in bare(f"{g} {f}").split()),
    "possessive": lambda g, f: f"{g} {f}’s",
    "in a sentence": lambda g, f: f"(cf. {g} {f}, 2016).",
}  # fmt: skip
"""Ways of writing that any text may have."""
ENCODED: dict[str, Way] = {
    "no-break entity": lambda g, f: f"{g}&nbsp;{f}",
    "decimal space": lambda g, f: f"{g}&#160;{f}",
    "hexadecimal space": lambda g, f: f"{g}&#xA0;{f}",
    "decimal letter": lambda g, f: f"{g} &#{ord(f[0])};{f[1:]}",
    "hexadecimal letter": lambda g, f: f"{g} {f[0]}&#x{ord(f[1]):x};{f[2:]}",
    "no semicolon": lambda g, f: f"{g} {f[0]}&#{ord(f[1])}{f[2:]}",
    "named letter": lambda g, f: f"{g} {f}".replace("ï", "&iuml;").replace("å", "&aring;").replace("ø", "&oslash;"),
    "soft hyphen entity": lambda g, f: f"{g} {f[:3]}&shy;{f[3:]}",
    "encoded twice": lambda g, f: f"{g}&amp;nbsp;{f}",
    "percent": lambda g, f: f"https://example.org/{slug(g)}%20{slug(f)}",
    "percent letter": lambda g, f: f"https://example.org/{slug(g)}-%{ord(slug(f)[0]):02x}{slug(f)[1:]}",
    "plus": lambda g, f: f"https://example.org/?q={slug(g).replace('-', '+')}+{slug(f)}",
    "address": lambda g, f: f"https://example.org/{slug(f'{g} {f}')}.pdf",
    "backslash u": lambda g, f: f"{g} \\u{ord(f[0]):04x}{f[1:]}",
    "backslash x": lambda g, f: f"{g} \\x{ord(bare(f)[0]):02x}{f[1:]}",
}  # fmt: skip
"""Ways that a browser or program undoes."""
MARKED: dict[str, Way] = {
    "strong": lambda g, f: f"**{g} {f}**",
    "strong family": lambda g, f: f"{g} **{f}**",
    "emphasised given": lambda g, f: f"*{g}* {f}",
    "underlined": lambda g, f: f"_{g}_ {f}",
    "both": lambda g, f: f"***{g}*** ***{f}***",
    "emphasis in a word": lambda g, f: f"{g} {f[:2]}**{f[2:]}**",
    "code": lambda g, f: f"`{g} {f}`",
    "half code": lambda g, f: f"`{g}` {f}",
    "tag": lambda g, f: f"<b>{g}</b> {f}",
    "tag in a word": lambda g, f: f"{g} {f[:2]}<b>{f[2:]}</b>",
    "comment between": lambda g, f: f"{g}<!-- et --> {f}",
    "comment": lambda g, f: f"Texte.\n\n<!-- {g} {f} -->\n",
    "link": lambda g, f: f"[{g} {f}](https://example.org/)",
    "half link": lambda g, f: f"[{g}](https://example.org/(a)/) {f}",
    "two links": lambda g, f: f'[{g}](https://example.org/a "un") [{f}](https://example.org/b)',
    "title of a link": lambda g, f: f'[ici](https://example.org/ "{g} {f}")',
    "bracket in a title": lambda g, f: f'[{g}](https://example.org/ "a) b") {f}',
    "reference": lambda g, f: f"[{g}][r] {f}\n\n[r]: https://example.org/",
    "footnote between": lambda g, f: f"{g}[^n] {f}\n\n[^n]: Une note.",
    "footnote": lambda g, f: f"Un mot[^n].\n\n[^n]: Dit par {g} {f}.",
    "abbreviation": lambda g, f: f"Le QZ.\n\n*[QZ]: {g} {f}",
    "alternative text": lambda g, f: f"![{g} {f}](a.png)",
    "half a picture": lambda g, f: f"![{g}](a.png) {f}",
    "heading": lambda g, f: f"## {g} *{f}*",
    "table": lambda g, f: f"| a | b |\n| - | - |\n| {g} | {f} |",
    "quotation": lambda g, f: f"> {g}\n> {f}",
    "list": lambda g, f: f"- Merci à {g}\n  {f}",
    "line end": lambda g, f: f"{g}\n{f}",
    "hard line end": lambda g, f: f"{g}  \n{f}",
    "backslash": lambda g, f: f"{g}\\-{f}",
    "code block": lambda g, f: f"```\n{g} {f}\n```",
    "indented code": lambda g, f: f"Un mot.\n\n    {g} {f}\n",
    "admonition": lambda g, f: f'!!! note "{g} {f}"\n    Texte.',
}  # fmt: skip
"""Ways that only Markdown has."""


def spellings(*ways: dict[str, Way]) -> Iterator[tuple[str, str]]:
    """Each way of writing each name: what it is, and the text."""
    for group in ways:
        for name, way in group.items():
            yield from ((f"{name}: {given} {family}", way(given, family)) for given, family in PEOPLE)
