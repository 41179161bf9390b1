"""Settings: read without MkDocs, tolerant of tags, strict about our own keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from recap.content.settings import Settings, parse_settings, read_settings
from recap.core.folder import Limits
from recap.core.language import language


def settings_of(content: str) -> tuple[Settings, list[tuple[str, int, int]]]:
    """The settings in a mkdocs.yml and the (text, line, column) of its problems."""
    settings, diagnostics = parse_settings(content.encode(), "mkdocs.yml")
    return settings, [(diagnostic.message_key, diagnostic.line, diagnostic.column) for diagnostic in diagnostics]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """A missing mkdocs.yml gives an English site."""
    assert read_settings(tmp_path / "mkdocs.yml") == (Settings().with_theme(None), [])


def test_folders_follow_the_language() -> None:
    """French and English have their own names; any other language gets the English ones."""
    for code, folder in (("fr", "intervenants"), ("fr-CA", "intervenants"), ("en", "people"), ("de", "people")):
        settings, diagnostics = settings_of(f"theme: {{language: {code}}}\n")
        assert settings.folders["people"] == folder
        assert not diagnostics


def test_tags_of_plugins_are_no_obstacle() -> None:
    """YAML tags that only MkDocs can resolve are passed over."""
    content = "site_name: X\nsite_url: !ENV [URL]\nmarkdown_extensions:\n  - a: {b: !!python/name:os.system }\n"
    settings, diagnostics = settings_of(content)
    assert settings.site_name == "X"
    assert not diagnostics


def test_own_settings() -> None:
    """The repository loses its last slash and gives the edit link; folders can be renamed."""
    content = (
        "repo_url: https://example.org/o/r/\ntheme: {language: fr}\n"
        "plugins:\n- recap:\n    contact: mailto:a@example.org\n    folders: {people: voix}\n"
    )
    settings, diagnostics = settings_of(content)
    assert not diagnostics
    assert settings.repository.edit_url("e/t.md") == "https://example.org/o/r/edit/main/docs/e/t.md"
    assert (settings.contact, settings.folders["people"], settings.folders["topics"]) == (
        "mailto:a@example.org",
        "voix",
        "sujets",
    )


def test_who_publishes() -> None:
    """Publisher and host are texts on one line, the licence is spelt as SPDX does, the contact may be a page."""
    own = ["publisher: |", "  Us,", "  1 Street", "license: mit", "host: Them", "contact: https://example.org/a?b=c#d"]
    lines = ["site_url: https://x.example/", "plugins:", "- recap:", *(f"    {line}" for line in own), ""]
    settings, diagnostics = settings_of("\n".join(lines))
    assert not diagnostics
    assert (settings.publisher, settings.host, settings.license) == ("Us, 1 Street", "Them", "MIT")
    assert (settings.contact, settings.site_url_place) == ("https://example.org/a?b=c#d", ("mkdocs.yml", 1, 11))


def test_limits_can_be_changed() -> None:
    """Each alone; the other keeps its default."""
    settings, diagnostics = settings_of("plugins:\n- recap:\n    limits: {files: 400000}\n")
    assert not diagnostics
    assert settings.limits == Limits(files=400_000)


@pytest.mark.parametrize(
    ("content", "diagnostic"),
    [
        ("plugins:\n- recap:\n    contct: x\n", ("E103", 3, 5)),
        ("plugins:\n- recap:\n    folders:\n      poeple: voix\n", ("E103", 4, 7)),
        ("plugins:\n- recap:\n    folders:\n      people: Les Voix\n", ("E116.id", 4, 15)),
        ("site_name: [x\n", ("E105.bracket", 1, 12)),
    ],
)
def test_mistakes_are_reported_at_their_place(content: str, diagnostic: tuple[str, int, int]) -> None:
    """An unknown key, a folder that is no address and unreadable YAML are problems with line and column."""
    assert settings_of(content)[1] == [diagnostic]


@pytest.mark.parametrize(
    "content",
    [
        "site_name: !ENV [A, B]\nsite_url: [x]\n",
        "theme: {language: {a: b}}\n",
        "theme: material\n",
        "extra: [x]\n",
        "extra: {recap: x}\n",
        "? [a]\n: b\n",
        "",
    ],
)
def test_what_only_mkdocs_understands_is_passed_over(content: str) -> None:
    """Values of a form that is not ours to judge leave the defaults."""
    assert settings_of(content) == (Settings(), [])


@pytest.mark.parametrize(
    ("content", "diagnostic"),
    [
        ("plugins:\n- recap:\n    repository: x\n", ("E103", 3, 5)),
        ("plugins: [recap: x]\n", ("E116.mapping", 1, 18)),
        ("plugins: {recap: {contact: [x]}}\n", ("E116.text", 1, 28)),
        ("plugins:\n- recap:\n    contact: {a: b}\n", ("E116.text", 3, 14)),
        ("plugins:\n- recap:\n    folders: {people: [a]}\n", ("E116.id", 3, 23)),
        ("plugins:\n- recap:\n    folders: {people:}\n", ("E116.id", 3, 22)),
        ("plugins:\n- recap:\n    limits: 5\n", ("E116.mapping", 3, 13)),
        ("plugins:\n- recap:\n    limits: {file: 5}\n", ("E103", 3, 14)),
        ("plugins:\n- recap:\n    limits: {files: 0}\n", ("E116.limit", 3, 21)),
        ("plugins:\n- recap:\n    limits: {files: [1]}\n", ("E116.limit", 3, 21)),
        ("plugins:\n- recap:\n    limits: {megabytes:}\n", ("E116.limit", 3, 24)),
        ("plugins:\n- recap:\n    publisher: [a]\n", ("E116.text", 3, 16)),
        ("plugins:\n- recap:\n    host: {a: b}\n", ("E116.text", 3, 11)),
        ("plugins:\n- recap:\n    license: [MIT]\n", ("E117.license", 3, 14)),
        ("plugins:\n- recap:\n    license: CC-BY\n", ("E117.license", 3, 14)),
        ("plugins:\n- recap:\n    contact: bonjour@example.org\n", ("E116.contact", 3, 14)),
        ("plugins:\n- recap:\n    contact: 'javascript:alert(1)'\n", ("E116.contact", 3, 14)),
        ("plugins:\n- recap:\n    contact: 'mailto:a b@example.org'\n", ("E116.contact", 3, 14)),
        ("plugins:\n- recap:\n    contact: 'mailto:a{b}@example.org'\n", ("E116.contact", 3, 14)),
        ("plugins:\n- recap:\n    contact: 'https://me:word@example.org/'\n", ("E116.contact", 3, 14)),
    ],
)
def test_own_settings_of_the_wrong_form_are_reported(content: str, diagnostic: tuple[str, int, int]) -> None:
    """A list or a mapping where a text belongs is a problem, and the default holds."""
    assert settings_of(content) == (Settings(), [diagnostic])


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are a problem where they are."""
    (tmp_path / "mkdocs.yml").write_bytes(b"site_name: \xff\n")
    settings, diagnostics = read_settings(tmp_path / "mkdocs.yml", drafts=True)
    assert settings == Settings(drafts=True).with_theme(None)
    assert [(each.message_key, each.line, each.column) for each in diagnostics] == [("E105.encoding", 1, 12)]


