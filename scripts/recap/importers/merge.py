"""A programme and what stands in docs/ -> the files to write: new ones, and what nobody touched in those of before."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from recap import text
from recap.frontmatter import Document, read
from recap.importers.fields import said
from recap.importers.programme import Entry, Losses, Programme, Speaker
from recap.languages import Language
from recap.records import Catalogue
from recap.scaffold import front_matter
from recap.settings import Settings

_LINKS = {"github.com": "github", "bsky.app": "bluesky", "linkedin.com": "linkedin", "x.com": "x", "twitter.com": "x"}
"""Host of an address -> the key under which a person's record has it; any other is a website."""
_HANDLES = frozenset(["medium.com", "youtube.com", "tiktok.com", "threads.net", "threads.com", "flipboard.com"])
"""Hosts whose addresses have an `/@name` as Mastodon's have."""


_FIRST = ("title", "type", "speakers", "no_speaker_reason")
"""Keys with which the front matter of a talk begins."""


class Merge:
    """Collects the files of some programmes, and writes none; `catalogue` is what docs/ holds, drafts included."""

    def __init__(self, docs: Path, catalogue: Catalogue, settings: Settings, words: Language, losses: Losses) -> None:
        self._docs, self._catalogue, self._settings, self._language = docs, catalogue, settings, words
        self._losses = losses
        self.drafts: dict[str, str] = {}
        """src_uri -> content of each file that is new or changes."""
        self.new: list[str] = []
        self.changed: list[str] = []
        self.unchanged = 0
        self.left: list[str] = []
        """`src_uri: key` of what the programme says otherwise, and a person wrote."""
        self._files = {
            (imported.from_, key): talk.src_uri
            for talk in catalogue.talks.values()
            if (imported := talk.record.imported)
            for key in (imported.id, imported.guid)
        }
        self._spellings: dict[str, Counter[str]] = {}
        self._people: dict[str, Speaker] = {}

    def add(self, programme: Programme) -> Iterator[Entry]:
        """Add an event and its talks; yields each talk when it is done."""
        self._event(programme)
        reserved = ("index", self._settings.folders["programme"])
        seen: Counter[str] = Counter()
        for entry in programme.talks:
            seen[entry.id] += 1
            first = seen[entry.id] == 1
            identifier = entry.id if first else f"{entry.id}-{seen[entry.id]}"
            src_uri = self._files.get((programme.source, identifier))
            if src_uri is None and entry.guid and first:
                src_uri = self._files.get((programme.source, entry.guid))
            if src_uri is None:
                file = entry.file[:80].strip("-") or "talk"
                names = itertools.chain([file], (f"{file}-{number}" for number in itertools.count(2)))
                free = (f"{programme.folder}/{name}.md" for name in names if name not in reserved)
                src_uri = next(each for each in free if each not in self.drafts and not (self._docs / each).exists())
            imported = {"from": programme.source, "id": identifier} | ({"guid": entry.guid} if entry.guid else {})
            self._put(src_uri, self._talk(entry), entry.body, imported)
            yield entry

    def finish(self) -> None:
        """Add the files of people of whom more is known than a name."""
        for identifier, spellings in self._spellings.items():
            if identifier in self._catalogue.withdrawn:
                continue  # of whom nothing more is to be said
            name, *others = (spelling for spelling, _ in spellings.most_common())
            speaker = self._people.get(identifier, Speaker(name))
            known = self._catalogue.people.get(identifier)
            if known and known.record and not known.record.imported:
                if identifier in self._people:
                    self._losses.note("person (written here already)", speaker.name)
                continue
            if others:
                self._losses.note("speaker (spellings)", ", ".join((name, *others)))
            if others or identifier in self._people:
                record = {"name": name, "aliases": sorted(others), "links": _links(speaker.links)}
                imported = {"from": "programme", "id": identifier}
                self._put(f"{self._settings.folders['people']}/{identifier}.md", record, speaker.biography, imported)

    def _event(self, programme: Programme) -> None:
        src_uri = f"{programme.folder}/index.md"
        known = self._catalogue.events.get(programme.folder)
        if known and not known.record.imported:
            self.left.append(f"{src_uri}: *")
            return
        talks = self._language.count("talks", len(programme.talks))
        more = {
            "languages": [*dict.fromkeys(filter(None, (entry.record["language"] for entry in programme.talks)))],
            "summary": programme.summary or self._language.words["imported_summary"].format(talks=talks),
        }
        imported = {"from": programme.source, "id": programme.folder}
        self._put(src_uri, {"kind": "event", **programme.record, **more}, "", imported)

    def _talk(self, entry: Entry) -> dict[str, Any]:
        speakers = {}
        for speaker in entry.speakers:
            identifier = text.slug(speaker.name)
            if identifier in speakers:
                self._losses.note("speaker (twice)", speaker.name)
                continue
            person = self._catalogue.people.get(identifier)
            name = person.name if person and not (person.record and person.record.imported) else speaker.name
            self._spellings.setdefault(identifier, Counter())[name] += 1
            if speaker.biography or speaker.links:
                self._people.setdefault(identifier, speaker)
            speakers[identifier] = said({"name": name, "organisation": speaker.organisation})
        topics = {text.slug(each): each for each in entry.record.get("topics", ())}
        known = self._catalogue.topics
        record = dict.fromkeys(_FIRST, "") | entry.record
        record["speakers"] = [*speakers.values()]
        record["no_speaker_reason"] = "" if speakers else self._language.words["imported_nobody"]
        record["topics"] = [known[each].title if each in known else label for each, label in topics.items()]
        return record

    def _put(self, src_uri: str, record: Mapping[str, Any], body: str, imported: dict[str, str]) -> None:
        """Plan a file: whole where there is none, else only what nobody touched since it was written."""
        wanted = {key: value for key, value in record.items() if value or key == "speakers"}
        path, there = self._docs / src_uri, wanted | {"body": body}
        if not path.is_file():
            written = {key: _sum(value) for key, value in there.items()}
            head = front_matter(wanted | {"imported": imported | {"written": written}})
            self.drafts[src_uri] = head + (f"{body}\n" if body else "")
            self.new.append(src_uri)
            return
        raw = path.read_bytes()
        document, _ = read(raw, src_uri)
        here = document.data | {"body": document.body.strip()}
        before: dict[str, str] = document.data.get("imported", {}).get("written", {})
        after = dict(before)
        changes: dict[str, Any] = {}
        for key in sorted(dict.fromkeys((*wanted, *before, "body")), key=lambda key: key == "body"):
            now, new = here.get(key), there.get(key)
            if _sum(now) != _sum(new):
                # What a person wrote, changed or took away stays so.
                if _sum(now) == before.get(key, _sum(None)):
                    changes[key] = new
                    after[key] = _sum(new)
                else:
                    self.left.append(f"{src_uri}: {key}")
        if changes:
            changes["imported"] = imported | {"written": after}
            self.drafts[src_uri] = replaced(raw.decode("utf-8-sig"), document, changes)
            self.changed.append(src_uri)
        else:
            self.unchanged += 1


