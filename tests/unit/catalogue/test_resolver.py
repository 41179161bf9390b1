"""Catalogue: every name becomes one person, topic or organisation, in both directions."""

from __future__ import annotations

import pytest

from recap.catalogue.models import Appearance, Credit
from tests.catalogue_fixtures import compiled, resolved, talk
from tests.site_fixtures import EVENT, french

ANA = "speakers: [Ana Foo]"


def test_one_person_whatever_the_way_of_naming() -> None:
    """A name, an id, an alias and another capitalisation lead to one person, with every appearance."""
    catalogue, _ = compiled(
        {
            "intervenants/ana-foo.md": "---\nname: Ana Foo\naliases: [Anita]\n---\n",
            "rencontre/a.md": talk(ANA),
            "rencontre/b.md": talk("speakers: [ana-foo]"),
            "rencontre/c.md": talk("speakers: [{name: Anita}]"),
            "rencontre/d.md": talk(
                "speakers: [{person: ana-foo, credited_as: A. Foo, role: Hôte, organisation: Acme}]"
            ),
        }
    )
    assert list(catalogue.people) == ["ana-foo"]
    person = catalogue.people["ana-foo"]
    assert [each.talk for each in person.appearances] == [f"rencontre/{letter}" for letter in "abcd"]
    assert [each.credit.name for each in person.appearances if each.credit] == [
        "Ana Foo",
        "Ana Foo",
        "Anita",
        "A. Foo",
    ]
    assert catalogue.talks["rencontre/d"].credits == (Credit("ana-foo", "A. Foo", "Hôte", "Acme"),)


def test_an_id_may_stand_before_the_name() -> None:
    """The order of the files does not matter: an id is known when any later file writes the name."""
    catalogue, diagnostics = compiled({"rencontre/a.md": talk("speakers: [ana-foo]"), "rencontre/b.md": talk(ANA)})
    assert catalogue.talks["rencontre/a"].credits == (Credit("ana-foo", "Ana Foo"),)
    assert diagnostics == []


def test_the_spelling_used_most_is_shown() -> None:
    """Without a file the most frequent spelling names the person, the others are reported."""
    spellings = {"a": "Ana Foo", "b": "Ana Foó", "c": "Ana Foó"}
    catalogue, diagnostics = compiled(
        {f"rencontre/{key}.md": talk(f"speakers: [{name}]") for key, name in spellings.items()}
    )
    assert catalogue.people["ana-foo"].name == "Ana Foó"
    assert diagnostics == [("W108.spelling", "rencontre/a.md", 3, 12)]


def test_parts_carry_people_and_topics() -> None:
    """A person or topic of a part appears there, once in the talk, and not a second time for the whole."""
    part = "parts: [{id: suite, title: Suite, speakers: [Yves Bar, Ana Foo], topics: [oci, seccomp]}]"
    catalogue, _ = compiled({"rencontre/a.md": talk(ANA, "topics: [oci]", part, body="## Suite")})
    found = catalogue.talks["rencontre/a"]
    assert [credit.person for credit in found.credits] == ["ana-foo", "yves-bar"]
    assert (found.topics, found.own_topics) == (("oci", "seccomp"), ("oci",))
    assert [each.part for each in catalogue.people["ana-foo"].appearances] == ["suite"]
    assert catalogue.topics["oci"].appearances == (Appearance("rencontre/a", "suite"),)


def test_a_talk_without_topics_has_those_of_its_parts() -> None:
    """`own_topics` falls back on the topics of the parts."""
    part = "parts: [{id: suite, title: Suite, topics: [oci]}]"
    catalogue, _ = compiled({"rencontre/a.md": talk(ANA, part, body="## Suite")})
    assert catalogue.talks["rencontre/a"].own_topics == ("oci",)


def test_programme_order() -> None:
    """By day, known hours first, by hour, `order`, title; a part's hour serves a talk that has none."""
    parts = 'parts: [{id: suite, title: Suite, start: "08:00"}]'
    lines = {
        "next-day": ("date: 2026-05-02", 'start: "07:00"'),
        "late": ('start: "10:00"',),
        "part": (parts,),
        "unknown-b": ("order: 2",),
        "unknown-a": ("order: 10",),
        "no-order": (),
        "early": ('start: "09:00"',),
    }
    texts = {f"rencontre/{name}.md": talk(ANA, *more, title=name, body="## Suite") for name, more in lines.items()}
    catalogue, _ = compiled(texts)
    order = ["part", "early", "late", "unknown-b", "unknown-a", "no-order", "next-day"]
    assert catalogue.events["rencontre"].talk_ids == tuple(f"rencontre/{name}" for name in order)
    assert list(catalogue.talks) == list(catalogue.events["rencontre"].talk_ids)


