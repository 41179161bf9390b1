"""What a conference of two dozen talks has and a small one has not: numbers, filters, columns; and its shared links."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import html5lib
from PIL import Image

from tests.site_fixtures import FILES, MakeProject, conference

XHTML = "{http://www.w3.org/1999/xhtml}"


def plots(page: Path) -> dict[str, dict[str, tuple[str, float]]]:
    """The plots of the page of numbers: title -> {label: (number, width of its bar)}."""
    tree = html5lib.parse(page.read_text("utf-8"))
    found = {}
    for section in tree.iter(f"{XHTML}section"):
        title = "".join(next(section.iter(f"{XHTML}h2")).itertext())
        found[title] = {
            "".join(row[0].itertext()): ("".join(row[1].itertext()), float(row[1][0][0].attrib["width"]))
            for row in next(section.iter(f"{XHTML}tbody"))
        }
    return found


def test_numbers_are_counted_in_the_talks(large: Path) -> None:
    """Each plot is a table with its numbers, its bars in proportion, longest first where the order is free."""
    found = plots(large / "chiffres.html")
    assert found["Les formats"] == {
        "Présentation": ("8", 100),
        "Atelier": ("8", 100),
        "Présentation éclair": ("8", 100),
    }
    assert found["D’où viennent les voix"] == {f"Société {number}": ("6", 100) for number in range(4)}
    assert found["Les durées"] == {
        "11 à 20 minutes": ("6", 100),
        "21 à 30 minutes": ("6", 100),
        "31 à 45 minutes": ("6", 100),
        "46 à 60 minutes": ("6", 100),
    }
    topics = found["Les sujets dont on parle le plus"]
    assert topics["Chose 0"] == ("4", 100)
    assert topics["Chose 3"] == ("3", 75)
    assert topics["Chose 10"] == ("1", 25)
    assert len(topics) == 15
    assert "Les années" not in found  # one year is no plot


def test_numbers_come_with_twenty_talks(new_project: MakeProject) -> None:
    for talks, there in ((19, False), (20, True)):
        project = new_project(conference(talks))
        assert project.build().ok
        assert (project.site / "chiffres.html").is_file() is there
        assert ("chiffres.html" in project.page("index.html")) is there


def test_long_lists_have_a_filter_and_short_ones_none(large: Path, built: Callable[[str], Path]) -> None:
    for url in ("intervenants/index.html", "sujets/index.html", "glossaire.html", "rencontre/programme.html"):
        assert '<form class="recap-filter"' in (large / url).read_text("utf-8"), url
    assert '<form class="recap-filter"' not in (large / "organisations/index.html").read_text("utf-8")
    assert '<form class="recap-filter"' not in (built("english") / "people/index.html").read_text("utf-8")


def test_the_programme_says_room_and_track_where_there_are_several(large: Path, full: Path) -> None:
    """One room and no tracks need no column; else each talk says both, on the event's page too."""
    table = (full / "cadrans-2024/programme.html").read_text("utf-8").partition("</table>")[0]
    assert re.findall(r"<th[^>]*>([^<]*)</th>", table) == ["Heure", "Intervention", "Voix"]
    page = (large / "rencontre/programme.html").read_text("utf-8")
    assert len(re.findall('<bdi class="recap-slot__room">(?:Grande|Petite) salle</bdi>', page)) == 24
    assert len(re.findall('<bdi class="recap-slot__track">Le (?:web|noyau)</bdi>', page)) == 24
    assert "Petite salle, Le web" in (large / "rencontre/index.html").read_text("utf-8")


def meta(page: Path) -> dict[str, str]:
    """The Open Graph and X properties of a page."""
    tree = html5lib.parse(page.read_text("utf-8"))
    every = (each.attrib for each in tree.iter(f"{XHTML}meta"))
    return {each.get("property") or each["name"]: each["content"] for each in every if {"property", "name"} & {*each}}


def test_a_shared_talk_shows_its_picture(large: Path) -> None:
    found = meta(large / "rencontre/talk-1.html")
    assert found["og:title"] == "Intervention 1, sur la chose 1"
    assert found["og:type"] == "article"
    assert found["og:locale"] == "fr_FR"
    assert found["og:url"] == "https://recap.example/2026/rencontre/talk-1.html"
    assert found["og:image"] == "https://recap.example/2026/social/rencontre/talk-1.png"
    assert found["twitter:card"] == "summary_large_image"
    assert (large / "social/rencontre/talk-1.png").read_bytes().startswith(b"\x89PNG")


