"""Builds that make only what changed: after any edit the tree is that of a clean build, byte for byte."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from recap.build import builder as build
from recap.build import workers
from recap.build.builder import build_site
from recap.build.result import Result
from recap.build.sources import load_check
from recap.build.state import LIBRARIES
from recap.lint.runner import CheckState
from recap.pages import pagination
from tests.site_fixtures import FILES, MakeProject, Project, add_theme_folder, conference, copy_site

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a730000000b4944415478da6360400700000e0001"
)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rendered(result: Result) -> int:
    """How many pages a build rendered."""
    assert result.ok, (result.diagnostics, result.warnings)
    return result.pages - result.reused


def replace_text(path: Path, old: str, new: str) -> None:
    """Put another text in the place of one in a file."""
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new), "utf-8")


def spoil(path: Path) -> None:
    """One byte in the middle of a file is another one."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


class Editor:
    """Edits a project at random, as people do."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project, self.random = project, random.Random(seed)
        self.docs = project.folder / "docs"
        self.number = 0
        self.written: list[tuple[Path, bytes]] = []

    def edit(self) -> str:
        """Make one edit; returns what it was."""
        self.number += 1
        name = self.random.choice([name for name in dir(self) if name.startswith("do_")])
        getattr(self, name)()
        return name

    def talk(self) -> Path:
        """Some talk."""
        return self.random.choice(sorted(self.docs.glob("rencontre/[!i]*.md")))

    def change(self, path: Path, pattern: str, new: str) -> None:
        """Put something else in the place of the first match."""
        self.written.append((path, path.read_bytes()))
        path.write_text(re.sub(pattern, lambda _: new, path.read_text("utf-8"), count=1, flags=re.MULTILINE), "utf-8")

    def do_body(self) -> None:
        """More text, with words of the glossary, accents and a new word."""
        with self.talk().open("a", encoding="utf-8") as file:
            file.write(f"\nLa chose {self.number % 7} est dérivée, relié-e à mot{self.number}.\n")

    def do_heading(self) -> None:
        """A section more: all that follows in the index has another number."""
        with self.talk().open("a", encoding="utf-8") as file:
            file.write(f"\n## Partie {self.number}\n\nUn texte.\n")

    def do_shorter(self) -> None:
        """The text is replaced."""
        path = self.talk()
        path.write_text("---".join(path.read_text("utf-8").split("---")[:2]) + "---\nRien de plus.\n", "utf-8")

    def do_title(self) -> None:
        """Another title."""
        self.change(self.talk(), r"^title: .*", f"title: Titre {self.number} de l’été")

    def do_speaker(self) -> None:
        """Somebody else speaks, perhaps somebody new."""
        names = [f"Zoé N{chr(97 + number)}m" for number in range(5)]
        self.change(self.talk(), r"^speakers: .*", f"speakers: [{self.random.choice(names)}]")

    def do_topics(self) -> None:
        """Other topics, known or new."""
        self.change(self.talk(), r"^topics: .*", f"topics: [chose-{self.random.randrange(30)}, autre-{self.number}]")

    def do_summary(self) -> None:
        """Another summary."""
        self.change(self.talk(), r"^summary: .*", f"summary: Résumé {self.number}.")

    def do_no_summary(self) -> None:
        """A summary is taken away: lists show how the text begins."""
        self.change(self.talk(), r"^summary: .*\n", "")

    def do_beginning(self) -> None:
        """The text begins in another way, which lists show where there is no summary."""
        path = self.talk()
        head, body = path.read_text("utf-8")[4:].split("\n---\n", 1)
        path.write_text(f"---\n{head}\n---\nAu commencement, {self.number}.\n\n{body}", "utf-8")

    def do_empty(self) -> None:
        """The text is only begun: a heading. Without a summary the talk is a stub."""
        path = self.talk()
        path.write_text("---".join(path.read_text("utf-8").split("---")[:2]) + "---\n## À écrire\n", "utf-8")

    def do_abstract(self) -> None:
        """The programme says something else, or something at last."""
        self.change(self.talk(), r"^abstract: .*\n", "")
        self.change(self.talk(), r"^title:", f"abstract: Au programme, **{self.number}**.\ntitle:")

    def do_authors(self) -> None:
        """Somebody else wrote a text, or nobody who is named."""
        whose = self.random.choice(["authors: [Zoé Nam]", "authors: []", "based_on: {title: Notes, authors: [Léa Lu]}"])
        self.change(self.talk(), r"^(authors|based_on): .*", f"{whose}")

    def do_published(self) -> None:
        """A text comes into the feeds, or leaves them."""
        path = self.talk()
        if "published:" in path.read_text("utf-8"):
            self.change(path, r"^published: .*\n", "")
        else:
            self.change(path, r"^title:", "published: 2026-06-01\ntitle:")

    def do_revise(self) -> None:
        """A programme has moved, cancelled or dropped a talk: lists and calendars say so."""
        path, revision = self.talk(), f"{{sequence: {self.number + 1}, changed: 2026-04-02, room: Cave}}"
        news = (f"imported: {{from: x, id: y, revision: {revision}}}", "status: cancelled", "status: dropped")
        self.change(path, r"^(imported|status): .*\n", "")
        self.change(path, r"^title:", f"{self.random.choice(news)}\ntitle:")

    def do_claim(self) -> None:
        """A claim of whom a talk retells, or another outcome of it."""
        path, outcome = self.talk(), self.random.choice(["held", "partly", "failed", "open"])
        claim = f"{{text: Dit {self.number}., said_by: Ursula Deben, outcome: {outcome}, as_of: 2026-06-01, "
        self.change(path, r"^based_on: .*\nclaims: .*\n", "")
        lines = (
            f"based_on: {{title: Jour 1, authors: [Ursula Deben]}}\nclaims: [{claim}source: https://example.org/a}}]"
        )
        self.change(path, r"^title:", f"{lines}\ntitle:")

    def do_facts(self) -> None:
        """What came later, of which three are the stops of a line."""
        path, year = self.talk(), self.random.choice([2019, 2027, 2031])
        facts = ", ".join(f"{{date: {year + n}, text: Suite {n}., label: Arrêt {self.number + n}}}" for n in range(3))
        self.change(path, r"^since_then: .*\n", "")
        self.change(path, r"^title:", f"since_then: {{checked: 2026-06-02, facts: [{facts}]}}\ntitle:")

    def do_day(self) -> None:
        """On another day."""
        self.change(self.talk(), r"^date: .*", f"date: 2026-05-0{self.random.choice([1, 2])}")

    def do_new(self) -> None:
        """A talk more."""
        shutil.copyfile(self.talk(), self.docs / f"rencontre/plus-{self.number}.md")

    def do_delete(self) -> None:
        """A talk less."""
        self.talk().unlink()

    def do_rename(self) -> None:
        """A talk at another address; the old one leads there."""
        path = self.talk()
        self.change(path, r"^aliases: .*\n", "")
        self.change(path, r"^title:", f"aliases: [{path.stem}.html]\ntitle:")
        path.rename(path.with_name(f"renom-{self.number}.md"))

    def do_draft(self) -> None:
        """A talk is withdrawn for a while."""
        self.change(self.talk(), r"^title:", "draft: true\ntitle:")

    def do_person(self) -> None:
        """A speaker's file, with another name or none to be published."""
        names = sorted(
            set(
                re.findall(
                    r"name: (Prénom \w+)", "".join(path.read_text("utf-8") for path in self.docs.glob("rencontre/*.md"))
                )
            )
        )
        name = self.random.choice(names or ["Zoé Nam"])
        extra = self.random.choice(["do_not_publish: true", f"aliases: [Autre Nom{self.number}x]", "pronouns: elle"])
        slug = name.lower().replace("é", "e").replace(" ", "-")
        path = self.docs / f"intervenants/{slug}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\nname: {name}\n{extra}\n---\nBiographie {self.number}.\n", "utf-8")

    def do_topic_file(self) -> None:
        """A definition of the glossary: every text may link it."""
        path = self.random.choice(sorted(self.docs.glob("sujets/*.md")))
        self.change(path, r"^summary: .*", f"summary: Définition {self.number}.")

    def do_single_day(self) -> None:
        """The event lasts one day, perhaps another one, and its talks leave the day to it; or it lasts two."""
        first, last = self.random.choice([("01", "01"), ("02", "02"), ("01", "02")])
        event = self.docs / "rencontre/index.md"
        self.change(event, r"^start_date: .*", f"start_date: 2026-05-{first}")
        self.change(event, r"^end_date: .*", f"end_date: 2026-05-{last}")
        for path in sorted(self.docs.glob("rencontre/[!i]*.md")):
            text = re.sub(r"^date: .*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
            day = "" if first == last else f"date: 2026-05-0{self.random.choice([1, 2])}\n"
            path.write_text(text.replace("\ntitle:", f"\n{day}title:", 1), "utf-8")

    def do_event_authors(self) -> None:
        """The event's page is by somebody else, which is nothing to its talks."""
        path = self.docs / "rencontre/index.md"
        self.change(path, r"^(authors: .*\n)?title:", f"authors: [Ida N{chr(97 + self.number % 26)}m]\ntitle:")

    def do_event(self) -> None:
        """The event has another title."""
        self.change(self.docs / "rencontre/index.md", r"^title: .*", f"title: Rencontre {self.number}")

    def do_page(self) -> None:
        """A plain page more, which every foot names, or one less; two of them replace pages made from settings."""
        name = ("page", "accessibilite", "contribuer")[self.random.randrange(3)]
        path = self.docs / f"{name}.md"
        if path.exists():
            path.unlink()
        else:
            path.write_text(f"---\ntitle: Page {self.number}\n---\n[Accueil](index.md)\n", "utf-8")

    def do_picture(self) -> None:
        """A picture, and a talk that shows it; or the picture is another one."""
        path = self.docs / "rencontre/images/vue.png"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PNG[:19] + bytes([2 + self.number % 200]) + PNG[20:])
        if self.random.random() < 0.5:
            with self.talk().open("a", encoding="utf-8") as file:
                file.write("\n![Une vue](images/vue.png)\n")

    def do_link(self) -> None:
        """A link from one talk to another; when that one goes, it is an error in both builds."""
        goal = self.talk().name
        with self.talk().open("a", encoding="utf-8") as file:
            file.write(f"\n[Voir aussi]({goal})\n")

    def do_template(self) -> None:
        """A template of a kind of pages, or of all."""
        path = (
            self.project.folder
            / "overrides"
            / self.random.choice(["talk.html", "person.html", "main.html", "404.html"])
        )
        path.write_text(path.read_text("utf-8") + f"{{# {self.number} #}}", "utf-8")

    def do_style(self) -> None:
        """A stylesheet."""
        path = self.project.folder / "overrides/assets/recap/talk.css"
        path.write_text(path.read_text("utf-8") + f"/* {self.number} */\n", "utf-8")

    def do_config(self) -> None:
        """Another name of the site."""
        self.change(self.project.config, r"^site_name: .*", f"site_name: Site {self.number}")

    def do_undo(self) -> None:
        """A text is what it was some edits ago, and then what it was before that."""
        path, content = self.written.pop() if self.written else (self.talk(), None)
        if path.exists():
            self.written.insert(0, (path, path.read_bytes()))
            path.write_bytes(content or path.read_bytes())

    def do_nothing(self) -> None:
        """Somebody saved without a change."""
        path = self.talk()
        path.write_bytes(path.read_bytes())

    def do_damage(self) -> None:
        """A file of the site is spoilt by hand, in the folder or in its shadow copy."""
        for name in ("site", ".site-shadow"):
            folder = self.project.folder / name
            if folder.is_dir() and self.random.random() < 0.5:
                harm: Callable[[Path], object] = self.random.choice((Path.unlink, spoil))
                harm(self.random.choice(sorted(path for path in folder.rglob("*.*") if path.is_file())))


