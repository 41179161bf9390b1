"""Measure how names are recognised, on the speakers of pyvideo's talks.

`python -m benchmarks.names [--sample 300] [--source FILE]`. Nine of ten names are known, the tenth is held out. A
sample of the known ones is spelt differently (case, accents, hyphens) and with one typing error; the held-out ones are
other people. Precision: of the answers, how many are right. Recall: of what should be found, how much is.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import corpus
from recap.authoring.scaffold import find_person
from recap.catalogue.models import Catalogue
from recap.catalogue.resolver import resolve
from recap.content.loader import parse_files
from recap.content.settings import Settings
from recap.core import text


def speakers(source: Path) -> list[str]:
    """The distinct names of a file of talks, one a person: names that give the same address count once."""
    found: dict[str, str] = {}
    for talk in corpus.read_talks(source, 30_000):
        for name in talk.get("speakers", []):
            clean = text.collapse(name)
            if " " in clean and text.slug(clean) and clean.isprintable():
                found.setdefault(text.slug(clean), clean)
    return [found[key] for key in sorted(found)]


def catalogue_of(names: list[str]) -> Catalogue:
    """A catalogue in which these people spoke, fifty a talk."""
    head = {"kind": "event", "title": "E", "start_date": "2016-01-01", "end_date": "2016-01-01", "timezone": "UTC"}
    records: dict[str, dict[str, Any]] = {"e/index.md": {**head, "summary": "S."}}
    for number in range(0, len(names), 50):
        people = [{"name": name} for name in names[number : number + 50]]
        records[f"e/t{number}.md"] = {"title": "T", "speakers": people, "date": "2016-01-01"}
    contents = ((src_uri, f"---\n{json.dumps(record)}\n---\n".encode()) for src_uri, record in records.items())
    files, _ = parse_files(contents, Settings())
    return resolve(files, Settings(), collate=False).catalogue


def typing_error(name: str, chance: random.Random) -> str:
    """One letter dropped, doubled, changed, or exchanged with the next."""
    place = chance.randrange(1, len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return chance.choice(
        [before + after, before + letter * 2 + after, before + chance.choice("aeinrst") + after,
         before + after[:1] + letter + after[1:]]
    )  # fmt: skip


def main() -> None:
    """Ask for every name of the sample, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--source", type=Path, default=corpus.SOURCE)
    options = parser.parse_args()
    if not options.source.is_file():
        print("Names: no corpus at hand, nothing measured.")
        return
    chance = random.Random(1)
    names = speakers(options.source)
    chance.shuffle(names)
    held_out, known = names[: len(names) // 10], names[len(names) // 10 :]
    catalogue = catalogue_of(known)
    folded = {text.fold(name): name for name in known}
    print(f"Names: {len(known)} known, {len(held_out)} held out, {options.sample} of each kind asked for…", flush=True)

    def recognised(name: str) -> str | None:
        match = find_person(catalogue, name)
        return match.name if match.known else None

    def proposed(name: str) -> str | None:
        match = find_person(catalogue, name)
        return match.near[0] if match.near and not match.known else match.name if match.known else None

    def warned(name: str) -> str | None:
        key = text.fold(name)
        near = [
            one if other == key else other
            for one, other in text.one_letter_apart([*folded, key])
            if key in (one, other)
        ]
        return folded[key] if key in folded else folded[near[0]] if near else None

    variants: dict[str, tuple[Callable[[str], str], Callable[[str], str | None]]] = {
        "recognised: another case": (str.upper, recognised),
        "recognised: accents lost": (text.strip_accents, recognised),
        "recognised: hyphens for spaces": (lambda name: name.replace(" ", "-"), recognised),
        "proposed first: one typing error": (lambda name: typing_error(name, chance), proposed),
        "warned of (W108): one typing error": (lambda name: typing_error(name, chance), warned),
    }
    sample = chance.sample(known, options.sample)
    others = chance.sample(held_out, min(options.sample, len(held_out)))
    print("\n| | precision | recall | other people taken for known ones |\n| --- | --- | --- | --- |")
    for label, (change, ask) in variants.items():
        answers = [(name, ask(change(name))) for name in sample]
        right = sum(1 for name, answer in answers if answer == name)
        wrong = sum(1 for name, answer in answers if answer not in (name, None))
        # A proposal is a question, asked of whoever types: only what is taken without asking counts against it.
        false = 0 if ask is proposed else sum(1 for name in others if ask(name) is not None)
        precision = right / (right + wrong + false) if right + wrong + false else 0
        shown = "asks" if ask is proposed else f"{false} of {len(others)}"
        print(f"| {label} | {precision:.3f} | {right / len(answers):.3f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
