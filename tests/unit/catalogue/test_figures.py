"""Figures of a catalogue: those after some changes, found from what has changed alone, are those of all of it."""

from __future__ import annotations

import pytest

from recap.catalogue.figures import changed_figures, figures_of, parallel_events
from recap.catalogue.models import Catalogue
from tests.catalogue_fixtures import resolved, talk
from tests.site_fixtures import EVENT, HOME

FILES = {
    "index.md": HOME,
    "rencontre/index.md": EVENT,
    "sujets/reseau.md": "---\ntitle: Réseau\nsummary: Ce qui relie.\n---\n",
    "sujets/securite.md": "---\ntitle: Sécurité\nsummary: Ce qui protège.\n---\n",
    "sujets/tcp.md": "---\ntitle: TCP\nbroader: Réseau\nsummary: Un protocole.\n---\n",
    "sujets/tls.md": "---\ntitle: TLS\nbroader: Sécurité\nsummary: Un secret.\n---\n",
    "rencontre/a.md": talk("speakers: [Ana Foo]\ntopics: [reseau]\npublished: 2026-05-03\nduration: 30\nsummary: S."),
    "rencontre/b.md": talk("speakers: [Ana Foo, Yves Bar]\ntopics: [reseau, autre, tcp, tls]\nsummary: S."),
}
CORRECTED = "corrections: [{date: 2026-05-09, text: Faux.}]"

CLAIM = "claims: [{text: T., said_by: Ana Foo, outcome: open, as_of: 2026-05-09, source: https://example.org/}]"
FACT = "since_then: {checked: 2026-05-09, facts: [{date: 2026, text: F.}]}"


def catalogue(texts: dict[str, str]) -> Catalogue:
    """The catalogue of texts without faults."""
    found, diagnostics = resolved(texts)
    assert diagnostics == []
    return found


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param({"rencontre/b.md": talk("speakers: [Zoé Nam]\ntopics: [neuf]\ntype: workshop")}, id="names"),
        pytest.param({"rencontre/a.md": talk(f"speakers: [Ana Foo]\n{CORRECTED}\nduration: 45")}, id="days"),
        pytest.param(
            {"rencontre/c.md": talk("speakers: [Yves Bar]\npublished: 2026-05-04", body="Un texte.")}, id="new"
        ),
        pytest.param(
            {"rencontre/a.md": talk("speakers: [Ana Foo]\ntopics: [reseau]\npublished: 2026-05-03")}, id="stub"
        ),
        pytest.param({"rencontre/b.md": ""}, id="gone"),
        pytest.param({"rencontre/a.md": talk("speakers: [Ana Foo]\nroom: Halle")}, id="room"),
        pytest.param({"rencontre/a.md": talk("speakers: [Ana Foo]", CLAIM, FACT)}, id="claims"),
        pytest.param({"rencontre/b.md": talk("speakers: [Ana Foo]\ntopics: [tcp, tls]")}, id="themes"),
        pytest.param(
            {"rencontre/b.md": talk("speakers: [Yves Bar]\nauthors: [Yves Bar]\nsummary: S.")},
            id="missing",
        ),
    ],
)
def test_figures_of_what_has_changed(edits: dict[str, str]) -> None:
    """Another speaker and topic, other days, a talk more, a talk less."""
    before = catalogue(FILES)
    after = catalogue({src_uri: text for src_uri, text in (FILES | edits).items() if text})
    changed = {
        name: {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
        for name in ("talks", "people", "topics", "organisations")
        for one, other in [(getattr(before, name), getattr(after, name))]
    }
    assert changed_figures(before, after, changed) == after.figures == figures_of(after)
    assert after.figures != before.figures


def test_events_in_several_rooms_are_known() -> None:
    """Two rooms of one event count, one room in each of two events does not, nor does a talk without a room."""
    other = {
        "autre/index.md": EVENT,
        "autre/c.md": talk("speakers: []\nno_speaker_reason: Film\nroom: Cour", title="C"),
    }
    one = FILES | {"rencontre/a.md": talk("speakers: [Ana Foo]\nroom: Halle")}
    two = one | {"rencontre/b.md": talk("speakers: [Yves Bar]\nroom: Cour", title="Une suite")}
    assert [parallel_events(resolved(files | other)[0]) for files in (FILES, one, two)] == [[], [], ["rencontre"]]


def test_what_the_figures_are() -> None:
    """Each figure of a small catalogue."""
    assert catalogue(FILES).figures == {
        "types": {"talk": 2},
        "years": {"2026": 2},
        "lengths": {"30": 1},
        "rooms": {},
        "missing": {"day": 1, "hours": 2},
        "facts": {},
        "theme_pairs": {"rencontre/reseau/securite": 1},
        "topics": {"autre": 1, "reseau": 2, "securite": 0, "tcp": 1, "tls": 1},
        "organisations": {},
        "speakers": 2,
        "regulars": {"ana-foo": 2},
        "described": ["reseau", "securite", "tcp", "tls"],
        "published": {"rencontre/a": ["2026-05-03", "2026-05-03"]},
        "corrected": [],
        "claimed": [],
        "dated": [],
        "since": [],
        "incomplete": ["rencontre", "rencontre/a", "rencontre/b"],
    }
