"""Extensions of Markdown that a site adds: used by check and build alike, or reported at their line."""

from __future__ import annotations

import pytest

from recap.content.markdown_extensions import check_extensions, extensions_of
from recap.content.site_config import read_config

HEAD = "markdown_extensions:\n"


def reported(lines: str) -> list[tuple[int, str, object]]:
    """Line, message key and value of what is said of the extensions of a `mkdocs.yml`."""
    document, _ = read_config((HEAD + lines).encode(), "mkdocs.yml")
    return [(each.line, each.message_key, each.args.get("near")) for each in check_extensions(document)]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("  - pymdownx.mark\n  - def_list\n  - markdown.extensions.tables\n  - toc: {permalink: true}\n", []),
        ("  - tables\n  - pymdownx.snippets\n", [(3, "E116.extension", "")]),
        ("  - pymdownx.emoji:\n      emoji_index: !!python/name:a.b\n", [(2, "E116.extension", "\U0001f680")]),
        ("  - admonition2\n", [(2, "E116.no_extension", "admonition")]),
        ("  pymdownx.tabbed:\n    alternate_stile: true\n", [(3, "E103", "alternate_style")]),
        ("  - my_company.markdown:Extension\n", []),
    ],
)
def test_what_is_said_of_extensions(lines: str, found: list[tuple[int, str, object]]) -> None:
    """Those that exist and do no harm pass, foreign ones too; others are reported where they stand."""
    assert reported(lines) == found


def test_names() -> None:
    """The long names of Python-Markdown's own extensions are those of the short ones."""
    document, _ = read_config(
        f"{HEAD}  - markdown.extensions.attr_list\n  - pymdownx.mark: {{}}\n".encode(), "mkdocs.yml"
    )
    assert extensions_of(document) == {"attr_list", "pymdownx.mark"}
