"""Who does not want to be published, or to be known by a previous name, is in nothing that a build leaves."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.integration.test_downloads import archive
from tests.site_fixtures import EVENT, HOME, MakeProject, Project

WITHDRAWN = "---\nname: Zoé Quux\naliases: [Zed Quux, zquux]\ndo_not_publish: true\n---\nUne vie de xylophone.\n"
FORMER = "---\nname: Odd Former\ndo_not_publish: true\n---\n"
RENAMED = "---\nname: Ana Foo\naliases: [Anita Foo]\n---\nSa vie.\n"
TALK = """---
title: À deux
speakers:
  - {name: Zed Quux, role: Hôte, organisation: Acme}
  - Ana Foo
date: 2026-05-01
start: "10:00"
duration: 30
room: Salle A
topics: [boussole]
authors: [Ana Foo]
published: 2026-05-03
summary: Un premier pas.
parts: [{id: suite, title: Suite, speakers: [zoe-quux]}]
---
## Suite

Il était une fois.
"""
FILES = {
    "index.md": HOME,
    "rencontre/index.md": EVENT.replace("summary:", "rooms: [Salle A]\nsummary:"),
    "rencontre/a.md": TALK,
    "rencontre/wombat.md": TALK.replace("À deux", "Wombat").replace("topics", "draft: true\ntopics"),
    "intervenants/zoe-quux.md": WITHDRAWN,
    "intervenants/odd-former.md": FORMER,
    "intervenants/ana-foo.md": RENAMED,
}
GONE = (
    "zoé quux",
    "zoe quux",
    "zoe-quux",
    "zed quux",
    "zed-quux",
    "zquux",
    "quux",
    "xylophone",
    "odd former",
    "odd-former",
    "wombat",
)


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, those of archives too: its path or its path inside, and its bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from unpacked(path.relative_to(folder).as_posix(), path.read_bytes())


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inside in packed.namelist():
                yield from unpacked(f"{name}!{inside}", packed.read(inside))


def traces(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Where some words stand, in names or contents: (file, word); in any case, escaped for HTML, JSON or addresses."""
    found = []
    for name, content in everything(folder):
        said = f"{name}\n{content.decode('utf-8', 'replace')}"
        said = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), said)
        text = html.unescape(unquote(said)).lower()
        found += [(name, word) for word in words if word in text]
    return found


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A published project with somebody withdrawn and somebody who changed names; its address is known."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/")
    project.config.write_text(config, "utf-8")
    return project


def test_what_is_withdrawn_leaves_no_trace(project: Project) -> None:
    """A draft, and names, other names, ids and the biography of people are in no page, feed, calendar, index, book,
    archive, name of a file, cache, map of the site or redirect; the talk keeps its place, what is published is found.
    """
    assert archive(project.config, project.site).ok
    assert traces(project.site, GONE) == []
    assert traces(project.state, GONE) == []
    kinds = {Path(name).suffix for name, _ in traces(project.site, ("ana foo",))}
    assert kinds >= {".html", ".xml", ".json", ".ics", ".js", ".xhtml", ".bib"}
    assert (project.site / "intervenants/anita-foo.html").is_file()
    assert [*(project.state / "social").glob("*.png")]
    assert "nom retiré" in project.page("rencontre/a.html")