def replaced(content: str, document: Document, changes: dict[str, Any]) -> str:
    """A file with some keys of its front matter (None: taken out) and perhaps its `body` replaced; the rest stays.

    Comments, order and line ends are a person's, and stay as well.
    """
    ends = "\r\n" if "\r\n" in content else "\n"
    lines = content.replace("\r\n", "\n").split("\n")
    fence = document.body_line - 2  # the place of the closing line
    places = {str(place[0]): line - 1 for place, (line, _) in document.keys.items() if len(place) == 1}
    if "body" in changes:
        lines[fence + 1 :] = ["", *changes["body"].split("\n"), ""] if changes["body"] else [""]
    heads = {key: value for key, value in changes.items() if key != "body"}
    for key in [each for each in heads if each not in places]:
        lines[fence:fence] = _lines(key, changes[key])
    for key in sorted(places.keys() & heads.keys(), key=lambda key: -places[key]):
        start = places[key]
        stop = min((each for each in places.values() if each > start), default=fence)
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        lines[start:stop] = _lines(key, changes[key])
    return ends.join(lines)


def _lines(key: Any, value: Any) -> list[str]:
    return [] if value is None else front_matter({str(key): value}).split("\n")[1:-3]


def _sum(value: Any) -> str:
    """A short sum of a value, the same for none and an empty one; numbers are texts, as our reader gives them back."""
    texts = json.loads(json.dumps(value), parse_int=str)
    plain = json.dumps(texts, ensure_ascii=False, sort_keys=True) if value else ""
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def _links(urls: Iterable[str]) -> dict[str, str]:
    """Addresses under the keys of a person's record, the first of each kind."""
    found: dict[str, str] = {}
    for url in urls:
        host = url.split("/")[2].removeprefix("www.")
        other = "mastodon" if "/@" in url and host not in _HANDLES else "website"
        found.setdefault(_LINKS.get(host, other), url)
    return found