def test_no_picture_is_promised_that_is_not_there(large: Path) -> None:
    """Every picture named by a page is in the tree, and no other; whoever has none of their own shows the site's."""
    named = {meta(page).get("og:image") for page in large.rglob("*.html")} - {None}
    drawn = {
        f"https://recap.example/2026/{path.relative_to(large).as_posix()}" for path in large.rglob("social/**/*.png")
    }
    assert named == drawn
    topics = len([*(large / "sujets").glob("*.html")]) - 1
    assert len(drawn) == 1 + 24 + topics  # home, the event and 23 talks
    own = "https://recap.example/2026/social/index.png"
    for url in ("404.html", "rencontre/talk-0.html", "rencontre/programme.html", "intervenants/index.html"):
        found = meta(large / url)
        assert (found["og:image"], found["twitter:card"]) == (own, "summary_large_image"), url
        assert found["og:image:alt"] == "Recueil", url
    assert meta(large / "index.html")["og:image"] == own


def test_pictures_can_be_turned_off(new_project: MakeProject) -> None:
    """Without an address, or by the setting, nothing is drawn; a title that the font cannot write shows the site's."""
    project = new_project(FILES)
    assert project.build().ok
    assert "og:image" not in project.page("rencontre/un-debut.html")
    config = project.config.read_text("utf-8")
    project.config.write_text(config.replace('!ENV [SITE_URL, ""]', "https://recap.example/"), "utf-8")
    project.write("rencontre/un-debut.md", FILES["rencontre/un-debut.md"].replace("Un début", "開始"))
    assert project.build().ok
    assert "https://recap.example/social/index.png" in project.page("rencontre/un-debut.html")
    assert not (project.site / "social/rencontre/un-debut.png").exists()
    assert "social/rencontre/index.png" in project.page("rencontre/index.html")
    project.set_options("social_images: false")
    kept = [*(project.state / "social").glob("*")]
    assert kept
    for path in kept:
        os.utime(path, (0, 0))
    assert project.build().ok
    assert "og:image" not in project.page("rencontre/index.html")
    assert not (project.site / "social").exists()
    assert not [path for path in kept if path.exists()]  # what no page has shown for a day is not kept


def test_a_person_has_a_portrait_of_known_size_and_identifiers(new_project: MakeProject) -> None:
    """The photograph says its size, so that nothing moves; ORCID and Wikidata are links."""
    person = (
        "---\nname: Ana Foo\norcid: 0000-0002-1825-0097\nwikidata: Q42\n"
        "photo: {file: ana.png, alt: Ana devant un tableau, license: CC-BY-4.0, credit: Bo <Bar>}\n---\n"
    )
    project = new_project(FILES | {"intervenants/ana-foo.md": person})
    Image.new("RGB", (30, 40)).save(project.folder / "docs/intervenants/ana.png")
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    shown = project.page("intervenants/ana-foo.html")
    portrait = 'src="ana.png" alt="Ana devant un tableau" width="176" height="176"'
    assert f'<img class="recap-portrait__photo" {portrait}>' in shown
    assert 'href="https://orcid.org/0000-0002-1825-0097"' in shown
    assert 'href="https://www.wikidata.org/wiki/Q42"' in shown
    assert (project.site / "intervenants/ana.png").is_file()
    licence = '<a href="https://spdx.org/licenses/CC-BY-4.0.html">CC-BY-4.0</a>'
    caption = f"Photographie\N{NO-BREAK SPACE}: <bdi>Bo &lt;Bar&gt;</bdi>, {licence}</figcaption>"
    assert re.search(rf'<figcaption class="recap-label">{re.escape(caption)}', shown)
    people = json.loads(project.page("api/v1/people.json"))["people"]
    assert next(each["photo"] for each in people if each["id"] == "ana-foo") == {
        "url": "intervenants/ana.png",
        "alt": "Ana devant un tableau",
        "license": "CC-BY-4.0",
        "credit": "Bo <Bar>",
    }


def test_a_portrait_without_a_name_says_its_licence(new_project: MakeProject) -> None:
    """A licence of several, or one of its owner's, has no address."""
    for licence in ("MIT OR CC0-1.0", "LicenseRef-Acme"):
        person = f"---\nname: Ana Foo\nphoto: {{file: ana.png, alt: Ana, license: {licence}}}\n---\n"
        project = new_project(FILES | {"intervenants/ana-foo.md": person})
        Image.new("RGB", (30, 40)).save(project.folder / "docs/intervenants/ana.png")
        assert project.build().ok
        assert f"Photographie\N{NO-BREAK SPACE}: {licence}</figcaption>" in project.page("intervenants/ana-foo.html")