def test_who_is_withdrawn_later_leaves_no_trace(project: Project) -> None:
    """Somebody was published and is no more, or has another name: a build that makes only what changed forgets them."""
    project.write("intervenants/zoe-quux.md", WITHDRAWN.replace("do_not_publish: true\n", ""))
    for number in range(25):
        project.write(f"rencontre/t{number}.md", TALK.replace("À deux", f"T{number}").replace("Zed Quux", "Odd Name"))
    assert project.build().ok
    assert traces(project.state, GONE)
    assert traces(project.folder / ".site-shadow", GONE)
    project.write("intervenants/zoe-quux.md", WITHDRAWN)
    project.write("rencontre/now-wombat.md", TALK.replace("Zed Quux", "Ana Bar"))
    for number in range(25):
        path = project.folder / f"docs/rencontre/t{number}.md"
        path.write_text(path.read_text("utf-8").replace("Odd Name", "New Name"), "utf-8")
    result = project.build()
    assert result.ok, result.diagnostics
    assert result.reused
    path = project.folder / "docs/rencontre/now-wombat.md"
    path.write_text(path.read_text("utf-8").replace("topics", "draft: true\ntopics", 1), "utf-8")
    assert project.build().ok
    for folder in (project.site, project.folder / ".site-shadow", project.state):
        assert traces(folder, (*GONE, "odd name", "odd-name")) == []
    drawn = {path.read_bytes() for path in (project.site / "social").rglob("*.png")}
    assert {path.read_bytes() for path in (project.state / "social").glob("*.png")} <= drawn


def test_a_published_name_is_found(project: Project) -> None:
    """The search for traces hears: while the person is published each place where a name can be has it."""
    project.write("intervenants/zoe-quux.md", WITHDRAWN.replace("do_not_publish: true\n", ""))
    assert archive(project.config, project.site).ok
    found = {name.partition("!")[0] for name, _ in traces(project.site, GONE)}
    assert {Path(name).suffix for name in found} >= {".html", ".xml", ".json", ".ics", ".js", ".epub", ".zip"}
    assert "intervenants/zed-quux.html" in found  # the old address


def test_an_address_is_gone(project: Project) -> None:
    """The page that somebody had is there no more after the next build, nor are its old addresses."""
    project.write("intervenants/zoe-quux.md", WITHDRAWN.replace("do_not_publish: true\n", ""))
    assert project.build().ok
    assert len([*project.site.glob("intervenants/z*.html")]) == 3
    project.write("intervenants/zoe-quux.md", WITHDRAWN)
    assert project.build().ok
    assert not [*project.site.glob("intervenants/z*")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Il était", "Merci à Zoé Quux"),
        ("Il était", "Merci à odd\nformer"),
        ("Il était", "![Zed Quux devant un tableau](a.png)"),
        ("Il était", "[Les transparents](https://example.org/zoe-quux.pdf)"),
        ("Un premier pas", "Un premier pas de zquux"),
        ("title: À deux", "title: Avec Zoé Quux"),
        ("title: À deux", "title: À deux\naliases: [zoe-quux.html]"),
        ("authors: [Ana Foo]", "authors: [Ana Foo, zoe-quux]"),
        ("  - Ana Foo", "  - {name: Ana Foo, role: Assistante de Zoé Quux}"),
        ("  - Ana Foo", "  - {person: ana-foo, credited_as: Odd Former}"),
    ],
)
def test_a_name_that_is_left_is_reported(project: Project, old: str, new: str) -> None:
    """E120 for prose, alternative text, addresses, records, roles, and credits of others."""
    project.write("rencontre/a.md", TALK.replace(old, new))
    assert "E120" in [diagnostic.code for diagnostic in project.build().diagnostics]


def test_a_file_that_is_left_is_reported(project: Project) -> None:
    """E120 for a talk, picture or person's file that has the name, and for a photograph; a longer name is another."""
    project.write(
        "intervenants/zoe-quux.md",
        WITHDRAWN.replace("do_not", "photo: {file: z.png, alt: x, license: CC0-1.0}\ndo_not"),
    )
    project.write("intervenants/odd-former-smith.md", "---\nname: Odd Former-Smith\n---\n")
    for src_uri in ("intervenants/z.png", "rencontre/Zoe_Quux.png", "rencontre/avec-zoe-quux.md"):
        project.write(src_uri, TALK if src_uri.endswith(".md") else "")
    found = [diagnostic.path for diagnostic in project.build().diagnostics if diagnostic.message_key == "E120.file"]
    assert [path.partition("docs/")[2] for path in found] == [
        "intervenants/z.png",
        "rencontre/Zoe_Quux.png",
        "rencontre/avec-zoe-quux.md",
    ]
