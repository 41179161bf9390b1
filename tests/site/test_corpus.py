"""The corpus of hostile talks, `tests/hostile/*.yml`: told by the check, or stopped, or harmless in a browser.

Three lines of defence, each tried by itself: the scanner of the source, the wall after rendering, and the policy that
each page carries, which has to hold when both walls are gone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from mkdocs.config import load_config
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

from recap.core.diagnostics import Problem
from recap.lint import link_rules as links
from recap.plugin import plugin as plain
from recap.site import compile as site
from tests.site_fixtures import EVENT, HOME, Project, make_project

FOLDER = Path(__file__).parents[1] / "hostile"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">\s*')


@dataclass(frozen=True)
class Case:
    """One hostile talk and what is wanted of it."""

    id: str
    name: str
    why: str
    text: str = "Un texte."
    record: str = ""
    code: str = "E121"
    line: int = 1
    """Of the text or, for a record, of its first line."""
    shown: bool = False
    """Nothing is wanted of the check: the page shows it as text."""
    rendered: bool = False
    """Only the second wall sees it."""
    inert: bool = False
    """Told all the same, though Markdown as it is set up here makes nothing of it."""
    beyond: bool = False
    """No policy stops it: it leads away, and neither runs nor loads anything in the page."""

    @property
    def content(self) -> str:
        """The whole file."""
        front = {"title": f"title: Cas {self.id}", "speakers": "speakers: [Ana Foo]", "date": "date: 2026-05-01"}
        key = self.record.partition(":")[0]
        lines = [line for name, line in front.items() if name != key]
        return "\n".join(["---", *([self.record] if self.record else []), *lines, "---", self.text, ""])

    @property
    def told(self) -> tuple[str, int]:
        """Code and line of the file that the check should tell."""
        return self.code, 2 if self.record else self.line + 5


def cases() -> Iterator[Case]:
    """Every case of the corpus; a record without a code is shown, unless it is a name."""
    for path in sorted(FOLDER.glob("*.yml")):
        for number, entry in enumerate(yaml.safe_load(path.read_text("utf-8"))):
            shown = path.stem == "records" and "code" not in entry and not entry["name"].startswith("name")
            yield Case(**{"id": f"{path.stem}-{number}", "shown": shown, **entry})


CASES = {case.id: case for case in cases()}


def project_of(folder: Path, chosen: list[Case]) -> Project:
    """A project whose talks are the chosen cases."""
    talks = {f"rencontre/{case.id}.md": case.content for case in chosen}
    return make_project(folder, {"index.md": HOME, "rencontre/index.md": EVENT} | talks)


def problems_of(project: Project) -> dict[str, list[tuple[str, int]]]:
    """The errors of a build by case: (code, line)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for problem in project.build().problems:
        if problem.level == "error":
            found.setdefault(Path(problem.path).stem, []).append((problem.code, problem.line))
    return found


def test_the_corpus_is_large() -> None:
    """At least 200 talks, each with its own name and a reason."""
    assert len(CASES) >= 200
    assert len({case.name for case in CASES.values()}) == len(CASES)
    assert all(case.why for case in CASES.values())


def test_the_check_tells_each_at_its_line(tmp_path: Path) -> None:
    """Whatever is neither shown as text nor left to the second wall is told, with its code at its line."""
    told = problems_of(project_of(tmp_path / "p", list(CASES.values())))
    missed = {}
    for case in CASES.values():
        found = told.get(case.id, [])
        if (found != []) if case.shown or case.rendered else (case.told not in found):
            missed[f"{case.id} {case.name}"] = found
    assert missed == {}


def test_the_second_wall_tells_the_rest(tmp_path: Path) -> None:
    """What only rendering shows stops the build, at the line of its block; the former site stays."""
    chosen = [case for case in CASES.values() if case.rendered]
    assert chosen
    project = project_of(tmp_path / "p", chosen)
    assert problems_of(project) == {case.id: [case.told] for case in chosen}
    assert not project.site.exists()


def test_the_second_wall_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the scanner the wall still stops every talk of the corpus that would put markup into its page."""
    monkeypatch.setattr(links, "check_texts", nothing)
    chosen = [case for case in CASES.values() if not case.record and case.code == "E121" and not case.shown]
    project = project_of(tmp_path / "p", chosen)
    stopped = {Path(problem.path).stem for problem in project.build().problems if problem.text == "E121.rendered"}
    assert {case.name for case in chosen if case.id not in stopped} == {case.name for case in chosen if case.inert}
    assert len(stopped) > 150


def nothing(*_: object) -> list[Problem]:
    """A check that is turned off."""
    return []


class Detector:
    """Opens pages and notes what they do that a text may not: dialogs, and requests that leave the disk."""

    def __init__(self, browser: Browser) -> None:
        self.context: BrowserContext = browser.new_context()
        self.heard: list[str] = []
        self.context.route(re.compile("^(?!file:)"), self._refuse)
        self.context.on("dialog", self._note)

    def _refuse(self, route: Route) -> None:
        self.heard.append(f"asks {route.request.url}")
        route.abort()

    def _note(self, dialog: Dialog) -> None:
        self.heard.append(f"runs {dialog.message}")
        dialog.dismiss()

    def hear(self, path: Path) -> list[str]:
        """What a page does when it is opened."""
        self.heard.clear()
        page: Page = self.context.new_page()
        page.goto(path.as_uri(), wait_until="load")
        page.wait_for_timeout(60)
        page.close()
        return list(self.heard)


@pytest.fixture
def detector(browser: Browser) -> Iterator[Detector]:
    """A detector in a browser profile of its own."""
    made = Detector(browser)
    yield made
    made.context.close()


def test_what_is_shown_is_harmless(tmp_path: Path, detector: Detector) -> None:
    """In Chromium no page of a talk that passed, and no other page that it feeds, does anything."""
    project = project_of(tmp_path / "p", [case for case in CASES.values() if case.shown])
    result = project.build()
    assert result.ok, (result.problems, result.complaints)
    for path in sorted(project.site.rglob("*.html")):
        assert path.name == "404.html" or not detector.hear(path), path


PARTS = 8


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
def test_the_policy_holds_alone(tmp_path: Path, detector: Detector, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    """With both walls turned off the policy stops what the talks do; without the policy the detector hears it."""
    monkeypatch.setattr(links, "check_texts", nothing)
    monkeypatch.setattr(site, "breach", lambda *_: None)
    texts = (case for case in CASES.values() if not case.record and case.code != "E105" and not case.rendered)
    chosen = list(itertools.islice(texts, part, None, PARTS))
    project = project_of(tmp_path / "p", chosen)
    config = load_config(str(project.config))
    compiled, _ = plain.compiled(config)
    plain.render(config, compiled, project.site)
    heard = {}
    for case in chosen:
        path = project.site / f"rencontre/{case.id}.html"
        assert case.beyond or not detector.hear(path), case.name
        path.write_text(POLICY.sub("", path.read_text("utf-8")), "utf-8")
        heard[case.name] = detector.hear(path)
    assert sum(1 for each in heard.values() if each) > len(chosen) / 5, heard
