"""Records: what stands of an item in the files that list all of its kind."""

from __future__ import annotations

import json

from recap.catalogue.tracking import ALL_KEYS
from tests.catalogue_fixtures import assembled, talk
from tests.site_fixtures import EVENT, HOME

FILES = {
    "index.md": HOME,
    "rencontre/index.md": EVENT,
    "rencontre/a.md": talk("speakers: [Ana Foo, Yves Bar]"),
}


def test_a_list_is_made_of_records() -> None:
    """A record reads its own item; the file that lists all reads which there are and their records, no item."""
    site = assembled(FILES)
    reads, written = {}, {}
    for unit, write in site.exports.units().items():
        site.outline.recorder.drain()
        written[unit] = dict(write())
        reads[unit] = site.outline.recorder.drain()
    assert site.exports.record_of("ana-foo people record") == ("people", "ana-foo")
    assert site.exports.record_of("people") is None
    assert {key for _, key in reads["ana-foo people record"]} == {"ana-foo"}
    assert reads["people"] == {("people", ALL_KEYS), ("records", "people")}
    (listed,) = written["people"].values()
    lines = [*map(json.loads, site.exports.records["people"].texts(0).values())]
    assert json.loads(listed) == {"people": lines}
    assert {each["id"] for each in lines} == {"ana-foo", "yves-bar"}
