"""The registry of addresses and what is really written: each says the same of the other, and nothing else gets in."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from recap.build.builder import build_site
from recap.build.engines import stage_site
from recap.content.addresses import KINDS, Addresses, address_key
from recap.content.settings import Settings, read_settings
from recap.core.filesystem import files_below
from recap.downloads.archive import pack
from recap.lint.runner import Checked, check_chosen, check_content
from recap.plugin.plugin import load_site, plugin_of
from recap.site.model import Site
from tests.integration.test_two_drivers import by_mkdocs, differing, tree
from tests.site_fixtures import (
    FILES,
    FIXTURES,
    PNG,
    TALK,
    MakeProject,
    Project,
    add_theme_folder,
    copy_site,
    make_project,
)

SITES = ("full", "english", "hostile")


def site_of(config_file: Path) -> Site:
    """The compiled site of a configuration."""
    config, _ = load_site(config_file)
    assert config
    plugin = plugin_of(config)
    plugin.compile(config)
    return plugin.compiled


def folders(settings: Settings) -> dict[str, str]:
    """The folders that the registry describes as a whole: folder with its `/` -> name of its kind."""
    names = settings.folders
    patterns = {pattern.format(**names): kind.name for kind in KINDS for pattern in kind.patterns if pattern[-1] == "/"}
    return {pattern: name for pattern, name in patterns.items() if name not in ("api", "server")}


@pytest.mark.parametrize("name", SITES)
def test_the_registry_knows_every_file_that_is_written(built: Callable[[str], Path], name: str) -> None:
    """Each file of a site with its downloads is in the registry or comes from docs/, and each address is written once.

    Folders that the registry describes as a whole hold something, where the site has what they are for.
    """
    output = {path.relative_to(built(name)).as_posix() for path in built(name).rglob("*") if path.is_file()}
    site, docs = site_of(FIXTURES / "sites" / name / "mkdocs.yml"), FIXTURES / "sites" / name / "docs"
    settings, catalogue = site.outline.context.settings, site.outline.catalogue
    statics = {src_uri for src_uri in files_below(docs) if not src_uri.endswith(".md")}
    described = folders(settings)
    inside = {address for address in output if address.startswith(tuple(described))}
    written = [*site.written(), "404.html", *settings.server_files]
    assert len(written) == len({*map(address_key, written)})
    assert output - inside - statics == {*written}
    assert not statics & {*written}
    used = {kind for folder, kind in described.items() for address in inside if address.startswith(folder)}
    assert used == {*described.values()} - (set() if settings.site_url else {"social"})
    addresses = Addresses(
        settings, files_below(docs), {*catalogue.events}, {*catalogue.pages}, pages=site.outline.addresses
    )
    assert [address for address in sorted(output - statics) if not addresses.holder(address)] == []


@pytest.fixture(scope="module")
def squatted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checked]:
    """Check `full` with a file at every address that its registry gives, spelt and shaped as a test asks."""
    site = site_of(FIXTURES / "sites/full/mkdocs.yml")
    inner = {f"{folder}x.png": None for folder in folders(site.outline.context.settings)}
    robots = ("robots.txt", "_headers", "CNAME", "_redirects", "favicon.ico", "404.html", "api/v1/x.json")
    taken = [*dict.fromkeys([*site.written(), *inner, *robots])]

    def check(form: str) -> Checked:
        spelling, _, shape = form.partition(" ")
        project = copy_site("full", tmp_path_factory.mktemp("squatted") / "p")
        for address in taken:
            spelt = {"same": address, "upper": address.upper(), "long-s": address.replace("s", "ſ")}[spelling]
            path = project.folder / "docs" / (f"{spelt}/a.txt" if shape == "folder" else spelt)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(PNG if path.suffix.lower() == ".png" else b"x")
        checked = check_content(project.folder / "docs", read_settings(project.config)[0])
        # Folders that differ from others in case are reported besides: E114.twin.
        faults = [each for each in checked.diagnostics if each.code == "E114" and each.message_key != "E114.twin"]
        found = {each.path.partition("/docs/")[2] for each in faults}
        expected = {address_key(address) for address in taken}
        assert {address_key(each.removesuffix("/a.txt" if shape == "folder" else "")) for each in found} == expected
        return checked

    return check


@pytest.mark.parametrize("form", ["same file", "same folder", "upper file", "upper folder", "long-s file"])
def test_nothing_takes_an_address_of_ours(squatted: Callable[[str], Checked], form: str) -> None:
    """A file, or a folder with a file, at each address of the registry, in any case, is E114 at that file."""
    codes = {each.message_key for each in squatted(form).diagnostics if each.level == "error"}
    files = {"E121.file", "E121.svg", "E121.file_name", "E121.stylesheet"}
    assert codes <= {"E114.taken", "E114.server", "E114.twin", *files}


@pytest.mark.parametrize(
    "src_uri", ["flux.json", "robots.txt/a.txt", "rencontre/un-debut.html/a.txt", "telecharger/x.zip"]
)
def test_nothing_is_written_then(new_project: MakeProject, caplog: pytest.LogCaptureFixture, src_uri: str) -> None:
    """Both drivers stop with the same diagnostic before anything is written, and a site that is there stays."""
    project = new_project(FILES, address="https://recap.example/")
    assert project.build().ok
    before = tree(project.site)
    project.write(src_uri, "x")
    result = project.build()
    assert [(each.message_key, each.path) for each in result.diagnostics if each.level == "error"] == [
        ("E114.taken", f"{project.folder}/docs/{src_uri}")
    ]
    assert tree(project.site) == before
    with pytest.raises(Abort):
        by_mkdocs(project)
    assert f"docs/{src_uri}:1:1: E114" in caplog.text
    assert not (project.folder / "by-mkdocs").exists()


def test_a_name_decides_where_few_files_are_read(new_project: MakeProject) -> None:
    """A check of one file finds what a check of all finds, of a file that is no Markdown too."""
    talks = {f"rencontre/t{number}.md": TALK.replace("Ana Foo", "ABC"[number] * 9) for number in range(3)}
    project = new_project(FILES | talks)
    for src_uri in ("rencontre/t1.ics", "rencontre/plan.html", "rencontre/t2.html", "rencontre/plan.txt"):
        project.write(src_uri, "x")
    docs, settings = project.folder / "docs", read_settings(project.config)[0]
    found = {
        src_uri: [each.message_key for each in check_chosen(docs, settings, {src_uri}).diagnostics]
        for src_uri in ("rencontre/t1.ics", "rencontre/plan.html", "rencontre/t2.html", "rencontre/plan.txt", *talks)
    }
    assert found == {
        "rencontre/t1.ics": ["E114.taken"],
        "rencontre/plan.html": ["E121.file"],
        "rencontre/t2.html": ["E114.taken", "E121.file"],
        "rencontre/plan.txt": [],
        **{src_uri: [] for src_uri in talks},
    }


@pytest.mark.parametrize(
    ("alias", "other"),
    [
        ("../404.html", "404.html"),
        ("../search/x.html", "search"),
        ("../telecharger/x.html", "telecharger"),
        ("../Index.html", "index.md"),
        ("un-debut.html/x.html", "rencontre/un-debut.html"),
        ("un-debut.ics/x.html", "rencontre/un-debut.ics"),
        ("../robots.txt/x.html", "robots.txt"),
        ("../carte.png/x.html", "carte.png"),
    ],
)
def test_an_old_address_takes_none_of_ours(new_project: MakeProject, alias: str, other: str) -> None:
    """A redirect stands neither in our folders nor below a file, one of ours or one of docs/."""
    talk = TALK.replace("summary", f"aliases: [{alias}, avant.html]\nsummary")
    project = new_project(FILES | {"rencontre/un-debut.md": talk, "carte.png": PNG})
    result = project.build()
    assert [(each.message_key, each.line, each.args["other"].rstrip("/")) for each in result.diagnostics] == [
        ("E114.alias", 6, other)
    ]


@pytest.mark.parametrize("old", ["topics: [boussole]", "name: Ana Foo", "organisation: Acme"])
def test_nobody_is_called_like_an_index(new_project: MakeProject, old: str) -> None:
    """The page of a topic, a person or an organisation of that name would stand where its index stands."""
    new = old.partition(":")[0] + {"t": ": [Index]"}.get(old[0], ": index!")
    files = {f"rencontre/t{number}.md": TALK.replace(old, new).replace("début", str(number)) for number in range(2)}
    found = [each.message_key for each in new_project(FILES | files).build().diagnostics]
    assert found == ["E114.reserved"] * 2


def test_a_readme_is_no_second_index(new_project: MakeProject) -> None:
    """`README.md` is the index of its folder; next to `index.md` it is a second file at one address."""
    project = new_project(FILES | {"README.md": FILES["index.md"], "guide/README.md": FILES["index.md"]})
    assert [(each.message_key, each.path) for each in project.build().diagnostics] == [
        ("E114.files", f"{project.folder}/docs/README.md")
    ]


def own_theme(project: Project, files: dict[str, str]) -> Project:
    """Give a project a theme folder of its own, with some files."""
    own = add_theme_folder(project, "theme")
    for name, content in files.items():
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(content, "utf-8")
    return project


SERVED = {
    "robots.txt": "User-agent: *\nDisallow: /\n",
    "CNAME": "recap.example\n",
    ".well-known/security.txt": "Contact: mailto:a@recap.example\n",
    ".htaccess": "Options -Indexes\n",
    "_headers": "/*\n  X-Own: 1\n",
    "proof.html": "proof\n",
}


def test_files_for_the_server_have_a_way(tmp_path: Path) -> None:
    """Those in `server/` of the theme's folder stand at the root instead of ours, by both drivers, in no archive."""
    project = make_project(tmp_path / "p", FILES, address="https://recap.example/")
    own_theme(project, {f"server/{name}": content for name, content in SERVED.items()})
    result = build_site(project.config, project.site, finish_tree=pack)
    assert result.ok, (result.diagnostics, result.warnings)
    found = tree(project.site)
    assert {name: found[name].decode() for name in SERVED} == SERVED
    assert [name for name in found if name.startswith("server/")] == []
    assert differing(by_mkdocs(project), found) == []
    with zipfile.ZipFile(project.site / "telecharger/recueil.zip") as archive:
        assert [name for name in archive.namelist() if name.endswith(tuple(SERVED))] == []
    (project.folder / "theme/server/robots.txt").write_text("User-agent: *\n", "utf-8")
    (project.folder / "theme/server/CNAME").unlink()
    assert project.build().ok
    again = tree(project.site)
    assert again["robots.txt"] == b"User-agent: *\n"
    assert differing(again, found) == ["CNAME", "robots.txt"]
    (project.folder / "theme/server/robots.txt").unlink()
    assert project.build().ok
    assert b"Sitemap: https://recap.example/sitemap.xml" in tree(project.site)["robots.txt"]


