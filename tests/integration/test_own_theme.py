"""A site's own folder of templates, stylesheets and pictures, over the theme of the package."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from recap.cli import main
from tests.integration.test_two_drivers import by_mkdocs, differing, tree
from tests.reader import Reader
from tests.site_fixtures import FILES, MakeProject, Project, add_theme_folder, serve_folder

OWN = {
    "talk.html": '{% extends "main.html" %}{% block recap_content %}<p>Notre modèle</p>{% endblock %}',
    "assets/recap/mark.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>X</title></svg>',
    "own.css": ":root { --recap-link: #123456; }\n",
}


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A site with a template, a mark and a stylesheet of its own, and colours by the option `palette`."""
    project = new_project(FILES)
    folder = add_theme_folder(project, "look")
    for name, content in OWN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    project.add_config("extra_css: [own.css]")
    project.set_options("palette: {light: {sign: '#402000'}, dark: {sign: '#503010'}}")
    return project


def test_own_files_win(project: Project) -> None:
    """Template, mark, stylesheet and colours of the site are used, the same in both drivers; the others are ours."""
    assert project.build().ok
    assert "Notre modèle" in project.page("rencontre/un-debut.html")
    assert (project.site / "assets/recap/mark.svg").read_text("utf-8") == OWN["assets/recap/mark.svg"]
    page = project.page("rencontre/index.html")
    assert page.index("assets/recap/print.css") < page.index("own.css")
    tokens = (project.site / "assets/recap/tokens.css").read_text("utf-8")
    assert tokens.count("--recap-sign: #402000;") == 1
    assert tokens.count("--recap-sign: #503010;") == 2
    assert differing(tree(project.site), by_mkdocs(project)) == []


@pytest.mark.parametrize("name", ["talk.html", "own.css", "assets/recap/mark.svg"])
def test_what_changes_is_made_again(project: Project, name: str) -> None:
    """An edit of a file of the site's theme reaches the next build."""
    assert project.build().ok
    path = project.folder / "look" / name
    path.write_text(path.read_text("utf-8").replace("Notre", "Leur").replace("#123456", "#654321"), "utf-8")
    result = project.build()
    assert result.ok
    assert ("Leur modèle" in project.page("rencontre/un-debut.html")) is (name == "talk.html")
    assert ("#654321" in (project.site / "own.css").read_text("utf-8")) is (name == "own.css")
    assert result.rendered == (len([*project.site.glob("rencontre/un-*.html")]) if name == "talk.html" else 0)


def test_an_outdated_template_is_a_warning(project: Project) -> None:
    """The check names the file and the line that settles it, and the site still builds."""
    done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--lang", "en"])
    assert done.exit_code == 0
    assert "look/talk.html:1:1: W134 outdated-template" in done.output
    assert "write at its top: {#- recap template " in done.output


def test_a_repository_on_github_is_asked_for_nothing(new_project: MakeProject, browser: Browser) -> None:
    """With a `repo_url` of GitHub, whose stars Material's own header would ask for, a page asks no other site."""
    project = new_project(FILES)
    project.add_config("repo_url: https://github.com/o/r")
    assert project.build().ok
    context = browser.new_context()
    for address in serve_folder(project.site):
        reader = Reader(context, address)
        reader.open_all(["index.html", "rencontre/un-debut.html"])
        assert reader.noise == []
        assert "github.com/o/r/edit/main/docs/rencontre/un-debut.md" in reader.page.content()
    context.close()
