"""Edits of a few talks: only these and what shares a name with them are read; all else is as after a clean build."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import bench, corpus
from recap.build import builder
from recap.build.builder import build_site
from recap.build.sources import load_check
from recap.lint.runner import CheckState
from recap.pages import pagination
from tests.integration.test_incremental import Editor, tree
from tests.site_fixtures import MakeProject, Project, conference

NAMES = ["Prénom Aom0", "Prénom Com2", "PRÉNOM COM2", "prenom-com2", "Zoé Nam", "Zoé Nom", "Yann Kerjean", "Ólafur Arn"]
"""People as talks name them: known and new ones, in two spellings, by id, and two whose names are similar."""
COMPANIES = ["", ", organisation: Société 1", ", organisation: SOCIÉTÉ 1", ", organisation: Nouvelle SA"]


class TalkEditor(Editor):
    """Edits talks, and adds some."""

    kinds = (
        "body",
        "title",
        "speakers",
        "topics",
        "summary",
        "day",
        "new_talk",
        "author",
        "correction",
        "claim",
        "facts",
        "order",
        "recording",
    )

    def edit(self) -> str:
        """Make one edit; returns what it was."""
        self.number += 1
        name = self.random.choice(self.kinds)
        getattr(self, f"do_{name}")()
        return name

    def put(self, key: str, value: str) -> None:
        """Give a key of some talk another value."""
        path = self.talk()
        before = path.read_text("utf-8")
        if re.search(f"^{key}: ", before, re.MULTILINE):
            self.change(path, f"^{key}: .*", f"{key}: {value}")
        else:
            self.change(path, "^title: ", f"{key}: {value}\ntitle: ")

    def do_title(self) -> None:
        """Another title, and so perhaps another place."""
        self.put("title", f"{self.random.choice('ABMXZ')} titre {self.number}")

    def do_speakers(self) -> None:
        """One speaker or two, with or without an organisation."""
        chosen = self.random.sample(NAMES, self.random.choice([1, 1, 2]))
        keys = [("name" if re.search(r"\s", name) else "person", name) for name in chosen]
        said = [f"{{{key}: {name}{self.random.choice(COMPANIES)}}}" for key, name in keys]
        self.put("speakers", f"[{', '.join(said)}]")

    def do_author(self) -> None:
        """An author of the page."""
        self.put("authors", f"[{self.random.choice(NAMES)}]")

    def do_correction(self) -> None:
        """A correction, which the home page shows."""
        self.put("corrections", f"[{{date: 2026-05-{self.random.randrange(3, 28):02}, text: Faux.}}]")

    def do_order(self) -> None:
        """Another place in the programme."""
        self.put("order", str(self.random.choice([1, 5, 50])))

    def do_recording(self) -> None:
        """A recording, or none: it is missing then."""
        self.put("recordings", self.random.choice(["[]", f"[{{url: https://example.org/{self.number}}}]"]))

    def do_new_talk(self) -> None:
        """A talk more."""
        shutil.copyfile(self.talk(), path := self.docs / f"rencontre/plus-{self.number}.md")
        self.change(path, "^title: .*", f"title: {self.random.choice('ABC')} plus {self.number}")


@pytest.fixture
def project(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A published conference of 14 talks without hours, some of whose topics have a file; long lists are cut early."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 8)
    files = {
        src_uri: re.sub("^(start|duration): .*\n", "", content, flags=re.MULTILINE)
        for src_uri, content in conference(14).items()
        if not re.search(r"sujets/chose-\d[02468]", src_uri)
    }
    made = new_project(files)
    config = made.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    made.config.write_text(config, "utf-8")
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows whenever a build reads all files."""
    found: list[object] = []

    def noted(*given: Any) -> CheckState:
        found.append(given)
        return load_check(*given)

    monkeypatch.setattr(builder, "load_check", noted)
    return found


@pytest.mark.no_cover  # what other tests cover, many times over
@pytest.mark.parametrize("builds", [pytest.param(4, id="some"), pytest.param(200, id="all", marks=pytest.mark.long)])
def test_what_is_near_is_enough(project: Project, read: list[object], builds: int) -> None:
    """After random edits files, diagnostics and report are those of a clean build, and many builds read few files.

    Names that resemble each other, as many of these do on purpose, let a build read all.
    """
    editor, clean = TalkEditor(project, builds), project.folder / "clean"
    assert project.build().ok
    read.clear()
    for _ in range(builds):
        before = tree(project.folder / "docs")
        done = [editor.edit() for _ in range(editor.random.choice([1, 1, 3]))]
        result, expected = project.build(), build_site(project.config, clean)
        said = [
            ([(each, dict(each.args)) for each in one.diagnostics], one.warnings, one.omissions, one.pages, one.size)
            for one in (result, expected)
        ]
        assert said[0] == said[1], done
        if not result.ok:  # it is fixed at once
            shutil.rmtree(project.folder / "docs")
            for src_uri, content in before.items():
                project.write(src_uri, "").write_bytes(content)
            assert project.build().ok
            continue
        assert tree(project.site) == tree(clean), done
        shutil.rmtree(clean)
    assert len(read) - builds <= 0.6 * builds  # the clean ones among them