def test_files_of_the_theme_take_no_address_of_ours(new_project: MakeProject) -> None:
    """At an address of ours they are E114 at their own place; those for the server are sent to `server/`."""
    files = ("server/index.html", "server/flux.json", "server/robots.txt/a.txt", "server/search/x.js", "robots.txt",
             "citations.bib", "img/logo.png")  # fmt: skip
    project = own_theme(new_project(FILES), dict.fromkeys(files, "x"))
    project.write("img/Logo.png", PNG)
    project.write(".well-known/security.txt", "x")
    result = project.build()
    found = {each.path.removeprefix(f"{project.folder}/"): each.message_key for each in result.diagnostics}
    assert found == {
        "docs/.well-known/security.txt": "E114.server",
        "docs/img/Logo.png": "E114.taken",
        "theme/citations.bib": "E114.taken",
        "theme/robots.txt": "E114.server",
        "theme/server/flux.json": "E114.taken",
        "theme/server/index.html": "E114.taken",
        "theme/server/robots.txt/a.txt": "E114.taken",
        "theme/server/search/x.js": "E114.taken",
    }
    hints = [each.args["place"] for each in result.diagnostics if each.message_key == "E114.server"]
    assert hints == ["theme/server/.well-known/security.txt", "theme/server/robots.txt"]


def test_a_staged_tree_has_the_files_for_the_server(new_project: MakeProject) -> None:
    """They lie where another engine copies them from, and not in its theme's folder as well."""
    project = own_theme(new_project(FILES), {f"server/{name}": content for name, content in SERVED.items()})
    assert stage_site(project.config, project.folder / "staged") == []
    staged = project.folder / "staged"
    assert {name: (staged / "docs" / name).read_text("utf-8") for name in SERVED} == SERVED
    assert not (staged / "overrides/server").exists()
