"""Another conference reuses the repository: the steps of the manual are enough, and nothing of the first is left."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from recap.authoring.issue_form import questions
from recap.cli import main
from recap.core.language import language
from tests.site_fixtures import ROOT

EVENT = [
    *("new", "event", "Pancake Summit 2031", "--start", "2031-03-01", "--end", "2031-03-02"),
    *("--timezone", "America/Montreal", "--summary", "Two days of pancakes."),
]
TALK = [
    *("new", "talk", "--title", "Batter at scale", "--speaker", "Ana Foo", "--topic", "batter"),
    *("--summary", "How to mix for ten thousand."),
]
NAMED_IN_THE_MANUAL = {
    "site_name: Correspondances": "site_name: Pancakes",
    "site_description: Des conférences racontées à qui n’y était pas.": "site_description: Pancakes, retold.",
    "language: fr": "language: en",
}


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, made another conference's by the steps of manual/new-conference.md, and built."""
    folder = tmp_path_factory.mktemp("reuse") / "project"
    for name in ("overrides", "scripts", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (folder / "docs").mkdir()
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    guide = (ROOT / "manual/new-conference.md").read_text("utf-8")
    for before, after in NAMED_IN_THE_MANUAL.items():
        assert before in config
        assert before.partition(":")[0] in guide
        config = config.replace(before, after)
    config = config.replace("name: recap,", "name: recap, custom_dir: overrides,")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    tokens = folder / "overrides/assets/recap/tokens.css"
    tokens.write_text(tokens.read_text("utf-8").replace("#14224a", "#402000"), "utf-8")
    for command in (EVENT, TALK, ["build"]):
        at = 2 if command[0] == "new" else 1
        done = CliRunner().invoke(main, [*command[:at], "-f", str(folder / "mkdocs.yml"), *command[at:]])
        assert done.exit_code == 0, done.output
        assert not re.search(r"[éèàçù]|«", done.output), done.output
    return folder


def texts(site: Path) -> dict[str, str]:
    """Every text file of a site that is ours: address -> content."""
    found = [
        path for path in site.rglob("*") if path.suffix in (".html", ".css", ".svg", ".xml", ".txt", ".js", ".json")
    ]
    ours = [path for path in found if "assets/recap" in path.as_posix() or "assets" not in path.parts]
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in ours}


def test_nothing_of_the_first_conference_is_left(reused: Path) -> None:
    """No file of the site names Berlin, Osones, ContainerCon or Correspondances."""
    for url, content in texts(reused / "site").items():
        assert not re.search(r"berlin|osones|containercon|correspondances|traefik", content, re.IGNORECASE), url


def test_no_french_is_left(reused: Path) -> None:
    """No word of the French interface stands on a page, and every page says that it is in English."""
    french, english = language("fr").words, language("en").words
    words = {said for said in french.values() if said not in english.values() and "{" not in said and len(said) > 6}
    assert len(words) > 80
    for url, content in texts(reused / "site").items():
        if url.endswith(".html"):
            shown = re.sub(r"<[^>]*>", "\n", content)
            assert [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown)] == [], url
            assert 'lang="en"' in content
            assert not re.search(r"[éèàçùœ]|«|\u202f", shown), url


def test_the_pages_are_there(reused: Path) -> None:
    """The talk, its speaker, its topic and the folders have English addresses, and the new colour is in the tokens."""
    site = reused / "site"
    for url in (
        "pancake-summit-2031/batter-at-scale.html",
        "people/ana-foo.html",
        "topics/batter.html",
        "glossary.html",
    ):
        assert (site / url).is_file(), url
    assert "#402000" in (site / "assets/recap/tokens.css").read_text("utf-8")


def test_the_form_can_be_translated(reused: Path) -> None:
    """An English form with its own event makes a talk: the program knows the questions by their ids."""
    path = reused / ".github/ISSUE_TEMPLATE/propose.yml"
    form = yaml.safe_load(path.read_text("utf-8"))
    for field in form["body"]:
        if "id" in field:
            field["attributes"]["label"] = f"Question {field['id']}"
    path.write_text(yaml.safe_dump(form, allow_unicode=True), "utf-8")
    said = {"event": "Pancake Summit 2031", "title": "Syrup", "speakers": "ana foo", "text": "Sweet."}
    issue = reused / "issue.md"
    asked = questions(path.read_text("utf-8"))
    issue.write_text("\n".join(f"### {label}\n{said.get(each, '')}" for each, label in asked.items()), "utf-8")
    config = ["-f", str(reused / "mkdocs.yml")]
    done = CliRunner().invoke(main, ["new", "talk", *config, "--from-issue", str(issue)])
    assert done.exit_code == 0, done.output
    assert "  - name: Ana Foo" in (reused / "docs/pancake-summit-2031/syrup.md").read_text("utf-8")
