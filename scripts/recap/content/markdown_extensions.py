"""The Markdown extensions of every site, with the options that it need not write, and those that a site may add."""

import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from recap.content.document import Document, Place
from recap.core import text
from recap.core.diagnostics import Diagnostic

BUILT_IN = ("toc", "tables", "fenced_code")
"""Extensions that MkDocs adds itself, first."""
EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "footnotes": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"anchor_linenums": False, "pygments_lang_class": True},
    "pymdownx.inlinehilite": {},
    "pymdownx.magiclink": {},
    "pymdownx.quotes": {},
    "pymdownx.saneheaders": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.tilde": {"subscript": False},
    "sane_lists": {},
    "recap.content.heading_ids": {},
    "recap.content.no_break_spaces": {},
    "recap.content.whole_links": {},
}
"""Extensions that we add after them and before the site's own: name -> options."""
_INSTEAD = {
    "pymdownx.arithmatex": "",
    "pymdownx.b64": "",
    "pymdownx.blocks.html": "",
    "pymdownx.critic": "",
    "pymdownx.emoji": "🚀",
    "pymdownx.progressbar": "",
    "pymdownx.snippets": "",
    "pymdownx.striphtml": "",
    "pymdownx.pathconverter": "",
    "pymdownx.wikilinks": "[…](….md)",
    "wikilinks": "[…](….md)",
}
"""Extensions whose HTML, files or scripts have no place in a text -> what to write instead of their syntax."""
_OTHERS = ("attr_list", "codehilite", "def_list", "extra", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br",
           "smarty", "pymdownx.betterem", "pymdownx.blocks.admonition", "pymdownx.blocks.caption",
           "pymdownx.blocks.definition", "pymdownx.blocks.details", "pymdownx.blocks.tab", "pymdownx.caret",
           "pymdownx.escapeall", "pymdownx.extra", "pymdownx.fancylists", "pymdownx.keys", "pymdownx.mark",
           "pymdownx.smartsymbols", "pymdownx.tasklist")  # fmt: skip
"""Other extensions of Python-Markdown and pymdown-extensions."""


def extensions_of(document: Document) -> frozenset[str]:
    """Return the names of the extensions that a `mkdocs.yml` lists."""
    return frozenset(name for _, name, _ in _listed(document))


def check_extensions(document: Document) -> Iterator[Diagnostic]:
    """E116: an extension exists and writes nothing that no text may contain; E103: so do its options."""
    known = [*BUILT_IN, *EXTENSIONS, *_OTHERS]
    for place, name, options in _listed(document):
        if name in _INSTEAD:
            yield document.key_diagnostic("E116.extension", *place, value=name, near=_INSTEAD[name])
        elif name in known:
            yield from _unknown_options(document, place, name, options)
        elif (near := text.nearest(name, known)) and not _exists(name):
            yield document.key_diagnostic("E116.no_extension", *place, value=name, near=near)


def _listed(document: Document) -> Iterator[tuple[Place, str, Any]]:
    """Yield place, name and options of each extension."""
    listed = document.data.get("markdown_extensions") or []
    if isinstance(listed, dict):
        listed = [{name: options} for name, options in listed.items()]
        places: list[Place] = [("markdown_extensions", name) for entry in listed for name in entry]
    else:
        listed = listed if isinstance(listed, list) else []
        places = [("markdown_extensions", number) for number in range(len(listed))]
    for place, entry in zip(places, listed, strict=True):
        if isinstance(entry, dict):
            for name, options in entry.items():
                yield (
                    (place if place[-1] == name else (*place, name)),
                    name.removeprefix("markdown.extensions."),
                    options,
                )
        elif isinstance(entry, str):
            yield place, entry.removeprefix("markdown.extensions."), None


def _unknown_options(document: Document, place: Place, name: str, options: Any) -> Iterator[Diagnostic]:
    """Yield E103 for options that an extension does not have; those of superfences and the like are looked up."""
    if not isinstance(options, dict) or name in ("extra", "pymdownx.extra"):
        return
    module = importlib.import_module(name if "." in name else f"markdown.extensions.{name}")
    known = module.makeExtension().getConfigs()
    yield from (document.unknown_key(known, *place, option) for option in options if option not in known)


def _exists(name: str) -> bool:
    try:
        return find_spec(name.partition(":")[0]) is not None
    except (ImportError, ValueError):
        return False
