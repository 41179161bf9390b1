"""Make a docs folder of real talks from a file of pyvideo's data, or of made-up ones where it is missing.

`python -m benchmarks.corpus FOLDER [--talks 1000] [--source pyvideo.jsonl.gz]` writes docs/ and mkdocs.yml in FOLDER.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from recap.core import text
from recap.core.text import INVISIBLE_CHARACTERS

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "tests" / "fixtures" / "mkdocs.yml"
SOURCE = ROOT.parent / "shared" / "corpora" / "pyvideo.jsonl.gz"
_SEVERAL = re.compile(r"\s*(?:[&;/+,]|\band\b|\bet\b|\bund\b)\s*", re.IGNORECASE)


def read_talks(source: Path, number: int) -> Iterator[dict[str, Any]]:
    """The first talks of a file of one JSON object a line."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        yield from itertools.islice(map(json.loads, lines), number)


def synthetic_talks(number: int) -> Iterator[dict[str, Any]]:
    """Talks with the same keys and about the same size, where the file is not at hand."""
    words = ["conteneur", "noyau", "orchestrateur", "réseau", "stockage", "isolation", "image", "registre", "appel"]
    for place in range(number):
        chosen = [words[(place * step) % len(words)] for step in range(1, 120)]
        yield {
            "title": f"Talk {place}: {chosen[3]} and {chosen[7]}",
            "description": " ".join(chosen).capitalize() + ".",
            "speakers": [f"Speaker {chr(65 + place % 26)}{place // 3}"],
            "recorded": (date(2016, 10, 4) + timedelta(days=place // 100 % 3)).isoformat(),
            "event": f"event-{place // 300}",
        }


def write_corpus(folder: Path, talks: Iterable[dict[str, Any]]) -> int:
    """Write docs/ and mkdocs.yml into a folder; returns the number of talks written."""
    by_event: dict[str, list[dict[str, Any]]] = {}
    for talk in talks:
        by_event.setdefault(text.slug(talk["event"]) or "event", []).append(talk)
    names: dict[str, str] = {}
    written = 0
    for event, members in by_event.items():
        days = sorted(_day(talk) for talk in members)
        _write(
            folder / "docs" / event / "index.md",
            {
                "kind": "event",
                "title": _short(event.replace("-", " ").title(), 150),
                "start_date": days[0],
                "end_date": days[-1],
                "timezone": "UTC",
                "summary": f"{len(members)} talks.",
            },
            "",
        )
        used = {"index", "programme"}
        for talk in members:
            name = base = text.slug(talk["title"])[:60].strip("-") or "talk"
            for number in itertools.count(2):
                if name not in used:
                    break
                name = f"{base}-{number}"
            used.add(name)
            _write(folder / "docs" / event / f"{name}.md", _front_matter(talk, names), _body(talk))
            written += 1
    _write(folder / "docs" / "index.md", {"kind": "page", "title": "Corpus"}, "A corpus of talks.\n")
    shutil.copy(CONFIG, folder / "mkdocs.yml")
    return written


def _front_matter(talk: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    title = _short(text.collapse(_clean(talk["title"])) or "Untitled", 150)
    summary = _short(text.collapse(_clean(talk.get("description") or "").split("\n\n")[0]), 300)
    record: dict[str, Any] = {"title": title, "speakers": _speakers(talk, names), "date": _day(talk)}
    if not record["speakers"]:
        record["no_speaker_reason"] = "Unknown"
    if summary:
        record["summary"] = summary
    words = dict.fromkeys(word for word in text.slug(title).split("-") if len(word) > 6)
    record["topics"] = list(words)[:3]
    record["recordings"] = [
        {"url": video["url"], "provider": video["type"]}
        for video in talk.get("videos", [])
        if re.fullmatch(r"https?://[\w.-]+/[\w./?=&%#-]+", video["url"])
    ]
    record["authors"] = []  # nobody knows who wrote the description
    return {key: value for key, value in record.items() if value or key in ("speakers", "authors")}


def _speakers(talk: dict[str, Any], names: dict[str, str]) -> list[dict[str, str]]:
    """One entry a person, of those whose name has a letter; who has another one's id is written like that one."""
    found = {}
    for entry in talk.get("speakers", []):
        for name in _SEVERAL.split(text.collapse(_clean(entry))):
            if re.search(r"[^\W\d_]", name) and text.slug(name):
                shown = names.setdefault(text.slug(name), _short(name, 300))
                found[shown] = {"name": shown if re.search(r"[\sA-Z]|[^\x00-\x7f]", shown) else shown.title()}
    return list(found.values())


def _body(talk: dict[str, Any]) -> str:
    """The description; its relative links, which lead nowhere here, are broken up, and HTML is shown as text."""
    found = _clean(talk.get("description") or "").replace("](", "] (").replace("]:", "] :")
    return re.sub(r"<(?=[a-zA-Z/!?])", "&lt;", found) + "\n"


def _clean(value: str) -> str:
    return INVISIBLE_CHARACTERS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _short(value: str, length: int) -> str:
    return value if len(value) <= length else value[: length - 1] + "…"


def _day(talk: dict[str, Any]) -> str:
    recorded = str(talk.get("recorded") or "")
    return recorded[:10] if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", recorded) else "2016-10-04"


def _write(path: Path, record: dict[str, Any], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(f"---\n{head}---\n{body}", "utf-8")


def make(folder: Path, number: int, source: Path | None) -> int:
    """A corpus of that many talks in a folder: those of a source, or without one made-up ones."""
    return write_corpus(folder, read_talks(source, number) if source else synthetic_talks(number))


def at_hand() -> Path | None:
    """The file of real talks, or None where it is missing."""
    return SOURCE if SOURCE.is_file() else None


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--talks", type=int, default=1000)
    parser.add_argument("--source", type=Path, default=at_hand())
    options = parser.parse_args()
    print(f"{make(options.folder, options.talks, options.source)} talks in {options.folder}")


if __name__ == "__main__":
    main()
