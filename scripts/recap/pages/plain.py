"""Pages that are of no other kind: template data."""

from recap.catalogue.models import Page
from recap.pages.context import Context, Data


def data(context: Context, page: Page) -> Data:
    """Return the data of a page that people wrote and that is of no other kind."""
    return context.base_data("page", page.record.title, page.record.summary, page.src_uri, page.src_uri)


def named_page(context: Context, name: str, src_uri: str) -> Data:
    """Return the data of a page whose title and lead are words: `search`, and `data`, which the exports complete."""
    return context.base_data(name, context.words[name], context.words[f"lead_{name}"], src_uri)