@pytest.fixture
def project(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A published conference of 14 talks, whose long lists are cut early."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 8)
    made = new_project(conference(14))
    config = made.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    options = "{publisher: Nous, contact: mailto:bonjour@recap.example}"
    config = config.replace("plugins: [recap]", f"plugins: [recap: {options}]")
    made.config.write_text(config, "utf-8")
    return made


@pytest.mark.no_cover  # what other tests cover, many times over
@pytest.mark.parametrize("edits", [pytest.param(6, id="some"), pytest.param(300, id="all", marks=pytest.mark.long)])
def test_the_tree_is_that_of_a_clean_build(project: Project, edits: int) -> None:
    """After each of many random edits both trees have the same files with the same bytes, or both say the same."""
    add_theme_folder(project, copied=True)
    editor, clean, reused = Editor(project, edits), project.folder / "clean", 0
    assert project.build().ok
    done, damaged = list[str](), False
    for _ in range(edits):
        before = tree(project.folder / "docs")
        done.append(editor.edit())
        result, expected = project.build(), build_site(project.config, clean)
        said = [(each.ok, each.diagnostics, each.warnings) for each in (result, expected)]
        assert said[0] == said[1], done
        if not result.ok:  # it is fixed at once
            shutil.rmtree(project.folder / "docs")
            for src_uri, content in before.items():
                project.write(src_uri, "").write_bytes(content)
            result, expected = project.build(), build_site(project.config, clean)
        found, wanted = tree(project.site), tree(clean)
        assert found.keys() == wanted.keys(), (done[-3:], found.keys() ^ wanted.keys())
        assert [address for address in found if found[address] != wanted[address]] == [], done[-3:]
        damaged = done[-1] == "do_damage" or (damaged and not result.rendered)
        if not damaged:  # what somebody spoilt is still in the shadow copy, whose files are compared before their use
            assert tree(project.folder / ".site-shadow") == found, done[-3:]
        reused += result.reused
        assert expected.reused == 0
        shutil.rmtree(clean)
    assert reused > edits * 10


def test_only_what_changed_is_rendered(project: Project) -> None:
    """A text: its page alone. A title: those that name it. Nothing: none. A setting: all."""
    pages = rendered(project.build())
    assert rendered(project.build()) == 0
    path = project.folder / "docs/rencontre/talk-5.md"
    path.write_text(path.read_text("utf-8") + "\nEncore une phrase.\n", "utf-8")
    assert rendered(project.build()) == 1
    path.write_text(path.read_text("utf-8").replace("title: ", "title: Autre "), "utf-8")
    assert 3 < rendered(project.build()) < pages / 2
    project.config.write_text(project.config.read_text("utf-8") + "\ncopyright: Moi\n", "utf-8")
    assert rendered(project.build()) == pages


def add_talk(path: Path) -> None:
    """Add a talk next to another one."""
    shutil.copyfile(path, path.with_name("talk-plus.md"))


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(partial(replace_text, old="title: ", new="title: Autre "), id="title"),
        pytest.param(partial(replace_text, old="name: Prénom", new="name: Autre"), id="name"),
        pytest.param(add_talk, id="talk"),
    ],
)
def test_an_edit_is_made_once(project: Project, edit: Callable[[Path], object]) -> None:
    """After any edit has been built, the next build makes nothing, and one with another text makes one page."""
    pages = project.build().made
    path = project.folder / "docs/rencontre/talk-5.md"
    edit(path)
    result = project.build()
    assert 3 < result.rendered <= result.made < pages
    for _ in range(2):
        result = project.build()
        assert (result.ok, result.made, result.rendered) == (True, 0, 0)
    path.write_text(path.read_text("utf-8") + "\nEncore une phrase.\n", "utf-8")
    assert project.build().rendered == 1
    assert project.build().rendered == 0