def test_newest_event_first() -> None:
    """Events are in falling order of their first day, and so are their talks."""
    older = EVENT.replace("2026-05", "2025-05")
    catalogue, _ = compiled(
        {
            "ancienne/index.md": older,
            "ancienne/t.md": talk(ANA, "date: 2025-05-01"),
            "rencontre/t.md": talk(ANA),
        }
    )
    assert list(catalogue.events) == ["rencontre", "ancienne"]
    assert list(catalogue.talks) == ["rencontre/t", "ancienne/t"]


def test_people_are_sorted_by_last_name() -> None:
    """By collation of the sort name; `sort_name` overrides what the name gives."""
    catalogue, _ = compiled(
        {
            "intervenants/ana-foo.md": "---\nname: Ana Foo\nsort_name: Zed\n---\n",
            "rencontre/a.md": talk("speakers: [Ana Foo, Yves Élan, Zoé Dix, Éva von Fink]"),
        }
    )
    assert list(catalogue.people) == ["zoe-dix", "yves-elan", "eva-von-fink", "ana-foo"]


def test_authors_are_people() -> None:
    """Those who wrote a page, or the text that it retells, know what they wrote, and are no speakers."""
    texts = {
        "rencontre/index.md": EVENT.replace("summary:", "authors: [Noé Plume]\nsummary:"),
        "rencontre/a.md": talk(ANA, "authors: [Léa Encre]", "based_on: {title: Notes, authors: [Noé Plume]}"),
    }
    catalogue, _ = compiled(texts)
    assert catalogue.people["noe-plume"].wrote == ("rencontre", "rencontre/a")
    assert catalogue.people["lea-encre"].wrote == ("rencontre/a",)
    assert catalogue.people["noe-plume"].appearances == ()


def test_authors_are_shown_by_their_names() -> None:
    """An id becomes the name that a file or a talk gives; of two who share a name each knows what they wrote."""
    texts = {
        "intervenants/a.md": "---\nname: Ana Foo\n---\n",
        "intervenants/b.md": "---\nname: Ana Foo\ndistinct_from: [a]\n---\n",
        "rencontre/index.md": EVENT.replace("summary:", "authors: [b]\nsummary:"),
        "rencontre/a.md": talk("speakers: [Yves Bar]", "based_on: {title: Notes, authors: [yves-bar]}"),
        "rencontre/b.md": talk("speakers: [Yves Bar]", "authors: []"),
    }
    catalogue, diagnostics = compiled(texts)
    first, second = catalogue.talks.values()
    assert diagnostics == []
    assert catalogue.events["rencontre"].record.authors == ("Ana Foo",)
    assert (first.record.authors, first.record.based_on.authors) == (None, ("Yves Bar",))  # type: ignore[union-attr]
    assert second.record.authors == ()
    assert (catalogue.people["a"].wrote, catalogue.people["b"].wrote) == ((), ("rencontre",))


def test_who_wants_to_be_unknown_is() -> None:
    """`do_not_publish` takes name, page, role and authorship away; the talk keeps an unnamed credit."""
    catalogue, _ = compiled(
        {
            "intervenants/ana-foo.md": "---\nname: Ana Foo\naliases: [Anita]\ndo_not_publish: true\n---\n",
            "rencontre/a.md": talk(
                "speakers: [{name: Anita, role: Hôte, organisation: Acme}, Yves Bar]", "authors: [ana-foo]"
            ),
        }
    )
    assert list(catalogue.people) == ["yves-bar"]
    assert catalogue.talks["rencontre/a"].credits == (Credit(None, ""), Credit("yves-bar", "Yves Bar"))
    assert catalogue.talks["rencontre/a"].record.authors == ()
    assert catalogue.withdrawn_names == {"Ana Foo", "Anita"}
    assert catalogue.organisations == {}


