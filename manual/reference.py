"""All generated pages of the manual: src_uri -> Markdown."""

from __future__ import annotations

from functools import cache

from manual import commands, effects, keys, options, programmes, rules
from recap.content.schema import KINDS
from recap.core import diagnostics


@cache
def reference_pages() -> dict[str, str]:
    """Return the pages of the reference, in the order of the navigation."""
    shown = effects.effects_of_keys()
    pages = {f"reference/{kind}.md": keys.page(kind, shown) for kind in KINDS}
    pages["reference/options.md"] = options.page()
    pages["reference/commands.md"] = commands.page()
    pages["reference/programmes.md"] = programmes.page()
    pages["reference/rules/index.md"] = rules.index()
    return pages | {f"reference/rules/{code}.md": rules.page(code) for code in diagnostics.rules()}