def test_an_edited_template_or_picture_is_made_once(tmp_path: Path) -> None:
    """After a template or a picture has changed and was built, the next build makes nothing."""
    project = copy_site("english", tmp_path / "project")
    add_theme_folder(project, copied=True)
    assert project.build().ok
    picture = next((project.folder / "docs").rglob("*.svg"))
    for path in (project.folder / "overrides/talk.html", picture):
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        assert project.build().made > 0
        assert project.build().made == 0


def test_a_page_made_from_settings_gives_way_and_comes_back(project: Project) -> None:
    """To a page of docs/ and after it, in the search index too; and it follows the event that it names."""
    assert project.build().ok
    before, path = tree(project.site), project.folder / "docs/contribuer.md"
    assert "docs/rencontre/ma-presentation.md" in project.page("contribuer.html")
    path.write_text("---\ntitle: À nous d’écrire\n---\nUn texte propre.\n", "utf-8")
    assert project.build().ok
    assert "<p>Un texte propre.</p>" in project.page("contribuer.html")
    assert ">À nous d’écrire</a>" in project.page("index.html")
    path.unlink()
    assert project.build().ok
    assert tree(project.site) == before
    replace_text(project.folder / "docs/rencontre/index.md", "title: Rencontre 2026", "title: Assemblée 2026")
    assert project.build().ok
    assert "Pour Assemblée 2026, ce serait" in project.page("contribuer.html")


