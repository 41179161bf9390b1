"""Three engines, one site: what ProperDocs and Zensical make of the staged tree is what MkDocs makes with our hooks."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner

from recap.build import builder as build
from recap.build import engines
from recap.cli import main
from recap.core.language import language
from recap.lint import link_rules as links
from tests.site_fixtures import FILES, ROOT, TALK, MakeProject, Project, conference, make_project

ENGINES = ("properdocs", "zensical")
REASONS = {
    "stylesheet": (
        ("zensical",),
        "The theme comes with the engine: the same look, beside a gutter kept for the scroll bar.",
    ),
    "hidden": (("zensical",), "Three empty elements of the theme that our stylesheet hides have other attributes."),
    "./": (("zensical",), "Its filter `url` starts addresses beside the page with `./`, which lead to the same place."),
    "json": (("zensical",), "MiniJinja writes the same JSON without spaces and without escaping accents."),
}
"""What may differ, and why; CONTRIBUTING.md has the same list."""
TEXT = """
## L’œuvre & « l’été »

Une note[^1], un [lien](talk-4.md), `du code`, une chose.

| un | deux |
|:--|--:|
| 1 | 2 |

=== "Ici"

    Un onglet.

=== "Là"

    Un autre.

??? note "Détail"

    Caché.

```python
print("œuf")  # {{ page.title }} {% raw %}
```

## Fin

Une HTML.

## L’œuvre

Encore.

*[HTML]: Un langage

[^1]: Au pied.
"""
"""What every extension makes something of."""
BAD = "<b>\"'&{{x}}{%y%}[a](b)\\|*_`"


def address(project: Project) -> Project:
    """The project with a known address, so that it has feeds, a sitemap and pictures of shared links."""
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    project.config.write_text(config, "utf-8")
    return project


@pytest.fixture(scope="module", params=["real", "conference", "hostile"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real content, a conference with all its formats, and a talk whose every string is markup; built by MkDocs."""
    files = FILES
    if request.param == "conference":
        files = conference()
        aliased = files["rencontre/talk-3.md"].replace("---\nUn", "aliases: [ancien.html]\n---\nUn")
        files["rencontre/talk-3.md"] = aliased + TEXT
    elif request.param == "hostile":
        talk = TALK.replace("Un début", json.dumps(BAD)).replace("Un premier pas.", json.dumps(BAD))
        files = FILES | {"rencontre/un-debut.md": talk.replace("Acme", json.dumps(f"{BAD}A"))}
    made = make_project(tmp_path_factory.mktemp("engines") / "project", files)
    if request.param == "real":
        shutil.rmtree(made.folder / "docs")
        shutil.copytree(ROOT / "docs", made.folder / "docs")
    result = address(made).build()
    assert result.ok, (result.problems, result.complaints)
    return made


def files_of(folder: Path) -> set[str]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def theirs(url: str) -> bool:
    """Whether a file is the theme's stylesheet."""
    return url.startswith("assets/stylesheets/")


def shown(html: str) -> Iterator[object]:
    """A page as a list of its elements with their attributes and of its texts, without what `REASONS` excuses."""
    html = re.sub(r'<div data-md-component="skip">.*?</div>', "", html, flags=re.DOTALL)
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.get("class") in ("md-overlay", "md-dialog"):
            continue
        attributes = {key: re.sub(r"^\./", "", value) for key, value in element.attrib.items()}
        if "assets/stylesheets/" in attributes.get("href", ""):
            attributes["href"] = "the theme"
        yield element.tag, sorted(attributes.items())
        yield json.loads(element.text or "") if element.get("id") == "recap-words" else _words(element.text)
        yield _words(element.tail)


def _words(text: str | None) -> list[str]:
    """A text without the spaces that no reader sees."""
    return re.split(r"[ \n]+", (text or "").strip(" \n"))


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_makes_the_same_site(project: Project, tmp_path: Path, engine: str) -> None:
    """The same pages with the same titles, links and texts, the same files; of ProperDocs the same bytes."""
    result = build.build_site(project.config, tmp_path / "site", renderer=partial(engines.render, engine))
    assert result.ok, (result.problems, result.complaints)
    excused = {reason for reason, (whose, _) in REASONS.items() if engine in whose}
    ours, other = files_of(project.site), files_of(tmp_path / "site")
    assert {url for url in ours if not theirs(url)} == {url for url in other if not theirs(url)}
    for url in sorted(ours):
        one = project.site / url
        two = tmp_path / "site" / url
        if url.endswith(".html") and "./" in excused:
            assert [*shown(two.read_text("utf-8"))] == [*shown(one.read_text("utf-8"))], url
        elif not theirs(url) or "stylesheet" not in excused:
            assert two.read_bytes() == one.read_bytes(), url