def test_a_bottomless_file_is_reported() -> None:
    """A mkdocs.yml nested beyond all reason is a problem of its first line, and no traceback."""
    settings, diagnostics = parse_settings(b"a: " + b"[" * 5_000, "mkdocs.yml")
    assert [(each.message_key, each.line) for each in diagnostics] == [("E105.depth", 1)]
    assert settings.language == "en"


def test_pictures_are_drawn_unless_turned_off() -> None:
    """`social_images` is true or false; anything else is reported at its place."""
    for value, drawn in (("true", True), ("false", False), ("", True)):
        settings, diagnostics = parse_settings(
            f"plugins:\n- recap:\n    social_images: {value}\n".encode(), "mkdocs.yml"
        )
        assert (settings.social_images, diagnostics) == (drawn, [])
    _, diagnostics = parse_settings(b"plugins:\n- recap:\n    social_images: maybe\n", "mkdocs.yml")
    assert [(each.message_key, each.line, each.column) for each in diagnostics] == [("E116.flag", 3, 20)]


def test_hosts_of_pictures() -> None:
    """`image_hosts` is a list of names of sites, empty unless given; anything else is reported at its place."""
    settings, diagnostics = parse_settings(b"plugins:\n- recap:\n    image_hosts: [img.example.org]\n", "mkdocs.yml")
    assert (settings.image_hosts, diagnostics) == (("img.example.org",), [])
    for value in ("img.example.org", "[https://example.org]", "['x.org; script-src *']", "[[a]]"):
        settings, diagnostics = parse_settings(f"plugins:\n- recap:\n    image_hosts: {value}\n".encode(), "mkdocs.yml")
        assert settings.image_hosts == ()
        assert [(each.message_key, each.line, each.column) for each in diagnostics] == [("E116.hosts", 3, 18)]


