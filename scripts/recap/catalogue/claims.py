"""Claims of a talk, resolved: who made each, and the fact or page by which it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass

from recap.catalogue.attribution import attribution_of
from recap.catalogue.models import Catalogue, Event, Talk
from recap.content import schema
from recap.core import text

OUTCOMES = ("held", "partly", "failed", "open")
"""In the order in which a board lists them."""


@dataclass(frozen=True)
class Claim:
    """A claim, and what its record refers to."""

    record: schema.Claim
    said_by: tuple[str, ...]
    """Names as the talk or the original text credits them; empty for a person who must not be published."""
    fact: schema.LaterFact | None
    """The fact of the same talk that its source is the address of."""
    source_title: str | None
    """What the talk calls its source elsewhere; None if it does not."""


def is_before(fact: schema.LaterFact, talk: Talk) -> bool:
    """Return True if a dated fact, of a day, a month or a year, was over before the day of a talk."""
    return fact.date < talk.record.date.isoformat()[: len(fact.date)]


def claims_of(catalogue: Catalogue, talk: Talk) -> list[Claim]:
    """Return the claims of a talk in the order of the file."""
    if not (written := talk.record.claims):
        return []
    record, known = talk.record, possible_claimants(catalogue, talk)
    later = record.since_then.facts if record.since_then else ()
    facts = {fact.url: fact for fact in reversed(later)}
    titles = {each.url: each.title for each in record.resources} | {each.url: each.title for each in record.sources}
    found = []
    for claim in written:
        fact = facts.get(claim.source)
        title = (fact.title if fact else None) or titles.get(claim.source)
        said_by = tuple(known.get(_key(catalogue, name), "") for name in claim.said_by)
        found.append(Claim(claim, said_by, fact, title))
    return found


def claims_of_event(catalogue: Catalogue, event: Event) -> Iterator[tuple[Talk, Claim]]:
    """Yield the claims of an event's talks in programme order; only talks with claims are read."""
    for identifier in catalogue.figures["claimed"]:
        if identifier.startswith(f"{event.id}/"):
            talk = catalogue.talks[identifier]
            yield from ((talk, claim) for claim in claims_of(catalogue, talk))


def possible_claimants(catalogue: Catalogue, talk: Talk) -> dict[str, str]:
    """Return folded name -> name to show of everybody who can have claimed something in a talk.

    These are its speakers and those of its parts, and the authors of the account: of the text that it retells, or its
    own if it retells none.
    """
    written, found = attribution_of(talk), dict[str, str]()
    for credit in talk.credits:
        person = catalogue.people[credit.person] if credit.person else None
        names = [person.name, *(person.record.aliases if person.record else ())] if person else []
        found |= {text.fold(name): credit.name for name in (*names, credit.name) if name}
    authors = written.original.authors if written.original else written.authors
    return {text.fold(name): name for name in authors} | found


def stranger(catalogue: Catalogue, talk: Talk, name: str) -> bool:
    """Return True if a name or id is of nobody who can have claimed something in a talk, or who is withdrawn."""
    hidden = {*map(text.fold, catalogue.withdrawn_names | catalogue.withdrawn)}
    return _key(catalogue, name) not in possible_claimants(catalogue, talk) and text.fold(name) not in hidden


def _key(catalogue: Catalogue, written: str) -> str:
    """Return the folded name that a name or an id of a person stands for."""
    return text.fold(catalogue.people[written].name if written in catalogue.people else written)
