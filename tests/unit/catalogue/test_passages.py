"""Passages of talks that speak of a topic, and their lists after an edit."""

from __future__ import annotations

import pytest

from recap.catalogue.models import Catalogue
from recap.catalogue.passages import TopicSearch, changed_passages
from tests.catalogue_fixtures import outlined, resolved, talk
from tests.site_fixtures import EVENT

ANA = "speakers: [Ana Foo]"
TOPIC = "---\ntitle: Réseau\nabbreviation: RZO\nsynonyms: [network]\nsummary: Ce qui relie.\n---\n"
FILES = {"rencontre/index.md": EVENT, "sujets/reseau.md": TOPIC}


def passages(body: str, *lines: str) -> list[tuple[str, ...]]:
    """The passages in which a talk speaks of the network."""
    catalogue, _ = resolved(FILES | {"rencontre/a.md": talk(ANA, *lines, body=body)})
    return [*map(tuple, catalogue.passages["reseau"].get("rencontre/a", []))]


def test_a_passage_is_a_section_in_which_a_name_is() -> None:
    """Title, abbreviation or synonym, in text or heading; each section once, with anchor and heading."""
    body = (
        "Un réseau.\n\n## Le RZO !\n\nRien.\n\n## Non\n\nX.\n\n## Fin\n\nVoir.\n\n### Plus bas\n\nNetworks, networks."
    )
    assert passages(body) == [("", ""), ("le-rzo", "Le RZO !"), ("fin", "Fin")]


@pytest.mark.parametrize("link", ["[ici][LA PAGE]", "[La  Page][]", "[la\npage]"])
def test_a_link_by_a_label_is_one(link: str) -> None:
    """Wherever its address stands; the address itself is no passage."""
    body = f"## A\n\nVoir {link}.\n\n## B\n\nRien.\n\n[La page]: <../sujets/reseau.md> 'X'\n[b]: ../sujets/autre.md"
    assert passages(body) == [("a", "A")]


def test_a_link_is_certain() -> None:
    """Whatever its label says; a link to another page is none."""
    assert passages("## A\n\n[Ici](../sujets/reseau.md#x).\n\n## B\n\n[Là](../sujets/autre.md).") == [("a", "A")]


@pytest.mark.parametrize(
    "body",
    ["`réseau`", "```\nréseau\n```", "<!-- réseau -->Oui.", "https://reseau.example/reseau", "[a](b.md?q=réseau)"],
)
def test_code_comments_and_addresses_say_nothing(body: str) -> None:
    """Nobody reads them as words."""
    assert passages(f"Un texte.\n\n{body}\n") == []


def test_a_section_begins_with_its_heading() -> None:
    """Also with one that is underlined, of one line or of two."""
    assert passages("Un.\n\nLe réseau\n---------\n\nX.") == [("le-reseau", "Le réseau")]
    assert passages("Un.\n\nLe réseau\nde tous\n---\n\nX.") == [("le-reseau-de-tous", "Le réseau de tous")]


def test_what_is_in_brief_counts() -> None:
    """The summary and the key points."""
    assert passages("Un texte.", "summary: Le réseau.") == [("Bref", "")]
    assert passages("Un texte.", "key_points: [Un, Deux, Le réseau]") == [("Bref", "")]


def test_a_stub_speaks_of_nothing() -> None:
    """What the programme says is no recap."""
    assert passages("", "abstract: Le réseau.") == []


def test_a_bare_label_is_not_looked_for() -> None:
    """Only topics that a file describes."""
    catalogue, _ = resolved(FILES | {"rencontre/a.md": talk(ANA, "topics: [texte]", body="Un texte.")})
    assert [*catalogue.passages] == ["reseau"]


def test_drafts_speak_of_nothing() -> None:
    """They are not in the catalogue."""
    assert passages("Le réseau.", "draft: true") == []


@pytest.mark.parametrize(
    "edits",
    [
        {"rencontre/b.md": talk(ANA, title="B", body="Rien.")},
        {"rencontre/b.md": talk(ANA, title="B", body="## Un autre\n\nLe réseau.")},
        {"rencontre/c.md": talk(ANA, title="C", body="Le réseau, et la ruche.")},
        {"rencontre/a.md": talk(ANA, body="La ruche."), "rencontre/b.md": talk(ANA, title="B", body="Le réseau.")},
    ],
)
def test_passages_after_an_edit_are_those_of_all(edits: dict[str, str]) -> None:
    """Found from the edited talks alone; topics that nothing happened to are not among them."""
    files = FILES | {
        "sujets/ruche.md": TOPIC.replace("Réseau", "Ruche").replace("RZO", "R2").replace("network", "hive"),
        "rencontre/a.md": talk(ANA, body="Le réseau.\n\n## Plus\n\nRéseaux."),
        "rencontre/b.md": talk(ANA, title="B", body="Le réseau."),
    }
    before, after = catalogue(files), catalogue(files | edits)
    search = TopicSearch(after.topics.values(), "sujets")
    ids = [src_uri.removesuffix(".md") for src_uri in edits]
    found = changed_passages(search, before.passages, [(before.talks.get(key), after.talks[key]) for key in ids])
    assert {**before.passages, **found} == {**after.passages}
    assert all(before.passages[topic] != talks for topic, talks in found.items())