def test_spoilt_files_of_search_are_made_again(project: Project) -> None:
    """One of words, one of texts, and the first: the next build notices, although no page has changed."""
    project.build()
    before = tree(project.site)
    for harm in (Path.unlink, spoil):
        for name in ("s*.js", "t*.js", "index.js"):
            harm(min((project.site / "search").glob(name)))
            assert rendered(project.build()) == 0
            assert tree(project.site) == before


def test_a_file_of_another_content_is_made_again(project: Project) -> None:
    """Of the same size and under its name, where no source has changed: what counts is the file that is published."""
    project.build()
    before = tree(project.site)
    for address in ("index.html", "api/v1/talks.json"):
        path = project.site / address
        path.unlink()  # the shadow copy keeps the right one
        path.write_bytes(before[address].replace(b"e", b"x"))
        assert project.build().ok
        assert tree(project.site) == before


def test_versions_of_libraries_tell() -> None:
    """What we depend on is among those whose versions the cache is stamped with, save what makes no page."""
    without_pages = {
        "click",
        "defusedxml",
        "filelock",
        "html5lib",
        "markdownify",
        "platformdirs",
        "pypdf",
        "setuptools",
    }
    without_pages |= {"tinytag"}
    needed = map(Requirement, requires("mkdocs-recap") or ())
    for_the_site = (each for each in needed if not each.marker or each.marker.evaluate({"extra": "site"}))
    wanted = {canonicalize_name(each.name) for each in for_the_site}
    assert wanted - without_pages <= set(LIBRARIES)
    assert all(version(name) for name in {*LIBRARIES} - {"tzdata"})


