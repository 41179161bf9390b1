"""The kind of a file: what it declares, what its folder implies, and what its keys say in a wrong place."""

from __future__ import annotations

import pytest

from tests.catalogue_fixtures import FRENCH, files_of, talk
from tests.site_fixtures import EVENT

TALK = talk("speakers: [Ana Foo]")
PERSON = "---\nname: Ana Foo\npronouns: elle\n---\n"
TOPIC = "---\ntitle: Ponts\nsummary: S.\n---\n"
CASES = {
    "in a folder of its event": ({"rencontre/jour-1/suite.md": TALK}, "E141.talk", "docs/rencontre/suite.md"),
    "whose name is taken": (
        {"rencontre/suite.md": TALK, "rencontre/jour-1/suite.md": TALK},
        "E141.talk",
        "docs/rencontre/jour-1-suite.md",
    ),
    "deeper": ({"rencontre/a/b/suite.md": TALK}, "E141.talk", "docs/rencontre/suite.md"),
    "as a bundle": ({"rencontre/suite/index.md": TALK}, "E141.talk", "docs/rencontre/suite.md"),
    "with few keys": (
        {"rencontre/jour-1/suite.md": "---\ntitle: T\ndate: 2026-05-01\n---\n"},
        "E141.talk",
        "docs/rencontre/suite.md",
    ),
    "declared": (
        {"rencontre/jour-1/suite.md": TALK.replace("---\n", "---\nkind: talk\n", 1)},
        "E116.place",
        "docs/rencontre/suite.md",
    ),
    "at the top": ({"suite.md": TALK}, "E141.talk", "docs/rencontre/suite.md"),
    "without an event": ({"fete/suite.md": TALK}, "E141.no_event", "docs/fete/index.md"),
    "among several events": (
        {"fete/index.md": EVENT, "suite.md": TALK},
        "E141.talk",
        "docs/<event>/<talk>.md",
    ),
    "an event in a page": (
        {"fete.md": EVENT.replace("kind: event\n", "")},
        "E141.event",
        "docs/<event>/index.md",
    ),
    "an event without its kind": ({"fete/index.md": EVENT.replace("kind: event\n", "")}, "E141.no_kind", None),
    "a person in an event": ({"rencontre/ana.md": PERSON}, "E141.person", "docs/intervenants/ana-foo.md"),
    "a person at the top": ({"ana.md": PERSON}, "E141.person", "docs/intervenants/ana-foo.md"),
    "a person among the topics": ({"sujets/ana.md": PERSON}, "E141.person", "docs/intervenants/ana-foo.md"),
    "a topic among the people": ({"intervenants/ponts.md": TOPIC}, "E141.topic", "docs/sujets/ponts.md"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_misplaced_file_is_one_problem_with_its_place(case: str) -> None:
    """No key is blamed, and the place is free."""
    files, key, place = CASES[case]
    found, diagnostics = files_of({"rencontre/index.md": EVENT} | files, FRENCH)
    (problem,) = [each for each in diagnostics if each.path in files and each.message_key != "E102"]
    assert problem.message_key == key
    assert place is None or problem.args["place"] == place
    assert problem.line > 1
    assert problem.path in found.broken


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Une page\nsummary: S.\n---\n",
        "---\nkind: page\ntitle: Une page\n---\n",
    ],
)
def test_pages_stay_pages(text: str) -> None:
    """Below an event too."""
    found, diagnostics = files_of(
        {"rencontre/index.md": EVENT, "rencontre/guide/acces.md": text, "acces.md": text}, FRENCH
    )
    assert (diagnostics, [*found.pages]) == ([], ["acces.md", "rencontre/guide/acces.md"])


@pytest.mark.parametrize(
    ("src_uri", "text"),
    [
        ("rencontre/suite.md", TALK.replace("title:", "name:")),
        ("sujets/ponts.md", TOPIC.replace("title:", "name:")),
        ("acces.md", "---\ntitle: Une page\ndate: 2026-05-01\n---\n"),
    ],
)
def test_a_wrong_key_alone_moves_no_file(src_uri: str, text: str) -> None:
    """It is the key that is reported."""
    _, diagnostics = files_of({"rencontre/index.md": EVENT, src_uri: text}, FRENCH)
    assert {each.code for each in diagnostics} == {"E103"}
