"""The Markdown extensions of every site, with the options that it need not write."""

from typing import Any

BUILT_IN = ("toc", "tables", "fenced_code")
"""Extensions that MkDocs adds itself, first."""
EXTENSIONS: dict[str, dict[str, Any]] = {
    "abbr": {},
    "admonition": {},
    "footnotes": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {"anchor_linenums": False, "pygments_lang_class": True},
    "pymdownx.inlinehilite": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
}
"""Extensions that we add after them and before the site's own: name -> options."""
