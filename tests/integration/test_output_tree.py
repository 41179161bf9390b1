"""The built tree: every link leads somewhere, nothing comes from elsewhere, builds repeat."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from recap.build.builder import build_site
from recap.content.settings import Settings, read_settings
from recap.core.language import language
from recap.security.csp import content_security_policy
from recap.site.compile import compile_site
from tests.page_kinds import EVENT, TALK
from tests.site_fixtures import FIXTURES, copy_site

HTML = "{http://www.w3.org/1999/xhtml}"
LOADED = {"script": "src", "img": "src", "link": "href", "source": "src", "video": "src", "iframe": "src"}
LINKS = {"full": 5_000, "english": 1_000}
"""Fewer links than that mean that they were not found."""
LEVELS_LEFT_OUT = {"full": [f"{EVENT}/l-echappement-a-chevilles.html"], "english": []}
"""Pages whose own text leaves a heading level out."""


def parse(path: Path) -> ElementTree.Element:
    """The tree of an HTML file."""
    return html5lib.parse(path.read_text("utf-8"))


def elements(tree: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Each element with its local name."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.tag.removeprefix(HTML), element


@dataclass(frozen=True)
class Built:
    """A fixture site as it was built."""

    name: str
    folder: Path
    settings: Settings
    files: dict[str, ElementTree.Element]
    """Address -> tree of every HTML file."""

    @property
    def pages(self) -> dict[str, ElementTree.Element]:
        """Every HTML file but those at old addresses."""
        return {
            url: tree
            for url, tree in self.files.items()
            if not any(name == "meta" and e.get("http-equiv") == "refresh" for name, e in elements(tree))
        }


@pytest.fixture(scope="module", params=["full", "english"])
def site(request: pytest.FixtureRequest, built: Callable[[str], Path]) -> Built:
    """A French site with an address and an English one without, each with every HTML file parsed."""
    folder = built(request.param)
    settings, _ = read_settings(folder.parent / "mkdocs.yml")
    files = {path.relative_to(folder).as_posix(): parse(path) for path in sorted(folder.rglob("*.html"))}
    return Built(request.param, folder, settings, files)


def test_every_link_leads_somewhere(site: Built) -> None:
    """Every internal address leads to a file of the tree, every fragment to an id of its page."""
    pages = site.pages
    ids = {url: {e.get("id") for _, e in elements(tree)} for url, tree in pages.items()}
    lost = []
    checked = 0
    for url, tree in pages.items():
        if url == "404.html":
            continue  # a server answers it at any address: its links start at the root
        for name, element in elements(tree):
            for key in ("href", "src"):
                target = element.get(key)
                if target is None:
                    continue
                parts = urllib.parse.urlsplit(target)
                if parts.scheme in ("http", "https", "mailto"):
                    continue
                checked += 1
                goal = posixpath.normpath(posixpath.join(posixpath.dirname(url), urllib.parse.unquote(parts.path)))
                goal = goal if parts.path else url
                known = (site.folder / goal).is_file() and not parts.path.startswith("/")
                if known and parts.fragment and goal in ids:
                    known = urllib.parse.unquote(parts.fragment) in ids[goal]
                if not known:
                    lost.append((url, name, target))
    assert not lost
    assert checked > LINKS[site.name]


def test_nothing_is_loaded_from_elsewhere(site: Built) -> None:
    """No page, stylesheet or script element names a resource of another site."""
    for url, tree in site.pages.items():
        for name, element in elements(tree):
            key = LOADED.get(name)
            if key and not (name == "link" and element.get("rel") == "canonical"):
                assert not re.match(r"(?:https?:)?//", element.get(key) or ""), (url, name, element.get(key))
    for path in site.folder.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text("utf-8")), path


def test_every_page_carries_the_policy(site: Built) -> None:
    """Before anything is loaded; and nothing that it would refuse is emitted: inline scripts, styles, handlers."""
    policy = content_security_policy()
    assert "unsafe" not in policy
    for url, tree in site.files.items():
        whole = (site.folder / url).read_text("utf-8")
        first = re.search(r"<(?:script|link|img|style)\b", whole)
        assert first
        assert whole.find(f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 0, first.start()) > 0, url
        for name, element in elements(tree):
            assert name != "style", url
            assert name != "script" or element.get("src") or element.get("type", "").endswith("json"), url
            assert not [key for key in element.attrib if key.startswith("on") or key == "style"], url
    assert "nosniff" in (site.folder / "_headers").read_text("utf-8")


def test_pages_are_well_made(site: Built) -> None:
    """Each page names its language, has a title of its own, one h1, no heading level left out, and unique ids."""
    titles: Counter[str] = Counter()
    left_out = []
    for url, tree in site.pages.items():
        assert tree.get("lang") == site.settings.language, url
        found = list(elements(tree))
        titles[next("".join(e.itertext()) for name, e in found if name == "title")] += 1
        levels = [int(name[1]) for name, _ in found if re.fullmatch("h[1-6]", name)]
        assert levels.count(1) == 1, (url, levels)
        assert levels[0] == 1, url
        left_out += [url] if any(after > before + 1 for before, after in pairwise(levels)) else []
        ids = Counter(e.get("id") for _, e in found if e.get("id"))
        assert not [each for each, number in ids.items() if number > 1], url
        if url != "404.html":
            assert any(name == "meta" and e.get("name") == "description" and e.get("content") for name, e in found), url
    assert left_out == LEVELS_LEFT_OUT[site.name]
    del titles[site.settings.site_name]  # 404.html
    assert [title for title, number in titles.items() if number > 1] == []


def test_what_nothing_uses_is_left_out(site: Built) -> None:
    """No source map, no search worker and no word list of the theme is in the tree."""
    files = [*site.folder.rglob("*")]
    assert not [path for path in files if path.suffix == ".map" or {"lunr", "workers"} & set(path.parts)]


def first_view(folder: Path, url: str, tree: ElementTree.Element) -> int:
    """Bytes of a page and of all that it loads at once, compressed with gzip."""
    loaded = {url}
    for name, element in elements(tree):
        fetched = name != "link" or element.get("rel") == "stylesheet"
        if target := fetched and element.get(LOADED.get(name, "")):
            loaded.add(posixpath.normpath(posixpath.join(posixpath.dirname(url), target)))
    return sum(len(gzip.compress((folder / each).read_bytes(), 9)) for each in loaded)


def test_a_first_view_is_light(site: Built) -> None:
    """A page with its styles, scripts and diagrams comes in 60 KB, an event with drawings in 64, scripts in 8."""
    sizes = {url: first_view(site.folder, url, tree) for url, tree in site.pages.items() if url != "404.html"}
    most = {url: 64_000 if "drawings.css" in (site.folder / url).read_text("utf-8") else 60_000 for url in sizes}
    most |= {url: 60_000 for url in sizes if not url.endswith("/index.html")}  # talks, and the home page
    assert {url: size for url, size in sizes.items() if size > most[url]} == {}
    assert min(sizes.values()) > 20_000  # styles and scripts were counted
    scripts = [site.folder / "assets/recap" / name for name in ("recap.js", "scheme.js")]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) <= 8_000


def test_no_picture_is_without_a_size(site: Built) -> None:
    """Every picture says its width and height, every diagram its name."""
    pictures = diagrams = 0
    for url, tree in site.pages.items():
        for name, element in elements(tree):
            if name == "img":
                pictures += 1
                assert {"width", "height", "alt"} <= set(element.keys()), url
            if name.endswith("svg") and element.get("role") == "img":
                diagrams += 1
                assert len(element.get("aria-label", "")) > 20, url
    assert diagrams
    assert pictures or site.name == "english"  # which has none


def test_a_page_for_everything(site: Built) -> None:
    """Every page that the core knows is a file, and every HTML file is one of them."""
    known, _ = compile_site(site.folder.parent / "docs", site.settings)
    assert known
    expected = {artifact.data["url"] for artifact in known.artifacts.values()} | {*known.redirects}
    assert {*known.redirects} & site.files.keys()
    assert site.files.keys() == expected | {"404.html"}


def digest(folder: Path) -> dict[str, str]:
    """The sum of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_builds_repeat_and_leave_docs_alone(site: Built, tmp_path: Path) -> None:
    """A second build elsewhere gives the same bytes, and neither writes anything into docs/."""
    project = copy_site(site.name, tmp_path / "copy")
    assert build_site(project.config, tmp_path / "again").ok
    downloads = f"{language(site.settings.language).folders['downloads']}/"
    before = {url: sum_ for url, sum_ in digest(site.folder).items() if not url.startswith(downloads)}
    assert len(before) < len(digest(site.folder))
    assert digest(tmp_path / "again") == before
    source = digest(FIXTURES / "sites" / site.name / "docs")
    assert digest(project.folder / "docs") == source
    assert digest(site.folder.parent / "docs") == source


