"""What the first site tells: its facts, its prose, the parts of its keynote, the order of its talks."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from icalendar import Calendar

from recap.catalogue.models import Catalogue
from recap.content.settings import read_settings
from recap.lint.runner import read_catalogue
from tests.site_fixtures import ROOT

EVENT = "containercon-europe-2016"
TALKS = ("keynote", "standards-conteneurs", "user-namespaces-seccomp", "traefik")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The records of the repository's own site."""
    return read_catalogue(ROOT / "docs", read_settings(ROOT / "mkdocs.yml")[0])[0]


def text_of(path: Path) -> str:
    """The words of a page's main part on one line, no-break spaces made plain."""
    main = html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False).find(".//main")
    assert main is not None
    return re.sub(r"\s+", " ", "".join(main.itertext()))


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            f"{EVENT}/index.html",
            ["Jim Zemlin", "Solomon Hykes", "Steven Tan et Cameron Bahar, Huawei", "Jilayne Lovejoy", "Graham Whaley",
             "Vincent Batts", "Paul Novarese", "Émile Vauge", "09:25", "Potsdam I/II", "#ContainerCon", "Toronto",
             "drones", "Kubernetes 101", "OpenStack Day Paris", "horaire non retrouvé"],
        ),
        (f"{EVENT}/keynote.html", ["InfraKit est un framework d’infrastructure as code", "Chief Product Officer",
                                   "SVP and Global CTO", "cercle vertueux", "Ceph", "GlusterFS", "libkv"]),
        (f"{EVENT}/standards-conteneurs.html", ["Pourquoi Kubernetes ne se sert-il pas du modèle", "libnetwork", "CNI",
                                                "appc", "skopeo", "flatpak", "Docker 1.10", "LXC", "ACI", "RancherOS",
                                                "Common Container Standards: Past, Present, and Future",
                                                "Cloud Native Computing Foundation", "v1.0.0-rc2",
                                                "définissez d’abord vos cas d’usage",
                                                "Correspondances retire sa correction du 23 novembre 2026"]),
        (f"{EVENT}/user-namespaces-seccomp.html", ["un utilisateur sans privilège", "1.10", "Notary", "iceberg",
                                                     "n’ont pas ce « souvent »"]),
        (f"{EVENT}/traefik.html", ["Reblochon", "la prochaine, la 1.1, s’appellera « Camembert »", "66 contributeurs",
                                   "Sources Ces pages racontent, avec d’autres mots, le compte rendu de Pierre Freund",
                                   "Morbier", "Maroilles", "depuis le 30 septembre 2016", "Containous", "Zenika"]),
        ("intervenants/emile-vauge.html", ["Traefik", "Containous"]),
        ("glossaire.html", ["Container Network Interface", "Mécanisme du noyau Linux"]),
        ("organisations/docker.html", ["Solomon Hykes", "Paul Novarese"]),
    ],
)  # fmt: skip
def test_questions_are_answered(site: Path, url: str, facts: list[str]) -> None:
    """Who spoke, what InfraKit is, why two network models, what a remapped root is, which cheese comes next."""
    words = text_of(site / url)
    assert [fact for fact in facts if fact not in words] == []


def test_talk_pages_tell_a_story() -> None:
    """Each of the four talks has at least 500 words of prose, and 25 topics or more are defined."""
    for name in TALKS:
        source = (ROOT / "docs" / EVENT / f"{name}.md").read_text("utf-8").split("\n---\n", 1)[1]
        prose = [line for line in source.split("\n") if line and line[0] not in "|#`-!"]
        assert len(re.findall(r"\w+", " ".join(prose))) >= 500, name
    assert len(list((ROOT / "docs" / "sujets").glob("*.md"))) >= 25


def test_parts_neighbours_and_reasons(site: Path) -> None:
    """A person who gave a part is led to the part; talks follow the programme; related talks say why."""
    person = (site / "intervenants/solomon-hykes.html").read_text("utf-8")
    assert f'href="../{EVENT}/keynote.html#la-plomberie-de-docker"' in person
    pages = {path.stem: path.read_text("utf-8") for path in (site / EVENT).glob("*.html")}
    chain = [TALKS[0]]
    while chain[-1] != TALKS[-1]:
        found = re.search(r'rel="next" href="([^"]*)\.html"', pages[chain[-1]])
        assert found, chain
        chain.append(found[1])
        assert f'rel="prev" href="{chain[-2]}.html"' in pages[chain[-1]]
    assert [name for name in chain if name in TALKS] == [*TALKS]  # others may be added between them
    assert "Même sujet" in text_of(site / EVENT / "traefik.html")


