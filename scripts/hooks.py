"""The MkDocs adapter: six events, each handed to `recap.plain`.

`sys.path` holds this folder only while MkDocs loads this file, hence the import at the top.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from recap.plugin import plugin as plain


def on_config(config: Any) -> Any:
    """Compile the content; with errors in it nothing is built."""
    return plain.prepare(config)


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages and lay the written ones over their files."""
    return plain.add_files(files, config)


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Give the page its template and data."""
    plain.dress(page, config)
    return markdown


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """Put diagrams in, link the terms of the glossary, note what can be searched."""
    return plain.finish_page(html, page.file.src_uri, config)


def on_page_context(context: Any, page: Any, config: Any, **_: Any) -> Any:
    """Give the page's head what machines read."""
    return plain.describe(context, page, config)


def on_post_build(config: Any) -> None:
    """Write the files that machines read and the index of search."""
    plain.write_files(config)
