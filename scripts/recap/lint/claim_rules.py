"""Rules about claims: where each stands, who made it, when somebody last looked how it ended."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from recap.catalogue.claims import possible_claimants, stranger
from recap.catalogue.models import Catalogue, Talk
from recap.content import markdown as body
from recap.core import text
from recap.core.diagnostics import Diagnostic

MAX_YEARS = 3
"""Number of years after which somebody should look again how a claim ended."""
_LATEST_ZONE = timedelta(hours=14)
"""No place on Earth is further ahead of UTC."""


def claims_have_passages(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """E119: the anchor of a claim is that of a heading; E101: a speaker made it, or an author of the account."""
    for talk in catalogue.talks.values():
        if talk.record.claims:
            yield from _claims_of(catalogue, talk)


def _claims_of(catalogue: Catalogue, talk: Talk) -> Iterator[Diagnostic]:
    headings = body.headings(talk.document.body, talk.record.title)
    anchors = [heading.anchor for heading in headings]
    for number, claim in enumerate(talk.record.claims):
        if claim.anchor and claim.anchor not in anchors:
            near = text.nearest(claim.anchor, anchors) or ", ".join(anchors)
            yield talk.document.diagnostic("E119.claim", "claims", number, "anchor", value=claim.anchor, near=near)
        for place, name in enumerate(claim.said_by):
            if stranger(catalogue, talk, name):
                nobody = f"based_on: {{authors: [{name}]}}"
                known = [*dict.fromkeys(possible_claimants(catalogue, talk).values())]
                args = {"value": name, "near": text.nearest(name, known), "known": ", ".join(known) or nobody}
                yield talk.document.diagnostic("E101.claim", "claims", number, "said_by", place, **args)


def claims_are_up_to_date(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """E116: nobody looks on a day to come; W143: what was looked at long ago is worth another look.

    Only the check asks, never a build: what is published does not depend on the day.
    """
    oldest = f"{today.year - MAX_YEARS:04}{today:-%m-%d}"
    for talk in catalogue.talks.values():
        for number, claim in enumerate(talk.record.claims):
            place, args = ("claims", number, "as_of"), {"value": claim.as_of.isoformat(), "today": today.isoformat()}
            if claim.as_of > today:
                yield talk.document.diagnostic("E116.future", *place, **args)
            elif claim.as_of.isoformat() < oldest:
                yield talk.document.diagnostic("W143", *place, **args, years=MAX_YEARS)


def day_of_check(environment: Mapping[str, str] = os.environ) -> date:
    """Return the day that SOURCE_DATE_EPOCH names (reproducible-builds.org), in UTC; without it that of the clock.

    That is the latest day that any place on Earth has: somebody further east may have looked tomorrow.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return (datetime.now(UTC) + _LATEST_ZONE).date()
