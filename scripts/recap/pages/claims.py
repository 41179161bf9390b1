"""What became of what was said: notes at the passages of a talk, the board of an event."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from recap.catalogue.claims import OUTCOMES, Claim, claims_of, claims_of_event
from recap.catalogue.models import Event, Talk
from recap.pages.components import short_url
from recap.pages.context import Context, Data, page_link
from recap.pages.markdown import escape

SINCE = "#Depuis"
"""Anchor of the facts on the page of a talk (`talk.html`)."""


def notes(context: Context, talk: Talk) -> dict[str, str]:
    """Return anchor of a heading -> Markdown of the note with the claims of its passage; the empty one for the rest."""
    passages: dict[str, list[str]] = defaultdict(list)
    for claim in claims_of(context.catalogue, talk):
        passages[claim.record.anchor or ""].append(_note(context, claim))
    title = context.words["board"].format(year=talk.record.date.year)
    return {anchor: f'!!! recap-claims "{title}"\n\n' + "\n".join(each) for anchor, each in passages.items()}


def _note(context: Context, claim: Claim) -> str:
    """Return a claim as an entry of a list inside a note: outcome and claim, then how it ended and who says so."""
    shown = claim_data(context, claim)
    sign = f'<span class="recap-outcome recap-outcome--{shown["outcome"]}" aria-hidden="true">{shown["sign"]}</span>'
    said = f"{sign} **{shown['label']}**{context.words['colon']}{_isolated(shown['text'])} ({_isolated(shown['who'])})"
    source = f"[{escape(shown['source'])}](<{shown['source_url']}>)"
    dated = ", ".join(filter(None, (source, shown["date_label"])))
    ended = " ".join(filter(None, (_isolated(shown["note"]), f"{dated}.", shown["checked"])))
    return f"    - {said}\n\n        {ended}\n"


def _isolated(value: str | None) -> str:
    """Return a text of a record in Markdown, with a direction of its own in the middle of ours."""
    return f"<bdi>{escape(value)}</bdi>" if value else ""


def claim_data(context: Context, claim: Claim) -> Data:
    """Return a claim in words; `date` is that of the fact by which it is judged, if its page has one."""
    record, fact, words = claim.record, claim.fact, context.words
    return {
        "text": record.text,
        "who": context.language.list(name or words["withdrawn"] for name in claim.said_by),
        "outcome": record.outcome,
        "sign": words[f"sign_{record.outcome}"],
        "label": words[f"outcome_{record.outcome}"],
        "note": record.note,
        "source": claim.source_title or short_url(record.source),
        "source_url": record.source,
        "date": fact.date if fact else None,
        "date_label": context.language.partial_date(fact.date) if fact else None,
        "checked": words["checked_on"].format(date=context.language.date(record.as_of)),
    }


def passage(talk: Talk, claim: Claim) -> str:
    """Return the src_uri of a talk with the anchor of the passage to which a claim belongs."""
    return f"{talk.src_uri}#{claim.record.anchor}" if claim.record.anchor else talk.src_uri


def board_data(context: Context, event: Event) -> Data:
    """Return the claims of an event as `board`, by outcome and then in programme order, with a sentence that counts.

    Empty for an event without any, so that its pages say nothing of it.
    """
    if not (found := [*claims_of_event(context.catalogue, event)]):
        return {}
    counts = Counter[str](claim.record.outcome for _, claim in found)
    counted = [context.language.count(f"outcomes_{each}", counts[each]) for each in OUTCOMES if counts[each]]
    board = {
        "title": context.words["board"].format(year=event.record.start_date.year),
        "counted": context.words["board_counted"].format(
            claims=context.language.count("claims", len(found)), outcomes=context.language.list(counted)
        ),
        "lines": [*_lines(context, found)],
    }
    return {"board": board}


def _lines(context: Context, found: list[tuple[Talk, Claim]]) -> Iterator[dict[str, Any]]:
    for talk, claim in sorted(found, key=lambda each: OUTCOMES.index(each[1].record.outcome)):
        yield (
            page_link(talk.display_name, passage(talk, claim))
            | {"talk": talk.display_name}
            | claim_data(context, claim)
        )
