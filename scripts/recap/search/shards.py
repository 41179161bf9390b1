"""Postings and pages -> index files: words, word lists for typing errors, texts for excerpts, facets.

Each file is a script that passes its content to the client, because a page opened from disk can load nothing else. All
names but `index.js` contain a digest of the content.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, MutableMapping, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from recap.search.encoding import DIGITS, MORE, join_runs, runs
from recap.search.extract import KINDS, SearchDocument
from recap.search.numbering import SLOT, Renumbered
from recap.search.ranges import Ranges, grouped
from recap.search.tokenizer import QUESTION_WORDS, STOP_WORDS

FACETS = ("event", "year", "topic", "language")
_SHARD, _BLOCK = 26_000, 6_000
"""Size in characters that a file of words has at most, and from which one of texts is closed: about 12 and 3 KB
compressed.
"""
_NO_FACETS: list[list[str]] = [[]] * len(FACETS)
_MAX_FACET_VALUES = 60
"""Number of values offered for a facet: the most frequent ones."""


Load = Callable[[str], SearchDocument]
"""Returns any page by its address."""
Written = Generator[tuple[str, str | None], None, None]
"""Yields (name, content) of files; the content is None if an earlier call yielded that name."""
Parts = list[list[Any]]
"""Files of a kind: number of entries, 0 where that does not matter, and name or content."""
Tables = Mapping[str, MutableMapping[str, Any]]
"""As in `Index.TABLES`."""


@dataclass(frozen=True)
class Changes:
    """What changed in the tables of an index since its files were last made."""

    pages: Ranges
    numbers: Renumbered
    words: Ranges
    rows: Set[str]
    """Rows of words that changed."""
    lists: Set[str]
    """Lists of words that changed."""


def page_entry(page: SearchDocument | None) -> Any:
    """Return the size of a page's texts, and the values of its facets."""
    if not page:
        return None
    size = 40 + sum(len(each.text) + len(each.heading) for each in page.sections)
    return [size, [[*page.facets.get(facet, ())] for facet in FACETS]]


def word_size(word: str, entry: Any) -> int:
    """Return about how many characters a word takes in its file; `entry` is its stem, its postings, …"""
    return 5 + len(word) + len(entry[1])


def files(tables: Tables, changes: Changes, load: Load) -> Written:
    """Yield every file, and make those whose content may have changed."""
    summary, words, pages, numbers = tables["summary"], changes.words, changes.pages, changes.numbers.numbers

    def columns(group: list[str], _: Parts) -> Parts:
        """Return the words, their stems and their postings, each as one text."""
        entries = {word: entry for row in group for word, entry in words.row(row).items()}
        stems, postings, *_rest = zip(*entries.values(), strict=True)
        return [[0, [" ".join(entries), " ".join(stems), "'".join(postings)]]]

    def texts(group: list[str], known: Parts) -> Parts:
        """Return the texts of pages in blocks, the name of one that has the same pages as before if none changed."""
        sizes = {key: entry[0] for row in group for key, entry in pages.row(row).items()}
        same_pages = changes.numbers.before.keys() == changes.numbers.after.keys()
        ends = accumulate(number for number, _ in known)
        names = {(end, number): name for end, (number, name) in zip(ends, known, strict=True)} if same_pages else {}
        blocks: Parts = []
        end = 0
        for keys in _blocks(sizes):
            end += len(keys)
            name = names.get((end, len(keys))) if changes.numbers.entries.keys().isdisjoint(keys) else None
            blocks.append([len(keys), name or [_texts(load(key[2:])) for key in keys]])
        return blocks

    groups = grouped(words.sizes, _SHARD)
    shards = yield from _parts("s", summary, groups, changes.rows, columns)
    lists = yield from _lists(tables, changes.lists)
    blocks = yield from _parts("t", summary, numbers.groups, changes.numbers.rows, texts)
    facets = yield from _facets(summary, changes)
    manifest = {
        "digits": DIGITS,
        "more": MORE,
        "stop": " ".join(sorted(STOP_WORDS)),
        "questions": QUESTION_WORDS,
        "starts": [next(iter(words.row(group[0]))) if not group[0] else group[0] for group in groups],
        "shards": [name for _, name in shards],
        "lists": {kind: {name[1:]: file for name, file in lists.items() if name[0] == kind} for kind in "wn"},
        "slot": SLOT,
        "slots": numbers.slots,
        "counts": numbers.counts,
        "firstPages": [*accumulate((number for number, _ in blocks[:-1]), initial=0)],
        "blocks": [name for _, name in blocks],
        "facets": facets,
    }
    yield "index", _script("index", json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))