def test_addresses_of_programmes() -> None:
    """`programmes` maps a folder to an address that may be opened; anything else is reported at its place."""
    written = "plugins:\n- recap:\n    programmes:\n      {}\n"
    address = "https://pretalx.example/a/schedule.json?x=1"
    settings, diagnostics = settings_of(written.format(f"my-conf: {address}"))
    assert (settings.programmes, diagnostics) == ({"my-conf": address}, [])
    for value in (
        "http://a.example/",
        "https://a:b@c.example/",
        "https://a.example:8443/",
        "ftp://a/",
        "x",
        "[a]",
    ):
        settings, diagnostics = settings_of(written.format(f"my-conf: {value}"))
        assert (settings.programmes, diagnostics) == ({}, [("E116.programme", 4, 16)])
    assert settings_of(written.format(f"My Conf: {address}"))[1] == [("E116.id", 4, 7)]
    assert settings_of("plugins:\n- recap:\n    programmes: [a]\n")[1] == [("E116.mapping", 3, 17)]


def test_an_old_name_of_a_folder_is_read_with_a_warning(tmp_path: Path) -> None:
    """`numbers` is `statistics` now; the warning says so at its place."""
    settings, diagnostics = settings_of("plugins:\n- recap:\n    folders:\n      numbers: compte\n")
    assert settings.folders["statistics"] == "compte"
    assert diagnostics == [("W103", 4, 7)]
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: A\ntheme: recap\nplugins:\n- recap:\n    folders:\n      numbers: compte\n", "utf-8"
    )
    read = read_settings(tmp_path / "mkdocs.yml")[1][0]
    assert (read.message(language("en")), read.hint(language("en"))) == (
        "The key numbers has a new name: statistics. The old one is read for one more version.",
        "write: statistics:",
    )


def test_the_new_name_of_a_folder_wins() -> None:
    """Whatever the order in the file, the old name does not beat the new one."""
    for given in ("{statistics: b, numbers: a}", "{numbers: a, statistics: b}"):
        settings, diagnostics = parse_settings(f"plugins: {{recap: {{folders: {given}}}}}\n".encode(), "mkdocs.yml")
        assert settings.folders["statistics"] == "b"
        assert [each.message_key for each in diagnostics] == ["W103"]


@pytest.mark.parametrize(
    ("folders", "keys"),
    [
        ("{people: sujets}", ["people"]),
        ("{people: gens, topics: gens}", ["people", "topics"]),
        ("{downloads: search}", ["downloads"]),
        ("{numbers: recherche}", ["numbers"]),
        ("{offline: index}", ["offline"]),
        ("{feed: sitemap}", ["feed"]),
        ("{programme: index}", ["programme"]),
        ("{search: search, feed: recherche, programme: sujets}", []),
    ],
)
def test_names_of_folders_do_not_collide(folders: str, keys: list[str]) -> None:
    """Two pages, two folders, or a feed and a sitemap with one name are reported at the name that the file gives."""
    _, diagnostics = parse_settings(
        f"theme: {{language: fr}}\nplugins: {{recap: {{folders: {folders}}}}}\n".encode(), "mkdocs.yml"
    )
    found = [each for each in diagnostics if each.message_key == "E114.setting"]
    assert [each.args["key"] for each in found] == keys
    assert {each.line for each in found} <= {2}
    assert all(each.column > 28 for each in found)


def test_the_old_place_is_read_with_the_lines_to_write() -> None:
    """`extra.recap` counts for one more version; what stands at the plugin wins; empty values are not repeated."""
    given = (
        "repository: https://example.org/o/r, contact: mailto:a@example.org, search: false, image_hosts: [], "
        "folders: {numbers: compte}"
    )
    old = f"extra: {{recap: {{{given}}}}}\n"
    settings, (warning, _) = parse_settings(old.encode(), "mkdocs.yml")
    assert (settings.repository.url, settings.contact, settings.search) == (
        "https://example.org/o/r",
        "mailto:a@example.org",
        False,
    )
    assert (warning.message_key, warning.line, warning.column) == ("W103.place", 1, 9)
    options = '{contact: "mailto:a@example.org", search: false, folders: {statistics: compte}}'
    lines = f'repo_url: "https://example.org/o/r"; plugins: [recap: {options}]'
    assert warning.args == {"lines": lines}
    both, diagnostics = parse_settings(f"{old}plugins: [recap: {{search: true}}]\n".encode(), "mkdocs.yml")
    assert (both.search, [each.message_key for each in diagnostics]) == (True, ["W103.place", "W103"])


def test_pages_are_files() -> None:
    """`use_directory_urls: true` is refused at its line; false may stand there."""
    assert parse_settings(b"use_directory_urls: false\n", "mkdocs.yml")[1] == []
    (found,) = parse_settings(b"site_name: X\nuse_directory_urls: true\n", "mkdocs.yml")[1]
    assert (found.message_key, found.line) == ("E116.directory_urls", 2)
