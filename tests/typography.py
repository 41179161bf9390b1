"""The typography of texts, French and English: what a reader would call a slip of the typesetter.

French as in the Lexique of the Imprimerie nationale: a thin no-break space (U+202F) before ; ! ?, a no-break space
(U+00A0) before a colon, one of the two inside « », accents on capitals, 1er and 2e, 9 h 25, no break between a day and
its month or a number and its unit. English as in the Oxford Style Manual: curly quotes, no space before a sign, en
dashes between the ends of a range. Which words are misspelt, capitals without accent among them: `tests/spelling.py`.
"""

from __future__ import annotations

import re

OTHER = "\ufffc"
"""Stands for what is no text of this language: code, a picture, words of another language."""
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_NO_BREAK = "\u00a0\u202f"
_BOTH = {
    "three full stops instead of …": r"\.\.\.",
    "a straight apostrophe": r"(?<=\w)'(?=\w)|(?<=s)'(?= )",
    "a straight quotation mark": r'"',
    "a space before a comma, a full stop or a bracket": rf"[ {_NO_BREAK}][,.)](?=[\s{_NO_BREAK}]|$)",
    "two spaces": r"  ",
    "a hyphen instead of a dash": r" --? ",
    "a hyphen between hours or years": r"\d:\d\d-\d|\b(?:19|20)\d\d-(?:19|20)\d\d\b",
}
FRENCH = {
    **_BOTH,
    "no U+202F before ; ! ?": r"(?<![\u202f!?])[;!?](?![\w/=&])",
    "no U+00A0 before a colon": rf"(?<!\u00a0):(?=[\s{_NO_BREAK}]|$)",
    "no no-break space inside « »": rf"«(?![{_NO_BREAK}])|(?<![{_NO_BREAK}])»",
    "English quotation marks": rf"(?<!{OTHER})[“”]",
    "an ordinal other than 1er, 1re, 2e": r"\b(?:[02-9]|\d{2,})er\b|(?:\d|\b[IVX]+)(?:i?[èe]me|ère|nde?|è)s?\b",
    "A or Ca without accent or cedilla": r"(?:^|[.!?…] )(?:A|Ca)(?= [a-zà-ÿ])|\bA\u00a0propos",
    "a break between day and month": rf"\d(?:er)? (?:{_MONTHS})\b",
    "an hour not written as 9 h 25": r"\b\d{1,2}h\d*\b|\d h\b|\bh \d",
    "a break between a number and its unit": r"\d (?:%|€|px|Mo|Ko|ms)(?![\w])",
}
ENGLISH = {
    **_BOTH,
    "a space before a sign": rf"[ {_NO_BREAK}][;:!?](?=\s|$)",
    "French quotation marks": r"[«»]",
    "a break between a number and its unit": r"\d (?:%|€)",
}
RULES = {"fr": FRENCH, "en": ENGLISH}
"""Language -> what is wrong -> pattern that finds it."""


def slips(text: str, language: str, leave_out: frozenset[str] = frozenset()) -> list[str]:
    """The slips in a text of one of `RULES`, each as `what is wrong: the text around it`, spaces of note spelt out."""
    found = []
    for name, pattern in RULES[language].items():
        if name not in leave_out:
            for match in re.finditer(pattern, text):
                around = text[max(match.start() - 25, 0) : match.end() + 25]
                found.append(f"{name}: {around}".replace("\u00a0", "~").replace("\u202f", "^"))
    return found
