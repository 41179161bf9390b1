"""The language of a site, `theme.language` in its `mkdocs.yml`: it exists, and Recap has words in it or says so."""

from collections.abc import Iterator

from recap.content.document import Document
from recap.core.diagnostics import Diagnostic
from recap.core.language import AVAILABLE, has_words, normal_tag
from recap.core.text import fold, nearest, shortened

_PLACE = ("theme", "language")


def check_language(document: Document) -> Iterator[Diagnostic]:
    """E117: the language of the site exists. W140: what Recap says on its pages is in another language than its texts.

    `fr-CA`, `fr_FR` and `FR` are French, and `no` is Norwegian, whatever YAML makes of it.
    """
    theme = document.data.get("theme")
    value = theme.get("language") if isinstance(theme, dict) else None
    if isinstance(theme, dict) and _PLACE in document.keys and value is None:
        yield document.diagnostic("E117.site_language", *_PLACE, value="", near="", known=", ".join(AVAILABLE))
    if not isinstance(value, str) or has_words(value):
        return
    tag = normal_tag(value)
    if not tag:
        args = {"value": shortened(value), "near": _nearest(value), "known": ", ".join(AVAILABLE)}
        yield document.diagnostic("E117.site_language", *_PLACE, **args)
    else:
        primary = tag.partition("-")[0]
        yield document.diagnostic("W140", *_PLACE, value=tag, code=primary, known=", ".join(AVAILABLE))


def _nearest(value: str) -> str:
    """Return the code of the language that somebody named in English or in the language itself; empty if none is."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    named: dict[str, str] = {fold(name): code for code, name in Locale("en").languages.items()}
    for code in locale_identifiers():
        if len(code) < 4 and (name := Locale.parse(code).get_language_name()):
            named.setdefault(fold(name), code)
    return named.get(fold(value), "") or named.get(nearest(value, named), "")