@pytest.mark.parametrize("engine", ["mkdocs", *ENGINES])
def test_a_staged_site_is_built_by_hand(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """`recap stage`, then the engine alone, strictly: every page and file is there but search's, with its title."""
    done = CliRunner().invoke(main, ["stage", "-f", str(project.config), str(tmp_path / "staged")])
    assert done.exit_code == 0, done.output
    monkeypatch.setitem(engines.COMMANDS, "mkdocs", ("build", "--strict"))
    assert engines.run(engine, tmp_path / "staged") == []
    built = tmp_path / "staged/site"
    searched = {url for url in files_of(project.site) if url.startswith("search/")}
    assert {url for url in files_of(project.site) - searched if not theirs(url)} <= files_of(built)
    for path in project.site.rglob("*.html"):
        page = (built / path.relative_to(project.site)).read_text("utf-8")
        for pattern in (r"<title>.*?</title>", r"<h1[ >].*?</h1>"):
            wanted = re.findall(pattern, path.read_text("utf-8"), re.DOTALL)
            assert wanted, path
            found = "".join(re.findall(pattern, page, re.DOTALL))
            assert [*shown(found)] == [*shown("".join(wanted))], path


def test_a_staged_site_is_replaced_and_nothing_else(new_project: MakeProject) -> None:
    """A second staging leaves nothing of the first; a folder with something else in it is not touched."""
    project = new_project(FILES)
    folder = project.folder / "staged"
    command = ["stage", "-f", str(project.config), "--lang", "en", str(folder)]
    assert CliRunner().invoke(main, command).exit_code == 0
    (folder / "docs/rest.md").write_text("rest", "utf-8")
    assert CliRunner().invoke(main, command).exit_code == 0
    assert not (folder / "docs/rest.md").exists()
    done = CliRunner().invoke(main, [*command[:-1], str(project.folder / "docs")])
    assert (done.exit_code, "nothing was touched" in done.stderr) == (1, True)
    project.write("rencontre/casse.md", "---\ntitle: Un: deux\n---\n")
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, "E105" in done.stderr, (folder / "mkdocs.yml").is_file()) == (1, True, True)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_second_wall_stands(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """With the first wall off, what an engine made of a text stops the build at the text's line; the site stays."""
    project = new_project(FILES)
    assert project.build().ok
    before = {url: (project.site / url).read_bytes() for url in files_of(project.site)}
    beside = sorted(project.folder.iterdir())
    monkeypatch.setattr(links, "check_texts", lambda *_: [])
    project.write("rencontre/un-debut.md", TALK + "\nUn mot.\n\n<iframe src=x></iframe>\n")
    done = CliRunner().invoke(main, ["build", "--engine", engine, "-f", str(project.config)])
    assert done.exit_code == 1
    assert "docs/rencontre/un-debut.md:12:1: E121" in done.stderr
    assert {url: (project.site / url).read_bytes() for url in files_of(project.site)} == before
    assert sorted(project.folder.iterdir()) == beside


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_engine_says_is_told(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """An engine that fails is quoted; then, or when a page or the mark of a text is missing, nothing is published."""
    project = new_project(FILES)
    monkeypatch.setitem(engines.COMMANDS, engine, ("build", "--strict", "--nope"))
    done = CliRunner().invoke(main, ["build", "--engine", engine, "-f", str(project.config)])
    assert (done.exit_code, "--nope" in done.stderr, project.site.exists()) == (1, True, False)
    monkeypatch.undo()
    run = engines.run

    def unmark(engine: str, staged: Path) -> list[str]:
        complaints = run(engine, staged)
        page = staged / "site/rencontre/un-debut.html"
        page.write_text(page.read_text("utf-8").replace(engines.MARK, ""), "utf-8")
        return complaints

    changes: dict[str, object] = {"_SURPLUS": ("rencontre/un-debut.html",), "run": unmark}
    for name, value in changes.items():
        monkeypatch.setattr(engines, name, value)
        result = build.build_site(project.config, renderer=partial(engines.render, engine))
        assert not result.ok
        assert "rencontre/un-debut.html: no text" in result.complaints
        monkeypatch.undo()
    assert not project.site.exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_link_that_an_engine_misses_is_told(new_project: MakeProject, engine: str) -> None:
    """A staged site with a link to nowhere does not build; the file is named, without colours and tracebacks."""
    project = new_project(FILES)
    folder = project.folder / "staged"
    assert CliRunner().invoke(main, ["stage", "-f", str(project.config), str(folder)]).exit_code == 0
    page = folder / "docs/rencontre/un-debut.md"
    page.write_text(page.read_text("utf-8") + "\n[x](perdu.md)\n", "utf-8")
    [said] = engines.run(engine, folder)
    assert "un-debut.md" in said
    assert not re.search('Traceback|File "|\x1b', said)


def test_an_engine_that_is_missing_is_named(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the engine the command says how it is installed."""
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    done = CliRunner().invoke(main, ["build", "--engine", "zensical", "-f", str(new_project(FILES).config)])
    assert done.exit_code == 1
    assert language("fr").terminal["no_engine"].format(engine="zensical") in done.stderr


def test_the_differences_are_documented() -> None:
    """CONTRIBUTING.md gives each reason, word for word."""
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    assert [why for _, why in REASONS.values() if why not in text] == []