def catalogue(texts: dict[str, str]) -> Catalogue:
    """The catalogue of texts without faults."""
    found, diagnostics = resolved(texts)
    assert [each for each in diagnostics if each.level == "error"] == []
    return found


def test_the_page_of_a_topic_tells_speech_from_labels() -> None:
    """Talks that speak of it, most passages first, with links; then those that only bear the label."""
    files = FILES | {
        "rencontre/a.md": talk(ANA, "topics: [reseau]", body="Le réseau.\n\n## Deux\n\nLe réseau."),
        "rencontre/b.md": talk(ANA, title="Ailleurs", body="## Un\n\nX.\n\n## Trois <T>\n\nLe réseau."),
        "rencontre/c.md": talk(ANA, "topics: [reseau]", title="Sans rien", body="Un texte."),
    }
    shown = outlined(files).pages["sujets/reseau.md"].markdown()
    speaking, labelled = shown.split("## Les interventions qui en parlent")[1].split(
        "## Les interventions étiquetées ainsi"
    )
    assert speaking.index("a.md") < speaking.index("b.md")
    start = "2 passages\u00a0: <bdi>[au début](../rencontre/a.md)</bdi> · <bdi>[Deux](../rencontre/a.md#deux)</bdi>"
    assert start in speaking
    assert "1 passage\u00a0: <bdi>[Trois &#60;T&#62;](../rencontre/b.md#trois-t)</bdi>" in speaking
    assert "c.md" not in speaking
    assert [name in labelled for name in ("a.md", "b.md", "c.md")] == [False, False, True]


def test_an_entry_is_that_of_the_part_with_the_label() -> None:
    """If there is a single one; its passages are those of the talk."""
    part = "parts: [{id: un, title: Partie une, topics: [reseau]}, {id: deux, title: Partie deux%s}]"
    body = "## Partie une {#un}\n\nX.\n\n## Partie deux {#deux}\n\nLe réseau."
    for second, start in (("", "- [Partie une](../rencontre/a.md#un)"), (", topics: [reseau]", "- [Un début](")):
        files = FILES | {"rencontre/a.md": talk(ANA, part % second, body=body)}
        shown = outlined(files).pages["sujets/reseau.md"].markdown()
        assert start in shown.split("## Les interventions qui en parlent")[1]
        assert "1 passage" in shown


def test_a_topic_of_which_nobody_speaks_has_no_such_heading() -> None:
    """Nor one of labels where nobody bears it."""
    shown = outlined(FILES | {"rencontre/a.md": talk(ANA, body="Un texte.")}).pages["sujets/reseau.md"].markdown()
    assert "##" not in shown


def test_lists_of_speech_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The talks with the most passages, the number of the others; of a talk the first passages."""
    monkeypatch.setattr("recap.pages.passages.MAX_TALKS", 2)
    monkeypatch.setattr("recap.pages.passages.MAX_PASSAGES", 3)
    bodies = {n: "\n\n".join(f"## S{m}\n\nLe réseau." for m in range(n)) for n in (1, 2, 5)}
    files = {f"rencontre/t{n}.md": talk(ANA, title=f"T{n}", body=body) for n, body in bodies.items()}
    shown = outlined(FILES | files).pages["sujets/reseau.md"].markdown()
    assert ["t5.md" in shown, "t2.md" in shown, "t1.md" in shown] == [True, True, False]
    assert "Et une autre intervention." in shown
    assert "5 passages" in shown
    assert shown.count("t5.md#") == 3


def test_no_talk_with_the_label_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that speaks of the topic, too, but stands behind the last of those that are listed with passages."""
    monkeypatch.setattr("recap.pages.passages.MAX_TALKS", 2)
    files = {f"rencontre/t{n}.md": talk(ANA, "topics: [Réseau]", title=f"T{n}", body="Le réseau.") for n in range(4)}
    shown = outlined(FILES | files).pages["sujets/reseau.md"].markdown()
    assert [shown.count(f"[T{n}](") for n in range(4)] == [1, 1, 1, 1]
    assert "Et " not in shown