def states(project: Project) -> list[Path]:
    """The states of a project, one for each folder that it is built into."""
    return sorted(project.state.glob("*.sqlite"))


def test_a_damaged_state_counts_as_none(new_project: MakeProject) -> None:
    """Either of its files gone, changed, empty, cut short or of another layout: all is made again, and is right."""
    project = new_project(FILES)
    pages = rendered(project.build())
    before = tree(project.site)
    harms: list[Callable[[Path], object]] = [
        Path.unlink,
        spoil,
        lambda path: path.write_bytes(b""),
        lambda path: os.truncate(path, 99),
        lambda path: path.write_bytes(b"[" * 100_000),
    ]
    [state] = states(project)
    for path in (state, state.with_name(f"{state.name}.json")):
        for harm in harms:
            harm(path)
            assert rendered(project.build()) == pages
            assert rendered(project.build()) == 0
            assert tree(project.site) == before


def test_a_state_that_says_something_else_counts_as_none(new_project: MakeProject) -> None:
    """Rows that no build wrote, under a digest that is right: the build starts again without them."""
    project = new_project(FILES)
    pages = rendered(project.build())
    before = tree(project.site)
    [state] = states(project)
    for change in (
        "UPDATE document SET data = '[' || data",
        "UPDATE document SET kind = 'nothing'",
        "UPDATE item SET value = '{}'",
        "UPDATE meta SET value = '[1]'",
        "CREATE TRIGGER more AFTER INSERT ON unit BEGIN DELETE FROM output; END",
    ):
        with closing(sqlite3.connect(state)) as database, database:
            database.execute(change)
        note = state.with_name(f"{state.name}.json")
        said = json.loads(note.read_text("utf-8"))
        said["sha256"] = hashlib.sha256(state.read_bytes()).hexdigest()
        note.write_text(json.dumps(said), "utf-8")
        project.write(
            "rencontre/other.md", f"---\ntitle: {change[:20]}\nspeakers: [Ada Exemple]\ndate: 2026-05-01\n---\n"
        )
        assert rendered(project.build()) > pages
        (project.folder / "docs/rencontre/other.md").unlink()
        assert rendered(project.build()) < pages
        assert tree(project.site) == before