def made_up_talks(number: int) -> Iterator[dict[str, Any]]:
    """Talks of conferences of 25 talks, three of each speaker and of each topic, with names that are not similar."""
    for place in range(number):
        code = "".join(chr(97 + place // 3 // 26**step % 26) for step in range(3))
        said = {"speakers": [f"{code.title()}o {code.title()}a"], "recorded": "2016-10-04", "description": "Oui."}
        yield said | {"title": f"{code * 3} {place}", "event": f"rencontre {place // 25}"}


@pytest.mark.parametrize(
    "talks", [pytest.param(200, id="some"), pytest.param(10_000, id="all", marks=pytest.mark.long)]
)
def test_an_edit_makes_few_pages(tmp_path: Path, read: list[object], talks: int) -> None:
    """Pages that are made to be compared, and of those the rendered ones, however many talks a site has."""
    corpus.write_corpus(tmp_path, made_up_talks(talks))
    config, talk = tmp_path / "mkdocs.yml", tmp_path / "docs" / bench.middle(tmp_path / "docs")
    assert build_site(config).ok
    read.clear()
    edits: list[tuple[Callable[[Path], object], int, int]] = [
        (bench.edit_text, 1, 1),
        (bench.edit_title, 80, 15),
        (bench.edit_name, 150, 15),
        (bench.add_talk, 120, 15),
    ]
    for edit, made, rendered in edits:
        edit(talk)
        result = build_site(config)
        assert result.ok
        assert 0 < result.rendered <= rendered, edit.__name__
        assert result.made <= made, edit.__name__
    assert read == []


def test_a_passage_makes_the_page_of_its_topic_alone(project: Project, read: list[object]) -> None:
    """A text that speaks of one more topic: its own page and the topic's. More of the same words: its own page."""
    path = project.folder / "docs/rencontre/talk-5.md"
    assert project.build().ok
    read.clear()
    for more, pages in (("La chose 3.", 2), ("La chose 3, encore.", 1), ("## Suite\n\nLa chose 3.", 2)):
        path.write_text(f"{path.read_text('utf-8')}\n{more}\n", "utf-8")
        result = project.build()
        assert (result.ok, result.made, result.rendered) == (True, pages, pages), more
    assert read == []
    topic = project.page("sujets/chose-3.html")
    assert 'href="../rencontre/talk-5.html#suite"' in topic


def test_pages_that_go_leave_no_dead_link(project: Project) -> None:
    """The page of somebody whom no talk names any more, and to which a text links: an error as of a clean build."""
    path = project.folder / "docs/rencontre/talk-5.md"
    other = project.folder / "docs/rencontre/talk-6.md"
    other.write_text(other.read_text("utf-8") + "\n[Lui](../intervenants/prenom-fom5.md)\n", "utf-8")
    assert project.build().ok
    before = tree(project.site)
    path.write_text(path.read_text("utf-8").replace("Prénom Fom5", "Yann Kerjean"), "utf-8")
    result, expected = project.build(), build_site(project.config, project.folder / "clean")
    assert "E119" in {each.code for each in expected.diagnostics}
    assert (result.ok, result.diagnostics) == (False, expected.diagnostics)
    assert tree(project.site) == before


def test_an_address_that_is_taken_is_reported(project: Project) -> None:
    """A new talk, or a new name, whose page would lie where an old address leads on: as of a clean build."""
    talk = project.folder / "docs/rencontre/talk-5.md"
    talk.write_text(talk.read_text("utf-8").replace("title: ", "aliases: [autrefois.html]\ntitle: ", 1), "utf-8")
    assert project.build().ok
    shutil.copyfile(project.folder / "docs/rencontre/talk-6.md", project.folder / "docs/rencontre/autrefois.md")
    result, expected = project.build(), build_site(project.config, project.folder / "clean")
    assert "E114" in {each.code for each in expected.diagnostics}
    assert result.diagnostics == expected.diagnostics
