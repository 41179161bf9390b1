"""Rules about settings that depend on more than `mkdocs.yml`."""

from collections.abc import Iterator
from pathlib import Path

from recap.content.settings import Settings
from recap.core.diagnostics import Diagnostic
from recap.core.filesystem import shown_path

_NEEDED = {"publisher": "legal", "contact": "removal"}
"""Setting that a published site needs -> key of the page that says the same in words of its own."""


def published_site_names_its_publisher(settings: Settings, docs: Path) -> Iterator[Diagnostic]:
    """W122: a site with an address has `publisher` and `contact`, or pages of docs/ in place of those they make.

    What laws ask is said where the code is explained, with its sources (LCEN, article 1-1; GDPR, article 14; Directive
    2000/31/EC, article 5).
    """
    if settings.site_url:
        for name, page in _NEEDED.items():
            src_uri = settings.page(page)
            if not getattr(settings, name) and not (docs / src_uri).is_file():
                yield Diagnostic(*settings.site_url_place, f"W122.{name}", {"page": f"{shown_path(docs)}/{src_uri}"})
