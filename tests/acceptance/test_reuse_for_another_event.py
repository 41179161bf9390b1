"""Another conference, in English: no French is left, its addresses are English, and so is the form if it likes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from recap.authoring.issue_form import questions
from recap.cli import main
from recap.core.language import language

EVENT = [
    *("--language", "en", "--no-input", "--name", "Pancakes", "--event", "Pancake Summit 2031"),
    *("--start", "2031-03-01", "--end", "2031-03-02", "--timezone", "America/Montreal"),
]
TALK = [
    *("--title", "Batter at scale", "--speaker", "Ana Foo", "--topic", "batter"),
    *("--summary", "How to mix for ten thousand."),
]


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of `recap init` with a colour of its own and a first talk, built."""
    folder = tmp_path_factory.mktemp("reuse") / "project"
    own = folder / "theme/assets/own.css"
    for command in (["init", str(folder), *EVENT], ["new", "talk", *TALK], ["build"]):
        at = {"init": 2, "new": 2, "build": 1}[command[0]]
        config = [] if command[0] == "init" else ["-f", str(folder / "mkdocs.yml")]
        done = CliRunner().invoke(main, [*command[:at], *config, *command[at:]])
        assert done.exit_code == 0, done.output
        assert not re.search(r"[éèàçù]|«", done.output), done.output
        if command[0] == "init":
            own.parent.mkdir(parents=True)
            own.write_text(":root { --recap-sign: #402000; }\n", "utf-8")
            written = (folder / "mkdocs.yml").read_text("utf-8")
            theme = "theme: { name: recap, custom_dir: theme,"
            config_text = written.replace("theme: { name: recap,", theme) + "extra_css: [assets/own.css]\n"
            (folder / "mkdocs.yml").write_text(config_text, "utf-8")
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
    """The talk, its speaker, its topic and the folders have English addresses, and pages use the new stylesheet."""
    site = reused / "site"
    for url in (
        "pancake-summit-2031/batter-at-scale.html",
        "people/ana-foo.html",
        "topics/batter.html",
        "glossary.html",
    ):
        assert (site / url).is_file(), url
    assert "#402000" in (site / "assets/own.css").read_text("utf-8")
    assert 'href="assets/own.css"' in (site / "index.html").read_text("utf-8")


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