def test_two_withdrawn_people_stay_two() -> None:
    """Unnamed credits are not taken for one person."""
    withdrawn = "---\nname: {}\ndo_not_publish: true\n---\n"
    catalogue, _ = compiled(
        {
            "intervenants/ana-foo.md": withdrawn.format("Ana Foo"),
            "intervenants/yves-bar.md": withdrawn.format("Yves Bar"),
            "rencontre/a.md": talk("speakers: [Ana Foo, Yves Bar]"),
        }
    )
    assert catalogue.talks["rencontre/a"].credits == (Credit(None, ""), Credit(None, ""))


def test_an_unnamed_credit_of_a_part_is_not_counted_twice() -> None:
    """Who is withdrawn from a talk and from its part is unnamed once in the talk."""
    part = "parts: [{id: suite, title: Suite, speakers: [Ana Foo]}]"
    withdrawn = "---\nname: Ana Foo\ndo_not_publish: true\n---\n"
    for speakers in ("[Ana Foo, Yves Bar]", "[Yves Bar]"):
        texts = {"rencontre/a.md": talk(f"speakers: {speakers}", part, body="## Suite")}
        catalogue, _ = compiled(texts | {"intervenants/ana-foo.md": withdrawn})
        assert catalogue.talks["rencontre/a"].credits.count(Credit(None, "")) == 1


def test_drafts_are_shown_when_asked_for() -> None:
    """A draft is no part of the catalogue, unless the settings say that drafts are."""
    texts = {"rencontre/a.md": talk(ANA, "draft: true")}
    assert compiled(texts)[0].talks == {}
    assert compiled(texts)[0].people == {}
    assert list(compiled(texts, french(drafts=True))[0].talks) == ["rencontre/a"]


def test_topics_know_what_is_below_them() -> None:
    """A synonym and an abbreviation are their topic; broader ones exist without a file; themes are topmost."""
    topic = "---\ntitle: seccomp\nabbreviation: SC\nsynonyms: [filtre]\nbroader: Noyau\nsummary: Un filtre.\n---\n"
    kernel = "---\ntitle: Noyau\nbroader: Linux\nsummary: Le centre.\n---\n"
    catalogue, _ = compiled(
        {
            "sujets/seccomp.md": topic,
            "sujets/noyau.md": kernel,
            "rencontre/a.md": talk(ANA, "topics: [SC, Filtre, seccomp]"),
        }
    )
    assert list(catalogue.topics) == ["linux", "noyau", "seccomp"]
    assert catalogue.talks["rencontre/a"].topics == ("seccomp",)
    assert catalogue.topics["linux"].narrower == ("noyau",)
    assert (catalogue.topics["linux"].name, catalogue.topics["linux"].record) == ("Linux", None)
    assert catalogue.theme(catalogue.topics["seccomp"]).id == "linux"


def test_a_circle_of_topics_has_a_theme_all_the_same() -> None:
    """Topics that are broader than each other, or than themselves, hang no program."""
    topic = "---\ntitle: {}\nbroader: {}\nsummary: S.\n---\n"
    texts = {f"sujets/{one}.md": topic.format(one, other) for one, other in (("a", "b"), ("b", "a"), ("c", "c"))}
    catalogue, _ = compiled(texts)
    assert [catalogue.theme(topic).id for topic in catalogue.topics.values()] == ["b", "a", "c"]


def test_organisations_have_their_people_and_talks() -> None:
    """Spellings of one organisation are one; it has a page from two talks on; affiliations give it people only."""
    catalogue, _ = compiled(
        {
            "intervenants/yves-bar.md": "---\nname: Yves Bar\naffiliations: [{organisation: Acme, role: Chef}]\n---\n",
            "rencontre/a.md": talk(
                "speakers: [{name: Ana Foo, organisation: Acme}, {name: Léa Dix, organisation: Solo}]"
            ),
            "rencontre/b.md": talk("speakers: [{name: Ana Foo, organisation: ACME}, Yves Bar]"),
        }
    )
    acme, solo = catalogue.organisations.values()
    assert (acme.id, set(acme.people)) == ("acme", {"ana-foo", "yves-bar"})
    assert acme.appearances == (Appearance("rencontre/a", None), Appearance("rencontre/b", None))
    assert (acme.has_page, solo.has_page) == (True, False)
    assert catalogue.people["yves-bar"].roles == ("Chef",)
    assert catalogue.people["ana-foo"].organisations == ("Acme", "ACME")


