"""No-break spaces in titles and in the table of contents, where Python-Markdown alone makes ordinary ones of them."""

from __future__ import annotations

from markdown import Markdown

from recap.content.markdown_extensions import EXTENSIONS

NAME = "recap.content.no_break_spaces"


def rendered(source: str, *extensions: str) -> tuple[str, list[str]]:
    """The HTML of a text, and the names of its table of contents, those below others after them."""
    markdown = Markdown(extensions=["toc", *extensions])
    html = markdown.convert(source)
    top = markdown.toc_tokens
    return html, [token["name"] for token in [*top, *(child for token in top for child in token["children"])]]


def test_the_table_of_contents_has_the_spaces_of_its_headings() -> None:
    """A question mark does not begin a line there either; line ends, tags and entities are as before."""
    source = "# Et\u00a0après\u202f?\n\n## Un *mot* &amp; `a < b`\u00a0: deux\n"
    assert rendered(source)[1] == ["Et après ?", "Un mot &amp; a &lt; b : deux"]
    assert rendered(source, NAME)[1] == ["Et\u00a0après\u202f?", "Un mot &amp; a &lt; b\u00a0: deux"]
    assert rendered(source, NAME)[0] == rendered(source)[0]


def test_titles_of_pictures_and_links_keep_them() -> None:
    """A caption is the title of its picture; a line end in a title is a space, as before."""
    source = '![a](a.png "Ici\u00a0: la\nsuite") [b](b.html "Quoi\u202f?")'
    plain, kept = rendered(source)[0], rendered(source, NAME)[0]
    assert ('title="Ici : la suite"' in plain, 'title="Quoi ?"' in plain) == (True, True)
    assert ('title="Ici\u00a0: la suite"' in kept, 'title="Quoi\u202f?"' in kept) == (True, True)


def test_texts_without_a_table_of_contents_are_rendered() -> None:
    """The extension is one of those of every site, and needs no other."""
    assert NAME in EXTENSIONS
    assert Markdown(extensions=[NAME]).convert("# Un\u00a0mot") == "<h1>Un\u00a0mot</h1>"
