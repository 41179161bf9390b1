"""A programme and the files in docs/ -> files to write: new ones, and existing ones where nobody has edited them."""

import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recap.catalogue.models import Catalogue
from recap.content.document import Document
from recap.content.field_types import MAX_ABSTRACT
from recap.content.frontmatter import MAX_BYTES, read
from recap.content.imported import value_digest
from recap.content.settings import Settings
from recap.content.yaml_writer import front_matter
from recap.core import text
from recap.core.filesystem import read_file
from recap.core.language import Language
from recap.importers.model import Conference, Entry, Losses, Programme
from recap.importers.normalize import without_empty
from recap.importers.people import People


class Merge:
    """Collects the files of some programmes without writing any; `catalogue` is that of docs/, drafts included."""

    def __init__(self, docs: Path, catalogue: Catalogue, settings: Settings, words: Language, losses: Losses) -> None:
        self._docs, self._catalogue, self._settings, self._language = docs, catalogue, settings, words
        self._losses = losses
        self.drafts: dict[str, str] = {}
        """src_uri -> content of every new or changed file."""
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}
        self.folders: set[str] = set()
        """Folders of the events whose talks were added."""
        self.left: list[str] = []
        """`src_uri: key` of every value that the programme has changed and a person has too."""
        self._files = {
            (imported.from_, key): talk.src_uri
            for talk in catalogue.talks.values()
            if (imported := talk.record.imported)
            for key in (imported.id, imported.guid)
        }
        self._labels: dict[str, str] = {}
        self._people = People(catalogue, losses)

    def add(self, programme: Programme) -> None:
        """Add an event and its talks."""
        folder = self._folder(programme.name)
        self._event(programme, folder)
        self.add_talks(programme, folder)

    def _talks(self, programme: Programme, folder: str) -> None:
        self.folders.add(folder)
        seen: Counter[str] = Counter()
        for entry in programme.talks:
            seen[entry.id] += 1
            first = seen[entry.id] == 1
            identifier = entry.id if first else f"{entry.id}-{seen[entry.id]}"
            known = self._files.get((programme.source, identifier))
            if first and not known:
                known = self._files.get((programme.source, entry.guid))
            slug = entry.slug if text.slug(entry.slug) != entry.file else ""
            imported = {"from": programme.source, "id": identifier, "guid": entry.guid, "slug": slug}
            src_uri, record = known or self._free(folder, entry.file), self._talk(programme.source, entry)
            self._put(src_uri, record, entry.body, without_empty(imported), body_key="text")

    def add_talks(self, programme: Programme, folder: str) -> None:
        """Add the talks of a programme to an event that is there, which stays as it is."""
        self._people.learn(programme.source, programme.talks)
        self._talks(programme, folder)

    def add_page(self, folder: str, title: str, body: str) -> None:
        """Add a page to the folder of an event; one that is there already is never changed."""
        name = f"{text.slug(title)[:60].strip('-') or 'post'}.md"
        src_uri, content = f"{folder}/{name}", front_matter({"kind": "page", "title": title}) + f"{body}\n"
        if not (self._docs / src_uri).exists():
            self.drafts[src_uri] = content
            self.counts["new"] += 1
        elif read_file(self._docs / src_uri, self._docs, MAX_BYTES).decode("utf-8-sig") != content:
            self.left.append(f"{src_uri}: *")
        else:
            self.counts["unchanged"] += 1

    def finish(self) -> None:
        """Add files for people of whom more is known than a name."""
        for identifier, record, biography, imported in self._people.files():
            self._put(f"{self._settings.folders['people']}/{identifier}.md", record, biography, imported)

    def zone_of(self, conference: Conference) -> str:
        """Return the time zone of the event that a conference is already; empty if it is none."""
        known = self._catalogue.events.get(self._folder(conference.name))
        return known.record.timezone if known else ""

    def _folder(self, name: str) -> str:
        folder = text.slug(name)[:80].strip("-") or "conference"
        return f"{folder}-1" if folder in self._settings.folders.values() else folder

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

    def _event(self, programme: Programme, folder: str) -> None:
        src_uri, record = f"{folder}/index.md", programme.record
        known = self._catalogue.events.get(folder)
        if known and not known.record.imported:
            self.left.append(f"{src_uri}: *")
            return
        talks = self._language.count("talks", len(programme.talks))
        days = [*(entry.record["date"] for entry in programme.talks), record.get("start_date"), record.get("end_date")]
        days = [*filter(None, days)]
        more = {
            "start_date": min(days),
            "end_date": max(days),
            "languages": [*dict.fromkeys(filter(None, (entry.record["language"] for entry in programme.talks)))],
            "summary": record.get("summary") or self._language.words["imported_summary"].format(talks=talks),
        }
        self._put(
            src_uri, {"kind": "event", **record, **more}, programme.body, {"from": programme.source, "id": folder}
        )

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

    def _put(
        self, src_uri: str, record: Mapping[str, Any], body: str, imported: dict[str, str], body_key: str = "body"
    ) -> None:
        """Plan a file: complete if there is none, otherwise only keys that nobody has edited since the last import.

        `body_key` names the digest of the body: `text` for what somebody wrote of a talk, which makes a recap of it.
        """
        wanted = {key: value for key, value in record.items() if value or key == "speakers"}
        path, there = self._docs / src_uri, wanted | ({body_key: body} if body else {})
        try:
            raw = read_file(path, self._docs, MAX_BYTES)
        except FileNotFoundError:
            written = {key: value_digest(value) for key, value in there.items()}
            head = front_matter(wanted | {"imported": imported | {"written": written}})
            self.counts["new"] += src_uri not in self.drafts  # two programmes may be of one event
            self.drafts[src_uri] = head + (f"{body}\n" if body else "")
            return
        document, _ = read(raw, src_uri)
        here = document.data | {each: document.body.strip() for each in ("body", "text")}
        before = dict[str, str](document.data.get("imported", {}).get("written", {}))
        for each in ("body", "text"):
            if each not in there and value_digest(here[each]) != before.get(each):
                before.pop(each, None)  # a person's text, which is nothing to the programme
        changes: dict[str, Any] = {}
        for key in there | before:
            now, new = value_digest(here.get(key)), value_digest(there.get(key))
            # What a person wrote, changed or took away stays so.
            if now != new and now != before.get(key, value_digest(None)):
                self.left.append(f"{src_uri}: {key}")
            elif now != new:
                changes[key] = there.get(key)
        self.counts["changed" if changes else "unchanged"] += 1
        if changes:
            written = before | {key: value_digest(new) for key, new in changes.items()}
            written = {key: each for key, each in written.items() if each != value_digest(None)}
            changes["imported"] = imported | {"written": written}
            if "text" in changes:
                changes["body"] = changes.pop("text")
            self.drafts[src_uri] = replaced(raw.decode("utf-8-sig"), document, changes)


def replaced(content: str, document: Document, changes: dict[str, Any]) -> str:
    """Return a file with some keys of its front matter (None removes one) and perhaps its `body` replaced.

    Comments, order and line ends stay.
    """
    lines = content.replace("\r\n", "\n").split("\n")
    fence = document.body_line - 2  # the place of the closing line
    places = {str(place[0]): line - 1 for place, (line, _) in document.keys.items() if len(place) == 1}
    if "body" in changes:
        lines[fence + 1 :] = ["", *changes["body"].split("\n"), ""] if changes["body"] else [""]
    heads = {key: places.get(key, fence) for key in changes if key != "body"}
    for key, start in sorted(heads.items(), key=lambda item: -item[1]):  # from the last one up: places stay right
        stop = min((each for each in places.values() if each > start), default=fence)
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        lines[start:stop] = [] if changes[key] is None else front_matter({key: changes[key]}).split("\n")[1:-3]
    return ("\r\n" if "\r\n" in content else "\n").join(lines)