def test_an_organisation_without_a_letter_is_left_out() -> None:
    """What gives no address is shown with the person and has no entry of its own."""
    catalogue, _ = compiled({"rencontre/a.md": talk('speakers: [{name: Ana Foo, organisation: "???"}]')})
    assert catalogue.organisations == {}
    assert catalogue.people["ana-foo"].organisations == ("???",)


def test_a_site_without_a_home_page_has_one() -> None:
    """`index.md` exists in every catalogue, with the site's name; a written one is kept."""
    assert compiled({}, french(site_name="Recap X"))[0].pages["index.md"].record.title == "Recap X"
    assert compiled({"index.md": "---\ntitle: Bonjour\n---\n"})[0].pages["index.md"].record.title == "Bonjour"


def test_a_broken_file_hides_nothing_else() -> None:
    """A person's unreadable file still makes the id known; a talk with a mistake is checked for its names too."""
    catalogue, diagnostics = compiled(
        {
            "intervenants/ana-foo.md": "---\nname: [\n---\n",
            "rencontre/a.md": talk("speakers: [ana-foo, Yves Bar]", "titel: x"),
            "rencontre/b.md": talk("speakers: [yves-bar, nemo]"),
        }
    )
    assert list(catalogue.talks) == ["rencontre/b"]
    assert diagnostics == [
        ("E105.bracket", "intervenants/ana-foo.md", 2, 7),
        ("E103.there", "rencontre/a.md", 4, 1),
        ("E101", "rencontre/b.md", 3, 22),
    ]


def test_who_speaks_must_be_said() -> None:
    """A talk without speakers is reported at the file's start, an empty list without a reason at the list; not both."""
    texts = {
        "rencontre/a.md": talk(),
        "rencontre/b.md": talk("speakers: []"),
        "rencontre/c.md": talk("speakers: []", "no_speaker_reason: Ouverte à tous"),
        "rencontre/d.md": talk("parts: [{id: suite, title: Suite, speakers: [Ana Foo]}]", body="## Suite"),
        "rencontre/e.md": talk("titel: x"),
        "rencontre/f.md": talk("speakers: [{role: Hôte}]"),
    }
    assert compiled(texts)[1] == [
        ("E102", "rencontre/a.md", 1, 1),
        ("E102", "rencontre/b.md", 3, 11),
        ("E102", "rencontre/e.md", 1, 1),
        ("E103.there", "rencontre/e.md", 3, 1),
        ("E102", "rencontre/f.md", 3, 12),
    ]


ONE_DAY = EVENT.replace("2026-05-02", "2026-05-01")


@pytest.mark.parametrize("head", ["", "date:\n", "date: null\n", 'start: "10:00"\n'])
def test_a_talk_of_an_event_of_one_day_is_on_that_day(head: str) -> None:
    """Its file need not say it, and stays as it is when the event moves."""
    bare = f"---\ntitle: A\nspeakers: [Ana Foo]\n{head}---\n"
    for day in ("2026-05-01", "2026-06-07"):
        event = ONE_DAY.replace("2026-05-01", day)
        catalogue, diagnostics = resolved({"rencontre/index.md": event, "rencontre/a.md": bare})
        assert not diagnostics
        assert catalogue.talks["rencontre/a"].record.date.isoformat() == day
        assert [key[1].isoformat() for key in catalogue.days] == [day]


def test_of_several_days_one_must_be_named() -> None:
    """E102 proposes a day of the event; the talk is broken, and the names in it are checked all the same."""
    bare = "---\ntitle: A\nspeakers: [Ana  Foo]\n---\n"
    catalogue, diagnostics = resolved({"rencontre/index.md": EVENT, "rencontre/a.md": bare})
    assert not catalogue.talks
    found = {each.message_key: each for each in diagnostics}
    assert found.keys() == {"E102", "W107"}
    assert found["E102"].args == {"key": "date", "example": "date: 2026-05-01"}


def test_without_an_event_no_day_is_asked_for() -> None:
    """An event that cannot be read is reported by itself."""
    broken = EVENT.replace("2026-05-01", "hier")
    catalogue, diagnostics = resolved(
        {"rencontre/index.md": broken, "rencontre/a.md": "---\ntitle: A\nspeakers: [Ana Foo]\n---\n"}
    )
    assert not catalogue.talks
    assert [each.message_key for each in diagnostics] == ["E116.date"]
