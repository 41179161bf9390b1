"""The feed of what came later: dated facts and judged claims of an event, newest first."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from recap.content.settings import Settings
from tests.catalogue_fixtures import assembled, talk
from tests.site_fixtures import EVENT, french

FACTS = """since_then:
  checked: 2026-06-01
  facts:
    - {date: 2027, text: Année., url: "https://example.org/a"}
    - {date: 2026-12-24, text: Jour., title: Un jour, url: "https://example.org/b"}
    - {date: 2026-11, text: Mois <b>., title: "&", url: "https://example.org/?a=1&b=2"}"""
CLAIM = "{text: Cela durera., said_by: Ana Foo, outcome: failed, as_of: 2026-12-25, source: https://example.org/b}"
OPEN = "{text: Qui sait., said_by: Ana Foo, outcome: open, as_of: 2026-12-26, source: https://example.org/c}"
SITE = french(site_url="https://example.org/s/")


def files(*lines: str, settings: Settings = SITE) -> dict[str, str]:
    """The files for machines of an event with one talk of these lines."""
    site = assembled({"rencontre/index.md": EVENT, "rencontre/a.md": talk("speakers: [Ana Foo]", *lines)}, settings)
    return {address: content.decode() for address, content in site.exports.files()}


def test_newest_first() -> None:
    """A month and a year count from their first day; what is open is not there; a judged claim names its source."""
    found = files(FACTS, f"claims: [{CLAIM}, {OPEN}]")
    data = json.loads(found["rencontre/depuis.json"])
    assert [item["title"] for item in data["items"]] == ["Année.", "Non tenu\u00a0: Cela durera.", "Jour.", "Mois <b>."]
    assert [item["date_published"][:10] for item in data["items"]] == [
        "2027-01-01",
        "2026-12-25",
        "2026-12-24",
        "2026-11-01",
    ]
    assert data["items"][1]["url"] == "https://example.org/s/rencontre/a.html"
    assert data["items"][2]["url"] == "https://example.org/s/rencontre/a.html#Depuis"
    assert '<a href="https://example.org/b">Un jour</a>, 24 décembre 2026' in data["items"][1]["content_html"]
    assert "Mois &lt;b&gt;." in data["items"][3]["content_html"]
    assert '<a href="https://example.org/?a=1&amp;b=2">&amp;</a>' in data["items"][3]["content_html"]
    assert len({item["id"] for item in data["items"]}) == 4


def test_atom_has_the_same_and_an_id_of_its_own() -> None:
    """Two feeds of one page are two feeds (RFC 4287, 4.2.6)."""
    site = assembled(
        {
            "rencontre/index.md": EVENT,
            "rencontre/a.md": talk("speakers: [Ana Foo]", FACTS, "published: 2026-05-03\nsummary: S."),
        },
        SITE,
    )
    assert site.exports.add_feed_body("rencontre/a.md", "<p>Texte.</p>")
    found, names = dict(site.exports.files()), {"a": "http://www.w3.org/2005/Atom"}
    feeds = [ElementTree.fromstring(found[f"rencontre/{name}.xml"]) for name in ("depuis", "flux")]
    ids = [feed.findtext("a:id", namespaces=names) for feed in feeds]
    assert ids[0] == "https://example.org/s/rencontre/depuis.xml"
    assert ids[1] == "https://example.org/s/rencontre/index.html"
    titles = [each.text for each in feeds[0].findall("a:entry/a:title", names)]
    assert titles == ["Année.", "Jour.", "Mois <b>."]


def test_nothing_to_tell_no_feed() -> None:
    """Neither without facts and verdicts, nor without an address of the site, nor with facts of before alone."""
    assert not [name for name in files(f"claims: [{OPEN}]") if "depuis" in name]
    assert not [name for name in files() if "depuis" in name]
    assert not [name for name in files(FACTS, settings=french()) if "depuis" in name]
    before = "since_then: {checked: 2026-06-01, facts: [{date: 2025, text: Avant.}]}"
    assert not [name for name in files(before) if "depuis" in name]


def test_what_came_before_is_not_in_the_feed() -> None:
    """A fact of an earlier day, month or year stands on the page, under a heading that says so."""
    for before, after in (("2025", "2026"), ("2026-04", "2026-05"), ("2026-04-30", "2026-05-01")):
        facts = ", ".join(f'{{date: "{day}", text: "{day}."}}' for day in (before, after))
        lines = f"since_then: {{checked: 2026-06-01, facts: [{facts}]}}"
        data = json.loads(files(lines)["rencontre/depuis.json"])
        assert [item["title"] for item in data["items"]] == [f"{after}."]
        site = assembled({"rencontre/index.md": EVENT, "rencontre/a.md": talk("speakers: [Ana Foo]", lines)}, SITE)
        since = site.artifacts["rencontre/a.md"].data["since"]
        assert (since["title"], len(since["facts"])) == ("Avant et depuis", 2)