def test_calendars_hold_what_has_an_hour(site: Path) -> None:
    """Of the keynote the two parts whose hours are known; of the other three talks no hour is known."""
    parts = ["Le noyau Linux en chiffres", "La plomberie de Docker"]
    assert [name for name in TALKS if (site / EVENT / f"{name}.ics").exists()] == ["keynote"]
    for name in (EVENT, "keynote"):
        entries = Calendar.from_ical((site / EVENT / f"{name}.ics").read_bytes()).walk("VEVENT")
        assert [str(entry["summary"]) for entry in entries if entry["summary"] in parts] == parts
        assert entries[0].decoded("dtstart").isoformat() == "2016-10-04T09:00:00+02:00"


def test_the_site_speaks_in_marked_notes() -> None:
    """In the texts on the event, what this site adds stands in notes with one of three titles, and in no other note."""
    for path in sorted((ROOT / "docs" / EVENT).glob("*.md")):
        notes = re.findall(r"^ *(?:!!!|\?\?\?\+?) *(.*)$", path.read_text("utf-8"), re.MULTILINE)
        assert set(notes) <= {'note "Repère"', 'note "Notre lecture"', 'note "Depuis"'}, path
    assert all(title in (ROOT / "docs/a-propos.md").read_text("utf-8") for title in ("Repère", "Notre lecture"))


@pytest.mark.parametrize("name", TALKS)
def test_nothing_is_said_without_a_source(catalogue: Catalogue, name: str) -> None:
    """A fact has an address, a correction says who corrects, and no talk has a level, which no source gives."""
    record = catalogue.talks[f"{EVENT}/{name}"].record
    assert record.level is None
    assert record.since_then is not None
    assert [fact.text for fact in record.since_then.facts if not fact.url] == []
    assert [each.text for each in record.corrections if "Correspondances" not in each.text] == []
    assert record.based_on is not None
    assert record.based_on.authors == ("Pierre Freund", "Kevin Lefevre")


def test_quotations_stand_in_a_cited_source() -> None:
    """Words of the slides are those of the slides, and the page that quotes them links to them."""
    words = (ROOT / "docs" / EVENT / "standards-conteneurs.md").read_text("utf-8")
    slides = (
        "Except Maybe a VM|Hard to integrate into existing system|What does “container” mean to you?|"
        "so many shell scripts|APIs of APIs|Why More Standards?!"
    )
    quoted = re.findall(r"«\s\*([^*]+)\*\s»", words)
    assert sorted(quoted) == sorted(slides.split("|"))
    assert words.count("https://github.com/vbatts/talks/tree/master/2016/09-") >= 3


def test_what_was_not_found_is_said_so() -> None:
    """No text calls unknown, or silent, what was only not found."""
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = re.sub(r"^corrections:\n(?:  .*\n)+", "", path.read_text("utf-8"), flags=re.MULTILINE)
        assert not re.search(r"\binconnue?s?\b|se tai[ts]|nos deux envoyés", text), path


def test_what_became_of_it_has_its_passage_and_source(site: Path) -> None:
    """Ten claims and more, each with its outcome in a word, a link to its passage, and a source on another site."""
    for url in ("index.html", f"{EVENT}/index.html"):
        lines = re.findall(r'<li class="recap-board__line">(.*?)</li>', (site / url).read_text("utf-8"), re.DOTALL)
        assert len(lines) >= 10, url
        for line in lines:
            passage, source = re.findall(r'href="([^"]*)"', line)
            page, _, anchor = passage.partition("#")
            section = ((site / url).parent / page).read_text("utf-8").partition(f' id="{anchor}"')[2]
            claim = re.search(r'dir="auto">([^<]*)</a> <span', line)
            assert claim
            # Behind a term of the glossary stands its definition: the beginning of a claim is enough.
            assert claim[1][:12] in re.sub("<[^>]*>", "", section.partition("<h2")[0])
            assert source.startswith("https://")
            assert re.search(r"</span> (Tenu|Tenu en partie|Non tenu|Encore ouvert)</p>", line)
