"""The built tree: every link leads somewhere, nothing comes from elsewhere, builds repeat."""

from __future__ import annotations

import gzip
import hashlib
import posixpath
import re
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pytest

from recap.build.builder import build_site
from recap.content.settings import read_settings
from recap.security.html import content_security_policy
from recap.site.compile import compile_site
from tests.site_fixtures import ROOT

HTML = "{http://www.w3.org/1999/xhtml}"
LOADED = {"script": "src", "img": "src", "link": "href", "source": "src", "video": "src", "iframe": "src"}


def parse(path: Path) -> ElementTree.Element:
    """The tree of an HTML file."""
    return html5lib.parse(path.read_text("utf-8"))


def elements(tree: ElementTree.Element) -> Iterator[tuple[str, ElementTree.Element]]:
    """Each element with its local name."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield element.tag.removeprefix(HTML), element


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, ElementTree.Element]:
    """Every HTML page of the real site but those at old addresses, parsed: address -> tree."""
    parsed = {path.relative_to(site).as_posix(): parse(path) for path in sorted(site.rglob("*.html"))}
    return {
        url: tree
        for url, tree in parsed.items()
        if not any(name == "meta" and e.get("http-equiv") == "refresh" for name, e in elements(tree))
    }


def test_every_link_leads_somewhere(site: Path, pages: dict[str, ElementTree.Element]) -> None:
    """Every internal address leads to a file of the tree, every fragment to an id of its page."""
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
                if goal.startswith("telecharger/"):  # beside the published site only; its own tests know it
                    continue
                known = (site / goal).is_file() and not parts.path.startswith("/")
                if known and parts.fragment and goal in ids:
                    known = urllib.parse.unquote(parts.fragment) in ids[goal]
                if not known:
                    lost.append((url, name, target))
    assert not lost
    assert checked > 2000


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[str, ElementTree.Element]) -> None:
    """No page, stylesheet or script element names a resource of another site."""
    for url, tree in pages.items():
        for name, element in elements(tree):
            key = LOADED.get(name)
            if key and not (name == "link" and element.get("rel") == "canonical"):
                assert not re.match(r"(?:https?:)?//", element.get(key) or ""), (url, name, element.get(key))
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text("utf-8")), path


def test_every_page_carries_the_policy(site: Path) -> None:
    """Before anything is loaded; and nothing that it would refuse is emitted: inline scripts, styles, handlers."""
    policy = content_security_policy()
    assert "unsafe" not in policy
    for path in site.rglob("*.html"):
        whole = path.read_text("utf-8")
        first = re.search(r"<(?:script|link|img|style)\b", whole)
        assert first
        assert whole.find(f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 0, first.start()) > 0, path
        for name, element in elements(html5lib.parse(whole)):
            assert name != "style", path
            assert name != "script" or element.get("src") or element.get("type", "").endswith("json"), path
            assert not [key for key in element.attrib if key.startswith("on") or key == "style"], path
    assert "nosniff" in (site / "_headers").read_text("utf-8")


def test_pages_are_well_made(pages: dict[str, ElementTree.Element]) -> None:
    """Each page is in French, with one title of its own, one h1, no heading level left out, and ids that are unique."""
    titles: Counter[str] = Counter()
    for url, tree in pages.items():
        assert tree.get("lang") == "fr", url
        found = list(elements(tree))
        titles[next("".join(e.itertext()) for name, e in found if name == "title")] += 1
        levels = [int(name[1]) for name, _ in found if re.fullmatch("h[1-6]", name)]
        assert levels.count(1) == 1, (url, levels)
        assert levels[0] == 1, url
        assert all(after <= before + 1 for before, after in pairwise(levels)), (url, levels)
        ids = Counter(e.get("id") for _, e in found if e.get("id"))
        assert not [each for each, number in ids.items() if number > 1], url
        if url != "404.html":
            assert any(name == "meta" and e.get("name") == "description" and e.get("content") for name, e in found), url
    del titles["Correspondances"]  # 404.html
    assert [title for title, number in titles.items() if number > 1] == []


def test_what_nothing_uses_is_left_out(site: Path) -> None:
    """No source map, no search worker and no word list of the theme is in the tree."""
    assert not [path for path in site.rglob("*") if path.suffix == ".map" or {"lunr", "workers"} & set(path.parts)]


def first_view(site: Path, url: str, tree: ElementTree.Element) -> int:
    """Bytes of a page and of all that it loads at once, compressed with gzip."""
    loaded = {url}
    for name, element in elements(tree):
        fetched = name != "link" or element.get("rel") == "stylesheet"
        if target := fetched and element.get(LOADED.get(name, "")):
            loaded.add(posixpath.normpath(posixpath.join(posixpath.dirname(url), target)))
    return sum(len(gzip.compress((site / each).read_bytes(), 9)) for each in loaded)


def test_a_first_view_is_light(site: Path, pages: dict[str, ElementTree.Element]) -> None:
    """A page with its styles, scripts and diagrams comes in at most 60 KB; our script in at most 8."""
    sizes = {url: first_view(site, url, tree) for url, tree in pages.items() if url != "404.html"}
    assert {url: size for url, size in sizes.items() if size > 60_000} == {}
    assert min(sizes.values()) > 20_000  # styles and scripts were counted
    scripts = [site / "assets/recap" / name for name in ("recap.js", "scheme.js")]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in scripts) <= 8_000


def test_no_picture_is_without_a_size(pages: dict[str, ElementTree.Element]) -> None:
    """Every picture says its width and height, every diagram its name."""
    for url, tree in pages.items():
        for name, element in elements(tree):
            if name == "img":
                assert {"width", "height", "alt"} <= set(element.keys()), url
            if name.endswith("svg") and element.get("role") == "img":
                assert len(element.get("aria-label", "")) > 20, url


def test_a_page_for_everything(site: Path) -> None:
    """Every page that the core knows is a file, and every HTML file is one of them."""
    settings, _ = read_settings(ROOT / "mkdocs.yml")
    known, _ = compile_site(ROOT / "docs", settings)
    expected = {artifact.data["url"] if artifact.data else src_uri for src_uri, artifact in known.artifacts.items()}
    assert {path.relative_to(site).as_posix() for path in site.rglob("*.html")} == expected | {"404.html"}


def digest(folder: Path) -> dict[str, str]:
    """The sum of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_builds_repeat_and_leave_docs_alone(site: Path, tmp_path: Path) -> None:
    """A second build elsewhere gives the same bytes, and neither writes anything into docs/."""
    before = digest(ROOT / "docs")
    assert build_site(ROOT / "mkdocs.yml", tmp_path / "again").ok
    assert digest(tmp_path / "again") == digest(site)
    assert digest(ROOT / "docs") == before