def _blocks(sizes: Mapping[str, int]) -> list[list[str]]:
    """Return the pages in lists, each closed when it exceeds a size; a short rest belongs to the last one."""
    found: list[list[str]] = [[]]
    held = 0
    for key, size in sizes.items():
        if held > _BLOCK:
            found.append([])
            held = 0
        found[-1].append(key)
        held += size
    if len(found) > 1 and held < _BLOCK // 3:
        found[-2:] = [found[-2] + found[-1]]
    return found


def _parts(
    kind: str,
    summary: MutableMapping[str, Any],
    groups: Iterable[list[str]],
    changed: Set[str],
    contents: Callable[[list[str], Parts], Parts],
) -> Generator[tuple[str, str | None], None, Parts]:
    """Yield the files of each group of rows, made only if one of these changed; return all with their names.

    `contents` takes a group and its previous files, whose names it may give instead of contents.
    """
    known: dict[str, Parts] = summary.get(kind, {})
    now: dict[str, Parts] = {}
    for group in groups:
        parts = known.get(_name(group), [])
        if not parts or not changed.isdisjoint(group):
            parts = contents(group, parts)
        now[_name(group)] = found = []
        for number, content in parts:
            if isinstance(content, str):
                yield content, None
                found.append([number, content])
            else:
                found.append([number, (yield from _put(kind, content))])
    if now != known:
        summary[kind] = now
    return [part for parts in now.values() for part in parts]


def _name(group: list[str]) -> str:
    """Return a text that stays the same while a group has the same rows, none of which changed."""
    return f"{len(group)} {group[0]}"


def _lists(tables: Tables, changed: Set[str]) -> Generator[tuple[str, str | None], None, dict[str, str]]:
    """Yield the lists of words; return the name of each one's file."""
    known, now = tables["summary"].get("lists", {}), {}
    for name in sorted(known.keys() | changed):
        if name not in changed:
            now[name] = known[name]
            yield now[name], None
        elif listed := tables["lists"].get(name):
            now[name] = yield from _put(name[0], listed)
    if now != known:
        tables["summary"]["lists"] = now
    return now


def _facets(summary: MutableMapping[str, Any], changes: Changes) -> Generator[tuple[str, str | None], None, str]:
    """Yield kind and facet values of every page, run-length encoded; return the name of the file."""
    pairs = [tuple(entry and entry[1] for entry in pair) for pair in changes.numbers.entries.values()]
    name: str = summary.get("facets", "")
    if name and all(old == new for old, new in pairs):
        yield name, None
        return name
    known: dict[str, Any] = summary.get("facet values", {})
    counted = [Counter(each) for each in known.get("counted", [{}] * len(FACETS))]
    for old, new in pairs:
        for counts, values, new_values in zip(counted, old or _NO_FACETS, new or _NO_FACETS, strict=True):
            counts.subtract(values)
            counts.update(new_values)
    counted = [+counts for counts in counted]
    shown = [sorted(sorted(each, key=lambda value: (-each[value], value))[:_MAX_FACET_VALUES]) for each in counted]
    pieces = {}
    for group in changes.numbers.numbers.groups:
        same = changes.numbers.rows.isdisjoint(group) and shown == known.get("shown")
        piece = known["pieces"].get(_name(group)) if same else None
        pieces[_name(group)] = piece or _piece(changes.pages, group, shown)
    kinds, *chosen = (join_runs(piece[place] for piece in pieces.values()) for place in range(len(FACETS) + 1))
    table: dict[str, Any] = {"kind": kinds}
    table |= {facet: {"values": shown[place], "of": chosen[place]} for place, facet in enumerate(FACETS)}
    name = yield from _put("f", table)
    summary["facets"] = name
    summary["facet values"] = {"counted": counted, "shown": shown, "pieces": pieces}
    return name


def _piece(pages: Ranges, group: list[str], shown: list[list[str]]) -> list[list[Any]]:
    """Return kinds and facet values of a group of pages: the places of those that are offered."""
    entries = [(key, entry[1]) for row in group for key, entry in pages.row(row).items()]
    places = [{value: place for place, value in enumerate(values)} for values in shown]
    chosen = [
        runs([own[value] for value in facets[number] if value in own] for _, facets in entries)
        for number, own in enumerate(places)
    ]
    return [runs(KINDS[int(key[0])] for key, _ in entries), *chosen]


def _put(kind: str, content: Any) -> Generator[tuple[str, str], None, str]:
    """Yield a file whose name contains its digest; return that name without suffix."""
    shown = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    name = f"{kind}{hashlib.sha256(shown.encode()).hexdigest()[:7]}"
    yield name, _script(name, shown)
    return name


def _script(name: str, shown: str) -> str:
    return f'recapSearch.put("{name}",{shown})\n'


def _texts(page: SearchDocument) -> list[Any]:
    """Return `[address, kind, title, context, [[anchor, heading, text], …]]`."""
    texts = [[each.anchor, each.heading, each.text] for each in page.sections]
    return [page.url, page.kind, page.title, page.context, texts]
