"""What became of what was said: the note at a passage, the board of an event."""

from __future__ import annotations

from typing import Any

from recap.pages.claims import board_data, notes
from tests.catalogue_fixtures import outlined, talk
from tests.site_fixtures import EVENT

FACTS = """since_then:
  checked: 2026-06-01
  facts: [{date: 2026-05, text: C’est fait., title: Annonce, url: "https://example.org/fait"}]"""
CLAIMS = """claims:
  - {text: Un., said_by: Ana Foo, anchor: suite, outcome: open, as_of: 2026-06-01, source: "https://www.example.org/x"}
  - {text: Deux., said_by: [Ana Foo, Bo Bar], outcome: held, as_of: 2026-06-02, note: Oui., source: "https://example.org/fait"}"""
SPEAKERS = "speakers: [Ana Foo, Bo Bar]"
BODY = "Début.\n\n## Suite\n\nTexte.\n\n### Fin\n\nFin.\n"


def outline(*lines: str, **more: str) -> Any:
    """The outline of an event with one talk of these lines, and other files."""
    files = {f"rencontre/{name}.md": content for name, content in more.items()}
    return outlined({"rencontre/index.md": EVENT, "rencontre/a.md": talk(SPEAKERS, *lines, body=BODY)} | files)


def test_each_passage_has_its_note() -> None:
    """Below the text of its heading; a claim without an anchor at the end. A fact is not written again."""
    found = outline(FACTS, CLAIMS).pages["rencontre/a.md"].markdown()
    begin, middle, end = found.split("#")[0], found.split("## Suite")[1].split("###")[0], found.split("### Fin")[1]
    assert begin.split() == ["Début."]
    assert middle.split()[:3] == ["Texte.", "!!!", "recap-claims"]
    assert "[example.org/x](<https://www.example.org/x>). Vérifié le 1" in middle
    assert end.split()[:3] == ["Fin.", "!!!", "recap-claims"]
    assert '"2026 → aujourd’hui"' in end
    assert "**Tenu**\u00a0: <bdi>Deux.</bdi> (<bdi>Ana Foo et Bo Bar</bdi>)" in end
    assert "<bdi>Oui.</bdi> [Annonce](<https://example.org/fait>), mai 2026. Vérifié le 2 juin 2026." in end
    assert "C’est fait" not in found


def test_a_talk_without_claims_has_no_note() -> None:
    """Its text is what it was."""
    found = outline(FACTS)
    assert found.pages["rencontre/a.md"].markdown() == BODY
    talks = found.catalogue.talks
    assert notes(found.context, talks["rencontre/a"]) == {}


def test_the_board_of_an_event() -> None:
    """By outcome, then in programme order; it counts, links to passage and source, and dates by the fact."""
    other = talk("speakers: [Cy Dee]", CLAIMS.replace("Ana Foo", "Cy Dee").replace(", Bo Bar", ""), body=BODY)
    found = outline(FACTS, CLAIMS, b=other)
    board = board_data(found.context, found.catalogue.events["rencontre"])["board"]
    assert board["title"] == "2026 → aujourd’hui"
    assert board["counted"] == "4 annonces et paris\u00a0: 2 tenus et 2 encore ouverts."
    shown = [(line["outcome"], line["who"], line["url"], line["date"]) for line in board["lines"]]
    assert shown == [
        ("held", "Ana Foo et Bo Bar", "rencontre/a.html", "2026-05"),
        ("held", "Cy Dee", "rencontre/b.html", None),
        ("open", "Ana Foo", "rencontre/a.html#suite", None),
        ("open", "Cy Dee", "rencontre/b.html#suite", None),
    ]
    assert found.pages["index.md"].data()["board"] == board
    assert found.pages["rencontre/index.md"].data()["board"] == board


def test_no_claims_no_board() -> None:
    """An event without claims has nothing of it, and the home page neither."""
    found = outline(FACTS)
    assert board_data(found.context, found.catalogue.events["rencontre"]) == {}
    assert "board" not in found.pages["index.md"].data()


def test_a_withdrawn_speaker_is_not_named() -> None:
    """The claim stays; who made it is “nom retiré”."""
    person = "---\nname: Bo Bar\ndo_not_publish: true\n---\n"
    files = {
        "rencontre/index.md": EVENT,
        "rencontre/a.md": talk(SPEAKERS, CLAIMS, body=BODY),
        "intervenants/bo-bar.md": person,
    }
    found = outlined(files)
    line = board_data(found.context, found.catalogue.events["rencontre"])["board"]["lines"][0]
    assert line["who"] == "Ana Foo et nom retiré"
    assert "Bo Bar" not in found.pages["rencontre/a.md"].markdown()
