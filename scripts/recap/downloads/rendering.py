"""Templates of what is packed: parts of a book, the page that lies in an archive."""

import functools
from typing import Any


@functools.cache
def template(name: str) -> Any:
    """Return a template of the folder `templates`; what it prints is escaped."""
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("recap.downloads")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(name)
