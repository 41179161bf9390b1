"""Building: whole or not at all; drafts, withdrawals, redirects; sites of other sizes and languages."""

from __future__ import annotations

import html
import logging
import os
import re
import subprocess
import sys
import urllib.parse
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.commands import build as mkdocs_build

from recap.build import builder as build
from recap.build import output as publish
from recap.build.ownership import Ownership
from recap.cli import main
from recap.core.language import language
from recap.core.private_folder import state_folder_if_any
from tests.site_fixtures import FILES, HOME, TALK, MakeProject, Project

BROKEN = "---\ntitle: Un: deux\n---\n"


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A small site, built."""
    project = new_project(FILES)
    assert project.build().ok
    return project


def tree(project: Project) -> dict[str, bytes]:
    """Every file of the built site."""
    return {str(path): path.read_bytes() for path in sorted(project.site.rglob("*")) if path.is_file()}


def test_on_problems_nothing_changes(project: Project) -> None:
    """With errors the previous site stays byte for byte, no temporary folder is left, and all problems come at once."""
    before, siblings = tree(project), sorted(project.folder.iterdir())
    project.write("rencontre/casse.md", BROKEN)
    project.write("rencontre/autre.md", TALK.replace("2026-05-01", "2027-05-01") + "[x](perdu.md)\n")
    result = project.build()
    assert not result.ok
    assert [diagnostic.message_key for diagnostic in result.diagnostics] == ["E104", "E119", "E105.colon"]
    assert tree(project) == before
    assert sorted(project.folder.iterdir()) == siblings


def test_the_command_prints_all_problems_and_exits_with_1(project: Project) -> None:
    """`recap build` says each problem with its place and fix, then that the site was not built."""
    project.write("rencontre/casse.md", BROKEN)
    done = CliRunner().invoke(main, ["build", "-f", str(project.config)])
    assert done.exit_code == 1
    assert "docs/rencontre/casse.md:2:10: E105" in done.stderr
    assert '-> mettez le texte entre guillemets droits : title: "Un: deux"' in done.stderr.replace("\xa0", " ")
    assert done.stderr.replace("\xa0", " ").splitlines()[-1].startswith("Le site n’a pas été construit : 1 erreur")


def test_a_folder_that_is_no_site_is_left_alone(project: Project) -> None:
    """A build never takes the place of a folder that holds something else; an empty one it fills."""
    precious = project.folder / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years", "utf-8")
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--site-dir", str(precious)])
    assert done.exit_code == 1
    assert "precious" in done.stderr
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]
    (precious / "thesis.txt").unlink()
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--site-dir", str(precious)])
    assert done.exit_code == 0
    assert (precious / "index.html").is_file()


def test_what_mkdocs_complains_of_stops_the_build(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning of the engine is reported, and the previous site stays."""
    before = tree(project)
    get_context = mkdocs_build.get_context

    def warn(*arguments: Any) -> Any:
        logging.getLogger("mkdocs").warning("étrange")
        return get_context(*arguments)

    monkeypatch.setattr(mkdocs_build, "get_context", warn)
    project.write("rencontre/un-debut.md", TALK + "Une phrase de plus.\n")
    done = CliRunner().invoke(main, ["build", "-f", str(project.config)])
    assert done.exit_code == 1
    assert "étrange" in done.stderr
    assert tree(project) == before


def test_an_address_that_no_parser_takes_is_a_warning(project: Project) -> None:
    """Where the check looks for none, in a quotation, it ends the build with the page's name, not with a traceback."""
    before = tree(project)
    project.write("rencontre/autre.md", f"{TALK}\n> Voir ![cela][a].\n>\n> [a]: http://[\n")
    result = project.build()
    assert (result.ok, result.warnings) == (False, ["rencontre/autre.md: Invalid IPv6 URL"])
    assert tree(project) == before