def text_of(path: Path) -> str:
    """The words of a page's main part on one line, no-break spaces made plain."""
    main = next(element for name, element in elements(parse(path)) if name == "main")
    return re.sub(r"\s+", " ", "".join(main.itertext()))


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            f"{EVENT}/index.html",
            ["Inès de la Garde", "Théodule Pendillon", "Gianluca Campanotti et Myroslava Dzvonar, Fonderie Brandolin",
             "10:30", "Salle du balancier", "#RHP2026", "Clairmont-les-Heures", "Mécanique", "horaire non retrouvé",
             "on y pèse désormais les arguments", "Visite nocturne, sans guide", "Pas encore de compte rendu"],
        ),
        (f"{EVENT}/keynote.html", ["un notaire avait signé à midi", "Conservatrice des horloges publiques",
                                   "Je vais la voir", "Maître fondeur", "Qui veut s’en plaindre doit ramer",
                                   "The Missing Minute", "Délibération de 1911", "quoi qu’il en coûte aux voyageurs"]),
        (TALK, ["L’horloge mère n’a pas besoin de cadran : elle a des filles.", "La chaîne, un jour ordinaire",
                "neuf jours sans signal", "Carta a um relógio-mãe", "Chère mère, tu ne montres jamais l’heure"]),
        (f"{EVENT}/remonter-sans-tomber.html", ["aucun brin levé", "deux demi-clés", "À deux", "Pas du tout",
                                                "cliquet engagé", "7,20 m", "Elle a l’habitude", "il descend"]),
        ("intervenants/ines-de-la-garde.html", ["Qui donne l’heure ?", "Musée de l’échappement", "c’est le clocher"]),
        ("glossaire.html", ["marche diurne", "Vase de bronze que l’on frappe", "Masse pendue à une corde"]),
        ("organisations/fonderie-brandolin.html", ["Gianluca Campanotti", "Myroslava Dzvonar"]),
    ],
)  # fmt: skip
def test_texts_reach_their_pages(full: Path, url: str, facts: list[str]) -> None:
    """Who spoke when and where, key points, quotations, tabs, lists, tables, captions and sources are on the page."""
    words = text_of(full / url)
    assert [fact for fact in facts if fact not in words] == []


def test_parts_neighbours_and_reasons(full: Path) -> None:
    """A person who gave a part is led to the part; talks follow the programme; related talks say why."""
    person = (full / "intervenants/ines-de-la-garde.html").read_text("utf-8")
    assert f'href="../{EVENT}/keynote.html#qui-donne-l-heure"' in person
    order = ["keynote", "l-echappement-a-chevilles", "remonter-sans-tomber", "synchroniser-vingt-cadrans"]
    for before, after in pairwise(order):
        assert f'rel="next" href="{after}.html"' in (full / EVENT / f"{before}.html").read_text("utf-8")
        assert f'rel="prev" href="{before}.html"' in (full / EVENT / f"{after}.html").read_text("utf-8")
    assert "Même sujet" in text_of(full / TALK)
