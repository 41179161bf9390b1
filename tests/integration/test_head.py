"""What a page's head says to search engines and to whoever shares a link: title, description, address, picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest

from tests.site_fixtures import FILES, MakeProject

XHTML = "{http://www.w3.org/1999/xhtml}"
SITES = {"full": "https://recap.example/2026/", "english": "", "hostile": "https://recap.example/hostile/"}
"""Fixture site -> its address."""


def heads(site: Path) -> dict[str, tuple[str, str, str]]:
    """Address of each page, no redirect -> its title, its description, its canonical address."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        tree = html5lib.parse(path.read_text("utf-8").partition("<body")[0])
        metas = {each.get("name") or each.get("http-equiv"): each.get("content") for each in tree.iter(f"{XHTML}meta")}
        if "refresh" not in metas:
            title = "".join(next(tree.iter(f"{XHTML}title")).itertext())
            links = [each.get("href", "") for each in tree.iter(f"{XHTML}link") if each.get("rel") == "canonical"]
            found[path.relative_to(site).as_posix()] = title, metas.get("description") or "", "".join(links)
    return found


@pytest.mark.parametrize("site", SITES)
def test_no_two_pages_say_the_same(built: Callable[[str], Path], site: str) -> None:
    """Each page has title and description, and no other page has both; each names its own address, if that is known."""
    found = heads(built(site))
    missing = found.pop("404.html")
    assert len(found) > 20
    assert missing[2] == ""
    assert [url for url, (title, description, _) in found.items() if not title or not description] == []
    same = {"page.html"} if site == "hostile" else set()  # its record says letter for letter what that of a talk says
    counts = Counter((title, description) for url, (title, description, _) in found.items() if url not in same)
    assert [both for both, number in counts.items() if number > 1] == []
    address = SITES[site]
    assert {url: canonical for url, (*_, canonical) in found.items()} == {
        url: f"{address}{url}" if address else "" for url in found
    }


def test_talks_of_one_title_differ_by_their_conference(full: Path) -> None:
    assert heads(full)["cadrans-2024/ouverture.html"][0].endswith(" · Le Temps commun")
    assert heads(full)["cadrans-2024/ouverture.html"][0].count(" · ") == 2


def test_a_conference_named_like_its_site_has_another_title_than_home(new_project: MakeProject) -> None:
    """The page of the conference says its days, where its title alone would be that of the home page."""
    project = new_project(FILES | {"index.md": FILES["index.md"].replace("Recap", "Recueil")})
    project.write("rencontre/index.md", FILES["rencontre/index.md"].replace("Rencontre 2026", "Recueil"))
    assert project.build().ok
    found = heads(project.site)
    assert found["index.html"][0] == "Recueil"
    assert found["rencontre/index.html"][0].replace("\u00a0", " ") == "Recueil · du 1er au 2 mai 2026"
    assert found["rencontre/un-debut.html"][0] == "Un début · Recueil"


def test_a_page_without_a_summary_is_described_by_what_it_lists(full: Path) -> None:
    found = heads(full)
    assert found["sujets/escaliers.html"][1].count(" · ") == 1
    assert "interventions" in found["rencontres-2026/programme.html"][1]
    assert "Rencontres de l’horlogerie publique 2026, " in found["rencontres-2026/questions-au-clocher.html"][1]


def test_the_site_is_named_by_its_name(full: Path) -> None:
    """schema.org/WebSite: `name` is that of the site, not the title of its home page."""
    tree = html5lib.parse((full / "index.html").read_text("utf-8"))
    scripts = [each.text for each in tree.iter(f"{XHTML}script") if each.get("type") == "application/ld+json"]
    (site,) = [each for each in json.loads(scripts[0] or "")["@graph"] if each["@type"] == "WebSite"]
    assert (site["name"], site["url"]) == ("Le Temps commun", "https://recap.example/2026/index.html")
    assert site["headline"] == "L’heure qu’il est, et pourquoi"
