"""Three engines, one site: ProperDocs runs the plugin as MkDocs does, Zensical builds a staged tree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner

from recap.build import builder as build
from recap.build import engines
from recap.cli import main
from recap.core.language import language
from recap.lint import link_rules as links
from tests.site_fixtures import FILES, ROOT, TALK, MakeProject, Project, copy_site

ENGINES = tuple(engines.RENDERERS)
REASONS = {
    "stylesheet": (
        ("zensical",),
        "The theme comes with the engine: the same look, with a gutter kept for the scroll bar.",
    ),
    "hidden": (("zensical",), "Three empty elements of the theme that our stylesheet hides have other attributes."),
    "./": (
        ("zensical",),
        "Its filter `url` starts addresses next to the page with `./`, which lead to the same place.",
    ),
    "json": (("zensical",), "MiniJinja writes the same JSON without spaces and without escaping accents."),
}
"""What may differ, and why; manual/docs/developers/engines.md has the same list."""
BAD = "<b>\"'&{{x}}{%y%}[a](b)\\|*_`"
HEAD = f"""---
title: {json.dumps(BAD)}
speakers: [{{name: Ana Foo, organisation: {json.dumps(BAD + "A")}}}]
date: 2026-05-01
topics: [t]
summary: {json.dumps(BAD)}
aliases: [ancien.html]
---
"""
TEXT = """
## L’œuvre & « l’été »

Une note[^1], un [lien](un.md), `du code`, une chose.

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


@pytest.fixture(scope="module", params=["full", pytest.param("hostile", marks=pytest.mark.long)])
def project(
    request: pytest.FixtureRequest, built: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """A site with every kind of page; and talks whose every string is markup, one with every extension. Both built."""
    if request.param == "full":
        return Project(built("full").parent)
    made = copy_site("hostile", tmp_path_factory.mktemp("engines") / "project")
    made.write("ev/trois.md", HEAD + TEXT)
    result = made.build()
    assert result.ok, (result.diagnostics, result.warnings)
    return made


def files_of(folder: Path) -> set[str]:
    """Every file below a folder but the downloads, which no renderer makes."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {url for url in files if not url.startswith("telecharger/")}


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
        yield json.loads(element.text or "") if element.get("id") == "Recap-words" else _words(element.text)
        yield _words(element.tail)


def _words(text: str | None) -> list[str]:
    """A text without the spaces that no reader sees."""
    return re.split(r"[ \n]+", (text or "").strip(" \n"))


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_makes_the_same_site(project: Project, tmp_path: Path, engine: str) -> None:
    """The same pages with the same titles, links and texts, the same files; of ProperDocs the same bytes."""
    result = build.build_site(project.config, tmp_path / "site", renderer=engines.RENDERERS[engine])
    assert result.ok, (result.diagnostics, result.warnings)
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


@pytest.mark.long
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_a_staged_site_is_built_by_hand(project: Project, tmp_path: Path, engine: str) -> None:
    """`recap stage`, then the engine alone, strictly: every page and file is there but search's, with its title."""
    done = CliRunner().invoke(main, ["stage", "-f", str(project.config), str(tmp_path / "staged")])
    assert done.exit_code == 0, done.output
    assert engines.run(engine, "build", "--strict", folder=tmp_path / "staged") == []
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
    docs = project.folder / "docs"
    done = CliRunner().invoke(main, [*command[:-1], str(docs)])
    assert done.exit_code == 1
    assert language("en").terminal["not_staged"].format(folder=docs) in done.stderr
    project.write("rencontre/casse.md", "---\ntitle: Un: deux\n---\n")
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, "E105" in done.stderr, (folder / "mkdocs.yml").is_file()) == (1, True, True)


@pytest.mark.parametrize("engine", ENGINES)
def test_rendered_html_is_checked(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """Without the markup rules, HTML that an engine rendered stops the build at the line of its text."""
    project = new_project(FILES)
    assert project.build().ok
    before = {url: (project.site / url).read_bytes() for url in files_of(project.site)}
    siblings = sorted(project.folder.iterdir())
    monkeypatch.setattr(links, "check_text", lambda *_: [])
    project.write("rencontre/un-debut.md", TALK + "\nUn mot.\n\n<iframe src=x></iframe>\n")
    done = CliRunner().invoke(main, ["build", "--engine", engine, "-f", str(project.config)])
    assert done.exit_code == 1
    assert "docs/rencontre/un-debut.md:14:1: E121" in done.stderr
    assert {url: (project.site / url).read_bytes() for url in files_of(project.site)} == before
    assert sorted(project.folder.iterdir()) == siblings


@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_engine_says_is_reported(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """An engine that fails is quoted, and nothing is published."""
    project = new_project(FILES)
    run = engines.run
    monkeypatch.setattr(engines, "run", lambda *arguments, folder: run(*arguments, "--nope", folder=folder))
    done = CliRunner().invoke(main, ["build", "--engine", engine, "-f", str(project.config)])
    assert (done.exit_code, "--nope" in done.stderr, project.site.exists()) == (1, True, False)


def test_a_page_that_an_engine_leaves_out_is_reported(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a page or the mark of a text is missing, nothing is published."""
    project, run = new_project(FILES), engines.run

    def unmark(engine: str, *arguments: str, folder: Path) -> list[str]:
        warnings = run(engine, *arguments, folder=folder)
        page = folder / "site/rencontre/un-debut.html"
        page.write_text(page.read_text("utf-8").replace(engines.MARK, ""), "utf-8")
        return warnings

    changes: dict[str, object] = {"UNUSED_OUTPUTS": ("rencontre/un-debut.html",), "run": unmark}
    for name, value in changes.items():
        monkeypatch.setattr(engines, name, value)
        result = build.build_site(project.config, renderer=engines.RENDERERS["zensical"])
        assert not result.ok
        assert "rencontre/un-debut.html: no text" in result.warnings
        monkeypatch.undo()
    assert not project.site.exists()


def test_a_link_that_an_engine_misses_is_reported(new_project: MakeProject) -> None:
    """A staged site with a link to nowhere does not build; the file is named, without colours and tracebacks."""
    project = new_project(FILES)
    folder = project.folder / "staged"
    assert CliRunner().invoke(main, ["stage", "-f", str(project.config), str(folder)]).exit_code == 0
    page = folder / "docs/rencontre/un-debut.md"
    page.write_text(page.read_text("utf-8") + "\n[x](perdu.md)\n", "utf-8")
    [said] = engines.run("zensical", "build", "--strict", folder=folder)
    assert "un-debut.md" in said
    assert not re.search('Traceback|File "|\x1b', said)


def test_an_engine_that_is_missing_is_named(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the engine the command says how it is installed."""
    monkeypatch.setattr("recap.cli.build.find_spec", lambda name: None if name == "zensical" else True)
    done = CliRunner().invoke(main, ["build", "--engine", "zensical", "-f", str(new_project(FILES).config)])
    assert done.exit_code == 1
    assert language("fr").terminal["no_engine"].format(engine="zensical") in done.stderr


def test_the_differences_are_documented() -> None:
    """manual/docs/developers/engines.md gives each reason, word for word."""
    text = " ".join((ROOT / "manual/docs/developers/engines.md").read_text("utf-8").split())
    assert [why for _, why in REASONS.values() if why not in text] == []