def text_of(site: Path, url: str) -> str:
    """The words of a page's main part on one line, no-break spaces made plain."""
    tree = parse(site / url)
    main = next(element for name, element in elements(tree) if name == "main")
    return re.sub(r"\s+", " ", "".join(main.itertext()))


EVENT = "containercon-europe-2016"


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            f"{EVENT}/index.html",
            ["Jim Zemlin", "Solomon Hykes", "Steven Tan et Cameron Bahar, Huawei", "Jilayne Lovejoy", "Graham Whaley",
             "Vincent Batts", "Paul Novarese", "Émile Vauge", "09:25", "Potsdam I/II", "#ContainerCon", "Toronto",
             "drones", "Kubernetes 101", "OpenStack Day Paris", "horaire inconnu"],
        ),
        (f"{EVENT}/keynote.html", ["InfraKit est un framework d’infrastructure as code", "Chief Product Officer",
                                   "SVP and Global CTO", "cercle vertueux", "Ceph", "GlusterFS", "libkv"]),
        (f"{EVENT}/standards-conteneurs.html", ["Pourquoi y a-t-il deux modèles de réseau", "libnetwork", "CNI", "appc",
                                                "skopeo", "flatpak", "Docker 1.10", "LXC"]),
        (f"{EVENT}/user-namespaces-seccomp.html", ["un utilisateur sans privilège", "1.10", "Notary", "iceberg"]),
        (f"{EVENT}/traefik.html", ["Reblochon", "la prochaine, la 1.1, s’appellera « Camembert »", "66 contributeurs",
                                   "Morbier", "Containous"]),
        ("intervenants/emile-vauge.html", ["Traefik", "Containous"]),
        ("glossaire.html", ["Container Network Interface", "Mécanisme du noyau Linux"]),
        ("organisations/docker.html", ["Solomon Hykes", "Paul Novarese"]),
    ],
)  # fmt: skip
def test_questions_are_answered(site: Path, url: str, facts: list[str]) -> None:
    """Who spoke, what InfraKit is, why two network models, what a remapped root is, which cheese comes next."""
    words = text_of(site, url)
    assert [fact for fact in facts if fact not in words] == []


def test_talk_pages_tell_a_story() -> None:
    """Each of the four talks has at least 500 words of prose, and 25 topics or more are defined."""
    for name in ("keynote", "standards-conteneurs", "user-namespaces-seccomp", "traefik"):
        source = (ROOT / "docs" / EVENT / f"{name}.md").read_text("utf-8").split("\n---\n", 1)[1]
        prose = [line for line in source.split("\n") if line and line[0] not in "|#`-!"]
        assert len(re.findall(r"\w+", " ".join(prose))) >= 500, name
    assert len(list((ROOT / "docs" / "sujets").glob("*.md"))) >= 25


def test_parts_neighbours_and_reasons(site: Path) -> None:
    """A person who gave a part is led to the part; talks follow the programme; related talks say why."""
    person = (site / "intervenants/solomon-hykes.html").read_text("utf-8")
    assert f'href="../{EVENT}/keynote.html#la-plomberie-de-docker"' in person
    order = ["keynote", "standards-conteneurs", "user-namespaces-seccomp", "traefik"]
    for before, after in pairwise(order):
        assert f'rel="next" href="{after}.html"' in (site / EVENT / f"{before}.html").read_text("utf-8")
        assert f'rel="prev" href="{before}.html"' in (site / EVENT / f"{after}.html").read_text("utf-8")
    assert "Même sujet" in text_of(site, f"{EVENT}/traefik.html")