def test_a_swap_that_fails_puts_the_previous_site_back(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new folder cannot be moved into place, the previous one is back in its place."""
    before = tree(project)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.startswith(".site-new-"):
            raise PermissionError(13, "no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    with pytest.raises(PermissionError), publish.build_directory(project.site) as work:
        publish.replace_atomically(work.fresh, project.site, work.ownership)
    assert tree(project) == before


def test_a_build_killed_between_the_renames_is_recovered(project: Project) -> None:
    """The previous site, left under its other name, is put back by the next build, even one that fails."""
    before = tree(project)
    moved = project.folder / ".site-old-0123456789abcdef"
    Ownership(project.site, state_folder_if_any(project.folder)).note(moved)
    project.site.rename(moved)
    project.write("rencontre/casse.md", BROKEN)
    assert not project.build().ok
    assert tree(project) == before


@pytest.mark.parametrize("command", ["build", "stage"])
def test_the_site_of_a_checkout_is_not_put_in_place(new_project: MakeProject, command: str) -> None:
    """`.site-old/` that a checkout brought never becomes the site, even where a build fails: it is named and stays."""
    project = new_project(FILES)
    target = project.folder / ("site" if command == "build" else "staged")
    foreign = target.with_name(f".{target.name}-old")
    foreign.mkdir()
    (foreign / "sitemap.xml").write_text("foreign", "utf-8")
    place = ["--site-dir", str(target)] if command == "build" else [str(target)]
    arguments = [command, "-f", str(project.config), "--lang", "en", *place]
    (project.folder / "docs/rencontre/casse.md").write_text(BROKEN, "utf-8")
    assert CliRunner().invoke(main, arguments).exit_code == 1
    assert not target.exists()
    (project.folder / "docs/rencontre/casse.md").unlink()
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert f"Left alone, because no build of this version made it here: {foreign}." in done.stderr
    assert (foreign / "sitemap.xml").read_text("utf-8") == "foreign"


@pytest.mark.parametrize("dangling", [False, True])
def test_a_site_that_is_a_link_is_refused(project: Project, dangling: bool) -> None:
    """Where `site` leads elsewhere the build says so, nothing there changes, and no other name is left."""
    elsewhere = project.folder / "elsewhere"
    project.site.rename(elsewhere)
    project.site.symlink_to(project.folder / "nowhere" if dangling else elsewhere, target_is_directory=True)
    before = sorted(project.folder.rglob("*"))
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), "--lang", "en"])
    assert done.exit_code == 1
    assert f"{project.site} is a link or a file, not a folder" in done.stderr
    assert sorted(project.folder.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_is_published_has_one_set_of_modes(new_project: MakeProject) -> None:
    """Under a umask of 077: files 0644, folders 0755, downloads and members of the ZIP too; static files as well."""
    project = new_project(FILES)
    project.write("rencontre/notes.txt", "x").chmod(0o600)
    before = os.umask(0o077)
    try:
        assert CliRunner().invoke(main, ["archive", "-f", str(project.config)]).exit_code == 0
        hook = "def on_page_markdown(markdown, **_):\n    return markdown\n"
        (project.folder / "hook.py").write_text(hook, "utf-8")
        with project.config.open("a", encoding="utf-8") as config:
            config.write("\nhooks: [hook.py]\n")
        assert build.build_site(project.config, project.folder / "hooked").ok
    finally:
        os.umask(before)
    for root in (project.site, project.folder / "hooked"):
        modes = {(path.is_dir(), path.stat().st_mode & 0o7777) for path in (root, *root.rglob("*"))}
        assert modes == {(True, 0o755), (False, 0o644)}
    with zipfile.ZipFile(next(project.site.rglob("*.zip"))) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


def run_mkdocs(project: Project) -> subprocess.CompletedProcess[str]:
    """`mkdocs build --strict` by itself, without our command."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)


def test_plain_mkdocs_builds_the_same_site(project: Project) -> None:
    """Under MkDocs' own command the plugin gives the same tree, and stops at problems."""
    project.write("rencontre/notes.md", f"{TALK}\nUn mot[^1].\n\n[^1]: Une note.\n")
    assert project.build().ok
    assert 'title="Revenir à la note 1 dans le texte"' in (project.site / "rencontre/notes.html").read_text("utf-8")
    ours = tree(project)
    done = run_mkdocs(project)
    assert done.returncode == 0, done.stderr
    assert tree(project) == ours
    project.write("rencontre/casse.md", BROKEN)
    done = run_mkdocs(project)
    assert done.returncode == 1
    assert "docs/rencontre/casse.md:2:10: E105" in done.stderr
    assert "Traceback" not in done.stderr


def test_drafts_are_absent(new_project: MakeProject) -> None:
    """A draft is in no page, name or index; a preview shows it under a banner."""
    draft = (
        TALK.replace("Ana Foo", "Zoé Bar").replace("Un début", "Un secret").replace("---\nIl", "draft: true\n---\nIl")
    )
    project = new_project(FILES | {"rencontre/secret.md": draft})
    assert project.build().ok
    assert not [path for path, content in tree(project).items() if b"secret" in content or "Zoé".encode() in content]
    assert project.build(drafts=True).ok
    assert language("fr").words["draft"] in project.page("rencontre/secret.html")


def test_an_old_address_leads_to_the_new_one(new_project: MakeProject) -> None:
    """An alias of a talk is a page that redirects, by a relative address."""
    project = new_project(
        FILES | {"rencontre/un-debut.md": TALK.replace("topics", "aliases: [../ancien/lieu.html]\ntopics")}
    )
    assert project.build().ok
    assert 'url=../rencontre/un-debut.html"' in project.page("ancien/lieu.html")


def test_an_old_address_never_covers_a_generated_page(new_project: MakeProject) -> None:
    """An alias at the address of a page that is generated is refused."""
    aliases = "aliases: [programme.html, ../sujets/index.html]\ntopics"
    project = new_project(FILES | {"rencontre/un-debut.md": TALK.replace("topics", aliases)})
    assert [diagnostic.message_key for diagnostic in project.build().diagnostics] == ["E114.alias", "E114.alias"]


def test_a_stub_asks_for_a_recap(new_project: MakeProject) -> None:
    """A talk about which nobody has written says what the programme knows and invites its readers."""
    stub = TALK.replace("summary: Un premier pas.\n", "").replace("Il était une fois.\n", "")
    project = new_project(FILES | {"rencontre/un-debut.md": stub})
    assert project.build().ok
    assert language("fr").words["stub"].replace("\xa0", " ") in project.page("rencontre/un-debut.html").replace(
        "\xa0", " "
    )


@pytest.mark.parametrize("files", [{"index.md": HOME}, {}])
def test_a_site_without_events_welcomes(new_project: MakeProject, files: dict[str, str]) -> None:
    """With no event, even with no file at all, the home page says how to add the first one."""
    project = new_project(files)
    assert project.build().ok
    page = project.page("index.html")
    assert language("fr").words["welcome_step_1"] in page
    assert "kind: event" in page


def test_what_the_welcome_page_says_works(new_project: MakeProject) -> None:
    """The lines that the welcome page shows, put where it says, make an event."""
    project = new_project({"index.md": HOME})
    assert project.build().ok
    lines = project.page("index.html").split("<pre><code>")[1].split("</code>")[0]
    project.write("ma-conference-2026/index.md", lines)
    assert project.build().ok
    assert "Ma conférence 2026" in project.page("index.html")


def test_an_english_site_speaks_english(new_project: MakeProject) -> None:
    """With `theme.language: en` folders and words are English, and no French word of the interface is left."""
    project = new_project(FILES, language="en")
    assert project.build().ok
    for url in ("people/index.html", "topics/boussole.html", "glossary.html", "organisations/index.html"):
        assert (project.site / url).is_file()
    french, english = language("fr").words, language("en").words
    only_french = [
        word.split("{")[0].strip()
        for key, word in french.items()
        if word != english[key] and len(word.split("{")[0].strip()) > 5 and word not in english.values()
    ]
    for path in project.site.rglob("*.html"):
        content = path.read_text("utf-8")
        assert '<html lang="en"' in content
        assert [word for word in only_french if f">{word}" in content or f'"{word}' in content] == [], path


def test_an_unknown_setting_is_a_problem(new_project: MakeProject) -> None:
    """An option of the plugin that does not exist is reported at its line, with the nearest one."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8").replace("[recap]", "[recap: {contct: x}]")
    project.config.write_text(config, "utf-8")
    result = project.build()
    assert [(diagnostic.message_key, diagnostic.args["near"]) for diagnostic in result.diagnostics] == [
        ("E103", "contact")
    ]
    assert "contct" in config.split("\n")[result.diagnostics[0].line - 1]


def test_the_repository_setting_gives_every_page_its_edit_link(new_project: MakeProject) -> None:
    """Every page leads to a file or folder that feeds it and that is there; without the setting none does."""
    second = FILES["rencontre/un-debut.md"].replace("Un début", "Une suite")
    topic = "---\ntitle: Noyau\nsummary: Le cœur.\n---\n"
    files = FILES | {"rencontre/une-suite.md": second, "sujets/noyau.md": topic}
    project = new_project(files)
    assert project.build().ok
    assert not [path for path in project.site.rglob("*.html") if "/edit/main/" in path.read_text("utf-8")]
    project.add_config("repo_url: https://example.org/o/r")
    assert project.build().ok
    found = {}
    for path in project.site.rglob("*.html"):
        links = re.findall(r'href="https://example.org/o/r/(?:edit|tree)/main/([^"]+)"', path.read_text("utf-8"))
        assert all((project.folder / link).exists() for link in links), (path, links)
        found[path.relative_to(project.site).as_posix()] = links
    assert {url for url, links in found.items() if not links} == {
        "404.html",
        "accessibilite.html",  # made from settings
        "contribuer.html",
        "donnees.html",
        "intervenants/index.html",  # fed by every talk
        "lire-hors-ligne.html",
        "manque.html",  # opens issues
        "organisations/index.html",
        "recherche.html",
    }
    assert found["intervenants/ana-foo.html"] == ["docs/rencontre/un-debut.md"]
    assert found["sujets/boussole.html"] == ["docs/rencontre/un-debut.md"]
    assert found["organisations/acme.html"] == ["docs/rencontre/un-debut.md"]
    assert found["rencontre/programme.html"] == ["docs/rencontre/index.md"]
    assert found["glossaire.html"] == ["docs/sujets"]


def test_a_talk_written_in_the_browser_passes(new_project: MakeProject) -> None:
    """What the prefilled link of an event's page starts, saved as it is, is a talk that the check accepts."""
    project = new_project(FILES)
    project.add_config("repo_url: https://example.org/o/r")
    assert project.build().ok
    page = project.page("rencontre/index.html")
    link = html.unescape(next(iter(re.findall(r'href="(https://example.org/o/r/new/[^"]+)"', page))))
    parts = urllib.parse.urlsplit(link)
    assert parts.path == "/o/r/new/main/docs/rencontre"
    fields = urllib.parse.parse_qs(parts.query)
    project.write(f"rencontre/{fields['filename'][0]}", fields["value"][0])
    result = project.build()
    assert (result.ok, result.diagnostics) == (True, [])
    assert 'href="https://example.org/o/r/issues/new?template=propose.yml"' in page


def test_a_corpus_of_made_up_talks_builds(tmp_path: Path) -> None:
    """Made-up talks of the benchmark's script build without error."""
    from benchmarks import corpus

    number = corpus.make(tmp_path / "c", 120, None)
    assert number == 120
    result = build.build_site(tmp_path / "c" / "mkdocs.yml", tmp_path / "c" / "site")
    assert result.ok, (result.diagnostics[:3], result.warnings[:3])


@pytest.mark.long
def test_a_thousand_real_talks_build(tmp_path: Path, shared: object) -> None:
    """1,000 talks of the shared corpus build without error."""
    from benchmarks import corpus

    assert callable(shared)
    assert corpus.make(tmp_path / "c", 1000, shared("corpora/pyvideo.jsonl.gz")) == 1000
    result = build.build_site(tmp_path / "c" / "mkdocs.yml", tmp_path / "c" / "site")
    assert result.ok, (result.diagnostics[:3], result.warnings[:3])
    assert result.pages > 1000
    shown = (tmp_path / "c" / "site" / "chiffres.html").read_text("utf-8")
    years = re.search(r'aria-labelledby="year".*?</table>', shown, re.DOTALL)
    assert years
    assert sum(map(int, re.findall(r"<span>(\d+)</span>", years[0]))) == 1000
