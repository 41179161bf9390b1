"""Files: what lies in a docs folder, the kind of each, and addresses that two of them would share."""

from __future__ import annotations

import errno
import json
import os
import time
from pathlib import Path

import pytest

from recap.content.frontmatter import MAX_BYTES
from recap.content.loader import CachedFile, read_files, stem, uncacheable_files
from recap.content.settings import Settings, parse_settings
from recap.core.folder import markdown_files
from tests.catalogue_fixtures import FRENCH, files_of, talk
from tests.site_fixtures import EVENT, french

ENGLISH, _ = parse_settings(b"theme: {language: en}", "mkdocs.yml")
PAGE = "---\ntitle: Une page\n---\n"


def reported(texts: dict[str, str], settings: Settings = FRENCH) -> list[tuple[str, str]]:
    """The (text key, src_uri) of what is wrong with files, an event among them."""
    return [(each.message_key, each.path) for each in files_of({"rencontre/index.md": EVENT} | texts, settings)[1]]


def test_markdown_files_are_sorted_and_hidden_ones_left_out(tmp_path: Path) -> None:
    """Files and folders whose name starts with a dot, and what is no Markdown, are not read."""
    for name in ("b.md", "a/z.md", "a.md", ".git/x.md", "a/.#z.md", "c.txt", "a/.b/c.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    assert markdown_files(tmp_path) == ["a.md", "a/z.md", "b.md"]


def test_paths_are_shown_from_where_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the current folder a path is relative to it, elsewhere it is whole."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "docs" / "a.md").write_text("---\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_files(tmp_path / "docs", french())[1][0].path == "docs/a.md"
    monkeypatch.chdir(tmp_path / "other")
    assert read_files(tmp_path / "docs", french())[1][0].path == (tmp_path / "docs" / "a.md").as_posix()


def test_the_folder_gives_the_kind() -> None:
    """Without `kind`, the folder decides; `kind: page` is accepted wherever a page may stand."""
    files, diagnostics = files_of(
        {
            "rencontre/index.md": EVENT,
            "rencontre/a.md": talk("speakers: [Ana Foo]"),
            "rencontre/infos.md": "---\nkind: page\ntitle: Infos\n---\n",
            "intervenants/ana-foo.md": "---\nname: Ana Foo\n---\n",
            "sujets/oci.md": "---\ntitle: OCI\nsummary: S.\n---\n",
            "guide/debut.md": PAGE,
            "guide/index.md": PAGE,
        }
    )
    assert diagnostics == []
    assert list(files.events) == ["rencontre/index.md"]
    assert list(files.talks) == ["rencontre/a.md"]
    assert list(files.people) == ["intervenants/ana-foo.md"]
    assert list(files.topics) == ["sujets/oci.md"]
    assert list(files.pages) == ["guide/debut.md", "guide/index.md", "rencontre/infos.md"]


def test_folders_are_those_of_the_settings() -> None:
    """On an English site people live in `people/`, and `intervenants/` is a folder like any other."""
    texts = {"people/ana-foo.md": "---\nname: Ana Foo\n---\n", "intervenants/x.md": PAGE}
    files, diagnostics = files_of(texts, ENGLISH)
    assert (diagnostics, list(files.people), list(files.pages)) == ([], ["people/ana-foo.md"], ["intervenants/x.md"])


@pytest.mark.parametrize(
    ("src_uri", "kind"),
    [
        ("rencontre/a.md", "person"),
        ("intervenants/a.md", "talk"),
        ("a.md", "talk"),
        ("rencontre/a.md", "event"),
        ("sujets/a.md", "person"),
    ],
)
def test_a_kind_out_of_place_is_reported(src_uri: str, kind: str) -> None:
    """A kind that its folder does not give, other than a page, is out of place."""
    assert reported({src_uri: f"---\nkind: {kind}\ntitle: A\n---\n"}) == [("E116.place", src_uri)]


def test_an_event_that_cannot_be_read_keeps_its_folder() -> None:
    """The talks of an event with unreadable front matter are still talks, so that nothing else is reported of them."""
    broken = {"rencontre/index.md": "---\ntitle: [\n---\n", "rencontre/a.md": talk("speakers: [Ana Foo]")}
    assert reported(broken) == [("E105.bracket", "rencontre/index.md")]


def test_what_a_talk_with_mistakes_says_is_kept_for_checks() -> None:
    """Its good keys are kept, its wrong ones and missing ones are not in the way; it is no talk of the site."""
    files, _ = files_of({"rencontre/index.md": EVENT, "rencontre/a.md": "---\nspeakers: [Ana Foo]\nroom: [x]\n---\n"})
    assert files.talks == {}
    partial = files.partial_talks["rencontre/a.md"]
    assert (partial.record.speakers, partial.record.room, partial.record.title) == (("Ana Foo",), None, "?")
    assert [partial.is_right(key) for key in ("speakers", "room", "title", "date")] == [True, False, False, False]
    assert files.broken_in("rencontre") == {"a"}
    assert files.broken_in("renc") == frozenset()


@pytest.mark.parametrize(
    "src_uri",
    [
        "intervenants/index.md",
        "sujets/index.md",
        "organisations/acme.md",
        "glossaire.md",
        "chiffres.md",
        "rencontre/programme.md",
    ],
)
def test_addresses_of_generated_pages_are_reserved(src_uri: str) -> None:
    """No file may stand where a page is generated."""
    assert ("E114.reserved", src_uri) in reported({src_uri: PAGE})


def test_reserved_names_are_those_of_the_language() -> None:
    """A page `glossary.md` is free on a French site and reserved on an English one."""
    assert reported({"glossary.md": PAGE}) == []
    assert reported({"glossary.md": PAGE}, ENGLISH) == [("E114.reserved", "glossary.md")]


@pytest.mark.parametrize("name", ["Été", "a b", "A", "a_b", "a--b", "-a", "a."])
def test_names_that_are_no_address_are_reported(name: str) -> None:
    """Capitals, accents, spaces, and other signs than single inner hyphens do not stand in an address."""
    assert reported({f"{name}.md": PAGE}) == [("E114.file_name", f"{name}.md")]
    assert reported({f"{name}/x.md": PAGE}) == [("E114.file_name", f"{name}/x.md")]


def test_two_files_at_one_address_are_reported() -> None:
    """The second of them is reported, with the first, and not for its name as well."""
    assert reported({"a-b.md": PAGE, "a_b.md": PAGE}) == [("E114.files", "a_b.md")]


def test_a_readme_is_let_alone() -> None:
    """`README.md` has capitals by custom."""
    assert reported({"guide/README.md": PAGE}) == []


@pytest.mark.parametrize("said", ['Jo "Bob" O\'Hara', 'jo "BOB"\nO’HARA', "E\u0301lie", "Elie"])
def test_files_that_name_the_withdrawn_are_hidden(said: str) -> None:
    """Nothing of them may be kept, however the name is quoted, wrapped or accented, in records as in texts."""
    withdrawn = '---\nname: "Jo \\"Bob\\" O\'Hara"\naliases: [Élie]\ndo_not_publish: true\n---\n'
    record = talk(f"speakers: [{json.dumps(said)}]")
    texts = {"intervenants/zqx.md": withdrawn, "rencontre/a.md": record, "rencontre/b.md": talk("speakers: []")}
    files, _ = files_of({"rencontre/index.md": EVENT} | texts)
    assert uncacheable_files(files, drafts=False) == {"intervenants/zqx.md", "rencontre/a.md"}


def test_the_cache_forgets_who_is_withdrawn(tmp_path: Path) -> None:
    """A file that was cached leaves the cache when somebody whom it names is withdrawn."""
    docs = tmp_path / "docs"
    for src_uri, content in {"rencontre/index.md": EVENT, "rencontre/a.md": talk("speakers: [Ana Foo]")}.items():
        (docs / src_uri).parent.mkdir(parents=True, exist_ok=True)
        (docs / src_uri).write_text(content, "utf-8")
    cache: dict[str, CachedFile] = {}
    time.sleep(0.1)  # a file that has just changed is not cached
    read_files(docs, french(), cache=cache)
    assert "rencontre/a.md" in cache
    (docs / "intervenants").mkdir()
    (docs / "intervenants/ana-foo.md").write_text("---\nname: Ana Foo\ndo_not_publish: true\n---\n", "utf-8")
    read_files(docs, french(), cache=cache)
    assert "rencontre/a.md" not in cache


def test_stem() -> None:
    """The id of a person or topic is its file's name."""
    assert stem("intervenants/ana-foo.md") == "ana-foo"


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is known to exist, and the others are read; one that is too large is not even opened."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("a", "locked", "large"):
        (docs / f"{name}.md").write_text(PAGE, "utf-8")
    os.truncate(docs / "large.md", 2 * 2**30)
    opened, really_open = list[str](), os.open

    def refuse(path: str, *arguments: int) -> int:
        opened.append(Path(path).name)
        if path.endswith("locked.md"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return really_open(path, *arguments)

    monkeypatch.setattr(os, "open", refuse)
    files, found = read_files(docs, french())
    assert [*files.documents] == ["a.md", "large.md", "locked.md"]
    assert (files.broken, [*files.pages]) == ({"large.md", "locked.md"}, ["a.md"])
    assert opened == ["a.md", "locked.md"]
    assert [(each.message_key, Path(each.path).name, dict(each.args)) for each in found] == [
        ("E105.file_size", "large.md", {"size": 2 * 2**30, "limit": MAX_BYTES}),
        ("E105.unreadable", "locked.md", {"detail": "Permission denied"}),
    ]
