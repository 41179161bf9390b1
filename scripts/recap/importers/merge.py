"""Programmes and the files in docs/ -> files to write: new ones, and existing ones where nobody has edited them."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from recap.catalogue.models import Catalogue, Event, Talk
from recap.content.field_types import MAX_ABSTRACT
from recap.content.frontmatter import MAX_BYTES
from recap.content.imported import value_digest
from recap.content.settings import Settings
from recap.content.yaml_writer import front_matter
from recap.core import text
from recap.core.filesystem import read_file
from recap.core.language import Language
from recap.importers.file_plans import PLACE, Plan, Wanted, changed_file, new_file
from recap.importers.model import Entry, Losses, Programme
from recap.importers.normalize import without_empty
from recap.importers.people import People
from recap.importers.report import Report


class Merge:
    """Collects the files of some programmes without writing any; `catalogue` is that of docs/, drafts included.

    `today` is when talks are moved, if they are; `address` is where the programmes come from.
    """

    def __init__(
        self,
        docs: Path,
        catalogue: Catalogue,
        settings: Settings,
        words: Language,
        losses: Losses,
        today: date,
        address: str = "",
    ) -> None:
        self._docs, self._catalogue, self._settings, self._language = docs, catalogue, settings, words
        self._losses, self._today, self._address = losses, today, address
        self.drafts: dict[str, str] = {}
        """src_uri -> content of every new or changed file."""
        self.report = Report()
        self._files = {
            (imported.from_, key): talk
            for talk in catalogue.talks.values()
            if (imported := talk.record.imported)
            for key in (imported.id, imported.guid)
        }
        self._programmes: defaultdict[str, list[Programme]] = defaultdict(list)
        self.talks: dict[str, dict[str, Any]] = {}
        """src_uri -> front matter of each talk of the programmes as it will be."""
        self._labels: dict[str, str] = {}
        self._people = People(catalogue, losses)

    def add(self, programme: Programme, folder: str) -> None:
        """Add the talks of a programme to an event, which `finish` adds, old or new."""
        self._programmes[folder].append(programme)
        event = self._catalogue.events.get(folder)
        talks = [self._catalogue.talks[identifier] for identifier in event.talk_ids] if event else []
        strangers = [each for each in talks if _source_of(each) != programme.source]
        self._add(programme, folder, strangers)

    def add_talks(self, programme: Programme, folder: str) -> None:
        """Add the talks of a programme to an event that is there, which stays as it is, its other talks too."""
        self._add(programme, folder, [])

    def _add(self, programme: Programme, folder: str, strangers: list[Talk]) -> None:
        """Add talks; `strangers` are those of the event from elsewhere, of which each may be one of them."""
        self._people.learn(programme.source, programme.talks)
        by_guid = {each.guid: each for each in strangers}
        by_title = {(text.fold(each.record.title), each.record.date.isoformat()): each for each in strangers}
        seen: Counter[str] = Counter()
        for entry in programme.talks:
            seen[entry.id] += 1
            number = f"-{seen[entry.id]}" if seen[entry.id] > 1 else ""
            known, stranger = self._known(programme.source, entry, number), None
            if known is None:
                key = text.fold(entry.record["title"]), entry.record["date"]
                stranger = self._unless_taken(by_guid.get(entry.guid)) or self._unless_taken(by_title.get(key))
                known = stranger
            slug = entry.slug if text.slug(entry.slug) != entry.file else ""
            origin = {"from": programme.source, "id": f"{entry.id}{number}", "guid": entry.guid, "slug": slug}
            src_uri = known.src_uri if known else self._free(folder, entry.file)
            wanted = Wanted(self._talk(programme.source, entry), without_empty(origin), entry.body, "text")
            plan = self._put(src_uri, wanted)
            self.talks[src_uri] = plan.after
            self._report_talk(src_uri, plan, entry, is_stranger=stranger is not None)

    def _known(self, source: str, entry: Entry, number: str) -> Talk | None:
        """Return the talk that an entry is: by its GUID, or by its id unless another talk has got that since."""
        if entry.guid and not number and (known := self._unless_taken(self._files.get((source, entry.guid)))):
            return known
        known = self._unless_taken(self._files.get((source, f"{entry.id}{number}")))
        imported = known.record.imported if known else None
        if known and imported and imported.guid and entry.guid and imported.guid != entry.guid:
            title = entry.record["title"]
            same = text.fold(known.record.title) == text.fold(title)
            return known if same or imported.written.get("title") == value_digest(title) else None
        return known

    def _unless_taken(self, talk: Talk | None) -> Talk | None:
        return talk if talk and talk.src_uri not in self.talks else None

    def _report_talk(self, src_uri: str, plan: Plan, entry: Entry, *, is_stranger: bool) -> None:
        title = entry.record["title"]
        if not plan.before:
            if src_uri.partition("/")[0] in self._catalogue.events:
                self.report.note("added", src_uri, title)
        elif is_stranger:
            self.report.note("recognised", src_uri, title)
        if plan.moved:
            places = (" ".join(filter(None, map(each.get, PLACE))) for each in (plan.before, plan.after))
            self.report.note("moved", src_uri, f"{title}: {' → '.join(places)}")
        is_cancelled = bool(entry.record["status"]) and plan.after.get("status") == entry.record["status"]
        if is_cancelled:
            self.report.note("cancelled", src_uri, title)
        keys = [key for key in plan.changes if key not in plan.moved and not (key == "status" and is_cancelled)]
        if plan.before and keys:
            self.report.note("changed", src_uri, ", ".join(keys))

    def add_page(self, folder: str, title: str, body: str) -> None:
        """Add a page to the folder of an event; one that is there already is never changed."""
        name = f"{text.slug(title)[:60].strip('-') or 'post'}.md"
        src_uri, content = f"{folder}/{name}", front_matter({"kind": "page", "title": title}) + f"{body}\n"
        if not (self._docs / src_uri).exists():
            self.drafts[src_uri] = content
            self.report.counts["new"] += 1
        elif read_file(self._docs / src_uri, self._docs, MAX_BYTES).decode("utf-8-sig") != content:
            self.report.note("left", src_uri, "*")
        else:
            self.report.counts["unchanged"] += 1

    def finish(self) -> None:
        """Add the events, people of whom more is known than a name, and what left the programmes."""
        for source in dict.fromkeys(each.source for group in self._programmes.values() for each in group):
            self._drop(source)
        talks, self.drafts = self.drafts, {}
        for folder, programmes in self._programmes.items():
            self._event(folder, programmes)
        self.drafts |= talks
        for identifier, record, biography, imported in self._people.files():
            src_uri = f"{self._settings.folders['people']}/{identifier}.md"
            plan = self._put(src_uri, Wanted(record, imported, biography))
            if plan.before and plan.changes:
                self.report.note("changed", src_uri, ", ".join(plan.changes))

    def _free(self, folder: str, file: str) -> str:
        """Return a free src_uri for a new talk; `file` is the preferred name."""
        name = file[:80].strip("-") or "talk"
        names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        free = (
            f"{folder}/{each}.md"
            for each in names
            if each not in ("index", folder, self._settings.folders["programme"])
        )
        return next(each for each in free if each not in self.drafts and not (self._docs / each).exists())

    def _drop(self, source: str) -> None:
        """Mark the talks that a programme had and has no more; where it has none of them, it is another part."""
        known = [talk for talk in self._catalogue.talks.values() if _source_of(talk) == source]
        gone = [talk for talk in known if talk.src_uri not in self.talks]
        if known and len(gone) == len(known):
            self.report.note("part", f"{known[0].event}/index.md", str(len(known)))
            return
        for talk in gone:
            imported = talk.record.imported
            assert imported
            own = {"from": source, "id": imported.id, "guid": imported.guid, "slug": imported.slug}
            self._put(talk.src_uri, Wanted({"status": "dropped"}, without_empty(own)), only="status")
            names = [credit.name for credit in talk.credits if credit.name]
            said = f"{talk.record.title} ({', '.join([*names, talk.record.date.isoformat()])})"
            self.report.note("dropped_recap" if talk.has_recap else "dropped", talk.src_uri, said)

    def _event(self, folder: str, programmes: list[Programme]) -> None:
        """Plan the file of an event, which has the days, rooms and tracks of all talks that it will have."""
        programme, known = programmes[-1], self._catalogue.events.get(folder)
        src_uri, record = f"{folder}/index.md", programme.record
        talks = [each for name, each in self.talks.items() if name.startswith(f"{folder}/")]
        every = [*talks, *(self._others(known) if known else ())]
        own = [each.record["date"] for one in programmes for each in one.talks]
        own = sorted(filter(None, [*own, record.get("start_date"), record.get("end_date")]))
        days = sorted([*own, *(each["date"] for each in every if each.get("date"))])
        languages = (each.record["language"] for one in programmes for each in one.talks)
        count = self._language.count("talks", sum(len(each.talks) for each in programmes))
        more = {
            "start_date": days[0],
            "end_date": days[-1],
            "languages": [*dict.fromkeys(filter(None, languages))],
            "summary": record.get("summary") or self._language.words["imported_summary"].format(talks=count),
            "rooms": _joined(record["rooms"], _used("room", every), _listed(known, "rooms")),
            "tracks": _joined(record["tracks"], _used("track", every), _listed(known, "tracks")),
        }
        additions = {
            key: joined
            for key, one in (("rooms", "room"), ("tracks", "track"))
            if (theirs := _listed(known, key)) and (joined := _joined(theirs, _used(one, talks), more[key])) != theirs
        }
        before = known.record.imported.from_ if known and known.record.imported else ""
        origin = {"from": before or programme.source, "id": folder, "address": self._address}
        unasked = frozenset(() if record.get("summary") else ("summary",))
        wanted = {"kind": "event", **record, **more}
        plan = self._put(
            src_uri,
            Wanted(wanted, without_empty(origin), programme.body, additions=additions, unasked=unasked),
        )
        if not plan.before:
            self.report.note("added", src_uri, f"{record['title']}, {count}")
        elif plan.changes:
            self.report.note("changed", src_uri, ", ".join(plan.changes))
        after = (plan.after.get("start_date"), plan.after.get("end_date"))
        if after == (days[0], days[-1]) != (own[0], own[-1]):
            self.report.note("dates", src_uri, f"{days[0]} – {days[-1]}")

    def _others(self, event: Event) -> list[Mapping[str, Any]]:
        """Return day, room and track of the talks of an event that are in no programme of this run."""
        talks = (self._catalogue.talks[identifier] for identifier in event.talk_ids)
        return [
            {"date": talk.record.date.isoformat(), "room": talk.record.room, "track": talk.record.track}
            for talk in talks
            if talk.src_uri not in self.talks
        ]

    def _talk(self, source: str, entry: Entry) -> dict[str, Any]:
        speakers = self._people.credits(source, entry)
        topics = {text.slug(each): each for each in entry.record.get("topics", ())}
        known = self._catalogue.topics
        new = {each: self._labels.setdefault(each, label) for each, label in topics.items()}
        titles = [known[each].name if each in known else label for each, label in new.items()]
        nobody = ""
        if not speakers:
            words = self._language.words
            nobody = words["imported_signs"].format(signs=entry.signs) if entry.signs else words["imported_nobody"]
        first = {"title": "", "subtitle": "", "type": "", "speakers": speakers, "no_speaker_reason": nobody}
        return first | entry.record | {"topics": titles, "abstract": self._abstract(entry)}

    def _abstract(self, entry: Entry) -> str:
        """Return what the programme says of a talk, as many whole paragraphs as a record may hold."""
        abstract: str = entry.record["abstract"]
        if len(abstract) <= MAX_ABSTRACT:
            return abstract
        self._losses.note("talk.abstract (cut)", abstract, entry.record["title"])
        return abstract[:MAX_ABSTRACT].rpartition("\n\n")[0].strip()

    def _put(self, src_uri: str, wanted: Wanted, only: str = "") -> Plan:
        """Plan a file: complete if there is none, otherwise only keys that nobody has edited since the last import."""
        try:
            raw = read_file(self._docs / src_uri, self._docs, MAX_BYTES)
        except FileNotFoundError:
            plan = new_file(wanted)
            self.report.counts["new"] += 1
        else:
            plan = changed_file(raw, src_uri, wanted, self._today, [only] if only else [])
            self.report.counts["changed" if plan.content else "unchanged"] += 1
            for key in plan.kept:
                self.report.note("left", src_uri, key)
        if plan.content:
            self.drafts[src_uri] = plan.content
        return plan


def _source_of(talk: Talk) -> str:
    return talk.record.imported.from_ if talk.record.imported else ""


def _used(key: str, talks: Iterable[Mapping[str, Any]]) -> list[str]:
    return [*dict.fromkeys(each[key] for each in talks if each.get(key))]


def _listed(event: Event | None, key: str) -> list[Any]:
    """Return the rooms or tracks of an event as its file has them."""
    found = event.document.data.get(key) if event else None
    return found if isinstance(found, list) else []


def _joined(entries: list[Any], used: list[str], known: list[Any]) -> list[Any]:
    """Return rooms or tracks, and those that talks use and that are not among them, as they are known.

    Without any entry there is no list to complete, and talks may use what they like (E112).
    """
    names = [_name(each) for each in entries]
    missing = [name for name in used if name not in names] if entries else []
    about = {_name(each): each for each in known}
    is_track = any(isinstance(each, dict) and "id" in each for each in entries)
    return [*entries, *(about.get(name, name) for name in missing if not is_track or name in about)]


def _name(entry: Any) -> str:
    """Return by what talks name a room or a track."""
    return str(entry.get("id") or entry.get("name")) if isinstance(entry, dict) else str(entry)
