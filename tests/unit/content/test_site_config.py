"""What of a mkdocs.yml keeps Recap from working: its place, its code, and the line to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from recap.content.site_config import check_config, plugins_of, read_config
from recap.core.diagnostics import Diagnostic
from recap.core.language import language

THEME = "write: theme: {name: recap, language: en} (with custom_dir only if it has templates or styles of your own)"
GOOD = "site_name: A\ntheme: {name: recap, language: fr}\nplugins: [recap]\n"


def found(content: str | bytes, folder: Path | None = None) -> list[Diagnostic]:
    """The diagnostics of a mkdocs.yml."""
    raw = content if isinstance(content, bytes) else content.encode()
    document, diagnostics = read_config(raw, "mkdocs.yml")
    return diagnostics or check_config(document, folder)


def reported(content: str | bytes, folder: Path | None = None) -> list[tuple[str, int, int, str | None]]:
    """Message key, line, column and hint of each diagnostic."""
    return [(each.message_key, each.line, each.column, each.hint(language("en"))) for each in found(content, folder)]


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "site_name: A\ntheme: recap\nplugins: {recap: {search: false}, material/tags: {}}\n",
        "INHERIT: base.yml\n",
        "site_name: !ENV [A, B]\ntheme: !ENV X\nplugins: !ENV X\ndocs_dir: !ENV [D, docs]\n",
        "site_name: A\ntheme: {name: theirs, custom_dir: !ENV X}\nplugins: [search, recap: ]\nhooks: []\n",
        "site_name: A\ntheme: {name: !ENV X}\nplugins: [recap]\nmarkdown_extensions: [a: {b: !!python/name:c.d }]\n",
    ],
)
def test_what_works_is_not_reported(content: str, tmp_path: Path) -> None:
    """Every form that MkDocs reads, values that only MkDocs knows, and a theme that may be made from ours."""
    assert reported(content, tmp_path) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("theme: recap\nplugins: [recap]\n", ("E102", 1, 1, "add a line: site_name: Recap")),
        ("site_name:\ntheme: recap\nplugins: [recap]\n", ("E102", 1, 11, "add a line: site_name: Recap")),
        (
            "site_name: A\ntheme:\n  name: material\n  language: en\nplugins: [recap]\n",
            ("E116.theme", 3, 9, THEME),
        ),
        (
            "site_name: A\nplugins: [recap]\n",
            ("E116.theme", 1, 1, THEME),
        ),
        ("site_name: A\ntheme: recap\n", ("E116.no_plugin", 1, 1, "write: plugins: [recap]")),
        ("site_name: A\ntheme: recap\nplugins:\n", ("E116.no_plugin", 3, 1, "write: plugins: [recap]")),
        (
            "site_name: A\ntheme: recap\nplugins: [search, tags]\n",
            ("E116.no_plugin", 3, 1, "write: plugins: [recap, material/tags]"),
        ),
        (
            "site_name: A\ntheme: recap\nplugins:\n- search\n- minify: {html: true}\n",
            ("E116.no_plugin", 3, 1, "add a line to this list: - recap"),
        ),
        (
            "site_name: A\ntheme: recap\nplugins:\n- recap\n- recap: {search: false}\n",
            ("E116.plugin_twice", 5, 10, "keep one of the two entries, with the options of both"),
        ),
        (
            "site_name: A\ntheme: recap\nplugins: [recap, tags]\n",
            ("E116.material_plugin", 3, 18, "write: material/tags"),
        ),
        ("site_name: [A]\n", ("E116.text", 1, 12, "remove the brackets, braces or dashes")),
        ("theme: {custom_dir: {a: b}}\n", ("E116.text", 1, 21, "remove the brackets, braces or dashes")),
        ("theme: [recap]\n", ("E116.mapping", 1, 8, "start a new line and indent it by two spaces")),
        ("plugins: recap\n", ("E116.list", 1, 10, "in square brackets: plugins: [recap]")),
        ("hooks: a.py\n", ("E116.list", 1, 8, "in square brackets: hooks: [a.py]")),
    ],
)  # fmt: skip
def test_what_keeps_recap_from_working_is_reported(content: str, expected: tuple[str, int, int, str]) -> None:
    """Name, theme, plugins and the types of values: each at its place, with the line to write."""
    assert reported(content) == [expected]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("site_name: A: B\n", ("E105.colon", 1, 13, 'put the text in straight quotes: site_name: "A: B"')),
        ("site_name: A\ntheme:\n\tname: recap\n", ("E105.tab", 3, 1, "replace it with two spaces")),
        ("site_name: A\nplugins: [recap\n", ("E105.bracket", 2, 10, "write: plugins: [recap]")),
        ('a: 1\nsite_name: "A\ntheme: recap\n', ("E105.quote", 2, 12, 'write: site_name: "A"')),
        ("site_name: A\nsite_name: B\n", ("E105.twice", 2, 1, "keep one of them")),
        ("- recap\n", ("E105.no_settings", 1, 1, "for example: site_name: Recap")),
        (b"site_name: A\na: \xff\n", ("E105.encoding", 2, 4, "save it as UTF-8 (in the editor: “Save with encoding”)")),
        ("a: " + "[" * 5_000, ("E105.depth", 1, 1, "indent less")),
    ],
)
def test_a_broken_file_is_explained(content: str | bytes, expected: tuple[str, int, int, str]) -> None:
    """A mistake of YAML is reported where it was written, not where it was noticed, and how to correct it."""
    assert reported(content) == [expected]


def test_what_is_not_there_is_reported(tmp_path: Path) -> None:
    """Hooks, followed folders and the folder of the theme start from the folder of the file and must exist."""
    (tmp_path / "own.py").touch()
    (tmp_path / "more").mkdir()
    content = (
        GOOD.replace("fr}", "fr, custom_dir: gone}") + "hooks: [own.py, more, scripts/hooks.py]\nwatch: [more, x]\n"
    )
    assert [each[:3] for each in reported(content, tmp_path)] == [
        ("E116.path", 4, 17),
        ("E116.hook", 4, 23),
        ("E116.path", 5, 15),
        ("E116.path", 2, 48),
    ]
    assert reported(content) == []


@pytest.mark.parametrize("folder", [".", "..", "docs/.."])
def test_docs_do_not_hold_their_settings(tmp_path: Path, folder: str) -> None:
    """A docs folder that would publish mkdocs.yml itself is reported; one elsewhere is not."""
    assert reported(f"{GOOD}docs_dir: {folder}\n", tmp_path) == [("E116.docs_dir", 4, 11, "write: docs_dir: docs")]
    assert reported(f"{GOOD}docs_dir: ../texts\n", tmp_path) == []


def test_plugins_are_listed_in_their_order() -> None:
    """A list with and without options, and a mapping, give place, name and options."""
    document, _ = read_config(b"plugins:\n- a\n- b: {c: d}\n", "mkdocs.yml")
    assert [*plugins_of(document)] == [(("plugins", 0), "a", None), (("plugins", 1, "b"), "b", {"c": "d"})]
    document, _ = read_config(b"plugins: {a: , b: {c: d}}\n", "mkdocs.yml")
    assert [*plugins_of(document)] == [(("plugins", "a"), "a", None), (("plugins", "b"), "b", {"c": "d"})]