def test_a_state_travels_with_its_site(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another place, with other times, everything is reused; a file that is not the one that was built is not."""
    project = new_project(FILES)
    monkeypatch.setenv("RECAP_STATE", str(project.folder / "state"))
    pages = rendered(project.build())
    before = tree(project.site)
    copy = Project(project.folder.with_name("copy"))
    shutil.copytree(project.folder, copy.folder, copy_function=shutil.copyfile, ignore=lambda *_: [".site-shadow"])
    monkeypatch.setenv("RECAP_STATE", str(copy.folder / "state"))
    assert rendered(copy.build()) == 0
    assert tree(copy.site) == before
    spoil(copy.site / "index.html")
    assert 0 < rendered(copy.build()) < pages
    assert tree(copy.site) == before


def test_states_of_folders_that_are_gone_go(new_project: MakeProject) -> None:
    """A build into a folder that was removed leaves nothing behind for ever."""
    project = new_project(FILES)
    assert build_site(project.config, project.folder / "elsewhere").ok
    shutil.rmtree(project.folder / "elsewhere")
    assert project.build().ok
    assert len(states(project)) == 1


def test_it_can_be_turned_off(new_project: MakeProject) -> None:
    """With one setting every page is rendered each time, no cache is kept and no shadow copy."""
    project = new_project(FILES)
    project.set_options("incremental: false")
    pages = rendered(project.build())
    assert rendered(project.build()) == pages
    assert states(project) == []
    assert not (project.folder / ".site-shadow").exists()


def test_a_link_to_what_is_no_more_is_reported(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is not rendered again is known to link to an anchor that went, even where the check sees nothing."""
    project.write(
        "rencontre/talk-1.md", (project.folder / "docs/rencontre/talk-1.md").read_text("utf-8") + "\n## Ici\n\nOui.\n"
    )
    project.write(
        "rencontre/talk-2.md",
        (project.folder / "docs/rencontre/talk-2.md").read_text("utf-8") + "\n[Là](talk-1.md#ici)\n",
    )
    assert project.build().ok
    monkeypatch.setattr("recap.lint.link_rules._check_target", lambda *_: ())
    path = project.folder / "docs/rencontre/talk-1.md"
    path.write_text(path.read_text("utf-8").replace("## Ici", "## Ailleurs"), "utf-8")
    assert project.build().warnings == ["rencontre/talk-2.md: the link to rencontre/talk-1.md#ici leads nowhere"]


def test_mkdocs_alone_gives_the_same(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages rendered singly, by one process or by several, are those of MkDocs' own build of the same templates."""
    assert project.build().ok
    singly = tree(project.site)
    monkeypatch.setattr(workers, "_MIN_PARALLEL_PAGES", 1)
    pools: list[object] = []

    def make_pool(*arguments: Any) -> ProcessPoolExecutor:
        pools.append(arguments)
        return ProcessPoolExecutor(*arguments)

    monkeypatch.setattr(workers, "ProcessPoolExecutor", make_pool)
    assert build_site(project.config, project.folder / "together").ok
    assert pools or os.cpu_count() == 1
    result = build_site(project.config, project.folder / "mkdocs", renderer=build.render_all)
    assert result.ok
    assert tree(project.folder / "together") == singly
    assert tree(project.folder / "mkdocs") == singly


def test_a_full_cache_disk_stops_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that cannot be kept is a state that is made again."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("recap.build.state.BuildState.commit", full)
    assert project.build().ok
    assert states(project) == []


@pytest.mark.parametrize(
    ("old", "new", "small"),
    [
        ("\n---\n", "\n---\n\nEncore une phrase.\n", True),
        ("title: ", "title: Autre ", True),
        ("name: Prénom", "name: Autre", True),
        pytest.param("name: Prénom Fom5", "name: Prénom Gom6", True, marks=pytest.mark.long),
        pytest.param("duration: ", "level: beginner\nlanguage: en\nduration: ", True, marks=pytest.mark.long),
        pytest.param("title: ", "aliases: [ancien.html]\ntitle: ", False, marks=pytest.mark.long),
        pytest.param("\n---\n", "\n---\n\nLa chose 3.\n\n## Un\n\nLa chose 5.\n", True, marks=pytest.mark.long),
        pytest.param(
            "duration: ", "recordings: [{url: https://example.org/v}]\nduration: ", True, marks=pytest.mark.long
        ),
    ],
    ids=["text", "title", "name", "known name", "language", "aliases", "passages", "missing"],
)
def test_a_small_edit_reads_that_file_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch, old: str, new: str, small: bool
) -> None:
    """What other files are compared with makes a build read them; a text or a title does not. The bytes are right."""
    assert project.build().ok
    path = project.folder / "docs/rencontre/talk-5.md"
    assert old in path.read_text("utf-8")
    replace_text(path, old, new)
    read: list[object] = []

    def noted(*given: Any) -> CheckState:
        read.append(given)
        return load_check(*given)

    monkeypatch.setattr(build, "load_check", noted)
    result = project.build()
    assert result.ok, result.diagnostics
    assert bool(read) is not small
    assert build_site(project.config, project.folder / "clean").ok
    assert tree(project.site) == tree(project.folder / "clean")


def test_what_a_text_cannot_show_stays_a_small_edit(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning about the text alone makes no build read other files; an extension of the site is one here, too."""
    path = project.folder / "docs/rencontre/talk-5.md"
    path.write_text(path.read_text("utf-8") + "\n```mermaid\na\n```\n\n==vu==\n\n[^1]: Rien.\n", "utf-8")
    first = project.build()
    found = [each.message_key for each in first.diagnostics]
    assert {"W128.diagram", "W128.highlight", "W129.unused"} <= {*found}
    read: list[object] = []

    def noted(*given: Any) -> CheckState:
        read.append(given)
        return load_check(*given)

    monkeypatch.setattr(build, "load_check", noted)
    replace_text(path, "==vu==", "==lu==")
    assert ([each.message_key for each in project.build().diagnostics], read) == (found, [])
    project.add_config("markdown_extensions: [pymdownx.mark]\n")
    project.build()
    read.clear()
    replace_text(path, "==lu==", "==su==")
    assert "W128.highlight" not in {each.message_key for each in project.build().diagnostics}
    assert read == []


def test_a_small_edit_is_checked(project: Project) -> None:
    """A dead link, an anchor that others link to, a heading that a part needs: reported as by a check of everything."""

    def codes(result: Result) -> list[str]:
        """Whatever is found but what some texts of this conference have always lacked."""
        lacking = [each for each in result.diagnostics if each.code == "W102"]
        assert {each.message_key for each in lacking} == {"W102.published"}
        assert len(lacking) == missing
        return [each.code for each in result.diagnostics if each.code != "W102"]

    result = project.build()
    missing = len(result.diagnostics)
    assert (result.ok, codes(result)) == (True, [])
    path = project.folder / "docs/rencontre/talk-5.md"
    before = path.read_text("utf-8")
    path.write_text(before + "\n[Là](nulle-part.md)\n", "utf-8")
    assert codes(project.build()) == ["E119"]
    path.write_text(before + "\n[Là](https://example.org/?utm_source=x)\n", "utf-8")
    result = project.build()
    assert (result.ok, codes(result)) == (True, ["W111"])
    result = project.build()
    assert (result.made, codes(result)) == (0, ["W111"])
    path.write_text(before, "utf-8")
    assert codes(project.build()) == []
