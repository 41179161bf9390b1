"""The corpus of hostile talks, `tests/hostile/*.yml`: reported by the check, or stopped, or harmless in a browser.

Three lines of defence, each tried by itself: the markup rules for the source, the check of rendered HTML, and the
policy that each page carries, which has to hold when both others are off.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

from recap.build.builder import render_all
from recap.core.diagnostics import Diagnostic
from recap.lint import link_rules as links
from recap.plugin.plugin import load_site, plugin_of
from recap.site import model as site_model
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
    """Only the check of rendered HTML finds it."""
    inert: bool = False
    """Reported all the same, though Markdown as it is set up here makes nothing of it."""
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
    def reported(self) -> tuple[str, int]:
        """Code and line of the file that the check should report."""
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
    for diagnostic in project.build().diagnostics:
        if diagnostic.level == "error":
            found.setdefault(Path(diagnostic.path).stem, []).append((diagnostic.code, diagnostic.line))
    return found


def test_the_corpus_is_large() -> None:
    """At least 200 talks, each with its own name and a reason."""
    assert len(CASES) >= 200
    assert len({case.name for case in CASES.values()}) == len(CASES)
    assert all(case.why for case in CASES.values())


def test_the_check_says_each_at_its_line(tmp_path: Path) -> None:
    """Whatever is neither shown as text nor left to the check of HTML is reported, with its code at its line."""
    reported = problems_of(project_of(tmp_path / "p", list(CASES.values())))
    missed = {}
    for case in CASES.values():
        found = reported.get(case.id, [])
        if (found != []) if case.shown or case.rendered else (case.reported not in found):
            missed[f"{case.id} {case.name}"] = found
    assert missed == {}


def test_rendered_html_is_checked(tmp_path: Path) -> None:
    """What only rendering shows stops the build, at the line of its block; the previous site stays."""
    chosen = [case for case in CASES.values() if case.rendered]
    assert chosen
    project = project_of(tmp_path / "p", chosen)
    assert problems_of(project) == {case.id: [case.reported] for case in chosen}
    assert not project.site.exists()


def test_the_check_of_rendered_html_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the markup rules every talk of the corpus that would put markup into its page is still stopped."""
    monkeypatch.setattr(links, "check_text", nothing)
    chosen = [case for case in CASES.values() if not case.record and case.code == "E121" and not case.shown]
    project = project_of(tmp_path / "p", chosen)
    found = project.build().diagnostics
    stopped = {Path(each.path).stem for each in found if each.message_key == "E121.rendered"}
    assert {case.name for case in chosen if case.id not in stopped} == {case.name for case in chosen if case.inert}
    assert len(stopped) > 150


def nothing(*_: object) -> list[Diagnostic]:
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


@pytest.mark.parametrize("part", [pytest.param(4, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def test_what_is_shown_is_harmless(tmp_path: Path, detector: Detector, part: int) -> None:
    """In Chromium no page of a talk that passed, and no other page that it feeds, does anything."""
    project = project_of(tmp_path / "p", [case for case in CASES.values() if case.shown])
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    for path in sorted(project.site.rglob("*.html"))[::part]:
        assert path.name == "404.html" or not detector.hear(path), path


PARTS = 8


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))])
def test_the_policy_holds_alone(tmp_path: Path, detector: Detector, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    """With both others off the policy stops what the talks do; without the policy the detector hears it."""
    monkeypatch.setattr(links, "check_text", nothing)
    monkeypatch.setattr(site_model, "disallowed_html", lambda *_: None)
    texts = (case for case in CASES.values() if not case.record and case.code != "E105" and not case.rendered)
    chosen = list(itertools.islice(texts, part, None, PARTS))
    project = project_of(tmp_path / "p", chosen)
    config, _ = load_site(project.config)
    assert config
    plugin_of(config).compile(config)
    render_all(config, plugin_of(config), project.site)
    heard = {}
    for case in chosen:
        path = project.site / f"rencontre/{case.id}.html"
        assert case.beyond or not detector.hear(path), case.name
        path.write_text(POLICY.sub("", path.read_text("utf-8")), "utf-8")
        heard[case.name] = detector.hear(path)
    assert sum(1 for each in heard.values() if each) > len(chosen) / 5, heard
