"""Good files made bad, as newcomers do it and as nobody would: each is reported at its line."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from recap.content.settings import read_settings
from recap.core.diagnostics import Diagnostic
from recap.lint.runner import check_content
from tests.site_fixtures import EVENT, FIXTURES, HOME

GOOD = FIXTURES / "sites" / "full"
SETTINGS, _ = read_settings(GOOD / "mkdocs.yml")
Mutation = Callable[[list[str], random.Random], tuple[int, str]]
"""Changes the lines of a good talk; returns the line (from 1) and a pattern of the codes that may be reported there."""


def key_lines(lines: list[str], *keys: str) -> list[int]:
    """The indexes of the lines of the front matter that start with one of the keys, or with any key."""
    end = lines.index("---", 1)
    wanted = "|".join(keys) or r"\w+"
    return [number for number in range(1, end) if re.match(rf"(?:{wanted}):", lines[number])]


def set_value(key: str, value: str, codes: str) -> Mutation:
    """A mutation that gives a key a value."""

    def mutate(lines: list[str], _: random.Random) -> tuple[int, str]:
        found = key_lines(lines, key)
        if not found:
            lines.insert(1, f"{key}: x")
            found = [1]
        end = found[0] + 1
        while lines[end].startswith((" ", "\t", "-")) and lines[end] != "---":
            del lines[end]
        lines[found[0]] = f"{key}: {value}"
        return found[0] + 1, codes

    return mutate


def add_to_text(text: str, codes: str) -> Mutation:
    """A mutation that adds a paragraph to the body."""

    def mutate(lines: list[str], _: random.Random) -> tuple[int, str]:
        lines += ["", text]
        return len(lines), codes

    return mutate


def misspell_a_key(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """Two letters of a key exchanged."""
    number = chance.choice(key_lines(lines))
    key = lines[number].partition(":")[0]
    place = chance.choice([at for at in range(len(key) - 1) if key[at] != key[at + 1]])
    lines[number] = key[:place] + key[place + 1] + key[place] + key[place + 2 :] + lines[number][len(key) :]
    return number + 1, "E103"


def double_a_key(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A line copied below itself."""
    number = chance.choice(key_lines(lines, "title", "date", "language", "order", "type", "summary"))
    lines.insert(number + 1, lines[number])
    return number + 2, "E105"


def indent_by_a_tab(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A tab for the spaces before an item."""
    end = lines.index("---", 1)
    number = chance.choice([each for each in range(1, end) if lines[each].startswith("  - ")])
    lines[number] = "\t" + lines[number].strip()
    return number + 1, "E105"


def forget_a_colon(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A key without its colon."""
    number = chance.choice(key_lines(lines, "date", "language", "type"))
    lines[number] = lines[number].replace(":", "", 1)
    return number + 1, "E105"


def forget_a_quote(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A text whose quote is never closed."""
    number = chance.choice([each for each in key_lines(lines) if lines[each].endswith('"')])
    lines[number] = lines[number][:-1]
    return number + 1, "E105"


def forget_the_fence(lines: list[str], _: random.Random) -> tuple[int, str]:
    """A front matter that never ends."""
    lines.remove("---")
    lines.insert(0, lines.pop(0))
    lines[:] = ["---", *[line for line in lines if line != "---"]]
    return 1, "E105"


def drop_a_required_key(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A line that must be there, taken out."""
    del lines[chance.choice(key_lines(lines, "title", "date"))]
    return 1, "E102"


def name_twice(lines: list[str], _: random.Random) -> tuple[int, str]:
    """The same person twice, once by id."""
    return set_value("speakers", "[Ana Foo, ana-foo]", "E114")(lines, random.Random(0))


def spoil_a_name(lines: list[str], chance: random.Random) -> tuple[int, str]:
    """A known name with its accent lost, or with a letter too many or too few."""
    name = chance.choice(
        ["Ines de la Garde", "INES DE LA GARDE", "Inès de la Gardde", "Théodule Pendillonn", "Rémi Carilloneau"]
    )
    return set_value("speakers", f"[{name}]", "W108")(lines, chance)


MUTATIONS: tuple[Mutation, ...] = (
    misspell_a_key,
    double_a_key,
    indent_by_a_tab,
    forget_a_colon,
    forget_a_quote,
    forget_the_fence,
    drop_a_required_key,
    name_twice,
    spoil_a_name,
    set_value("title", "L’heure: la suite", "E105"),
    set_value("title", '"' + "x" * 151 + '"', "E116"),
    set_value("title", "[a, b]", "E116"),
    set_value("title", "@home", "E105"),
    set_value("date", "12 mai", "E116"),
    set_value("date", "2026-02-30", "E116"),
    set_value("date", "2025-05-12", "E104"),
    set_value("start", "9", "E116"),
    set_value("duration", "une heure", "E116"),
    set_value("room", "Salle du pendule", "E112"),
    set_value("speakers", "Inès de la Garde", "E116"),
    set_value("speakers", '["Inès de la Garde & Théodule Pendillon"]', "E106"),
    set_value("speakers", "[ines-de-la-grade]", "E101"),
    set_value("speakers", '["Dr. Inès de la Garde"]', "W118"),
    set_value("speakers", '["Inès  de la Garde"]', "W107"),
    set_value("speakers", '["???"]', "E114"),
    set_value("speakers", "[]", "E102"),
    set_value("topics", "[&a cloche]", "E105"),
    set_value("topics", "[echapement]", "W108"),
    set_value("topics", "{cloche: x}", "E116"),
    set_value("language", "français", "E117"),
    set_value("level", "begginer", "E116"),
    set_value("type", "talc", "E116"),
    set_value("draft", "oui", "E116"),
    set_value("key_points", "[un, deux]", "E116"),
    set_value("sources", "[{title: a, url: example.org}]", "E111"),
    set_value("sources", '[{title: a, url: "https://bit.ly/x"}]', "W111"),
    set_value("aliases", "[../../x.html]", "E116"),
    set_value("summary", "!ENV SECRET", "E105"),
    add_to_text("Voir [ici](nulle-part.md).", "E119"),
    add_to_text("Voir [ici](#nulle-part).", "E119"),
    add_to_text("Voir [ici](/index.html).", "E119"),
    add_to_text("![](images/x.png)", "E115"),
    add_to_text("![Un plan](images/x.png)", "E115"),
    add_to_text("![Un plan](https://example.org/x.png)", "E121"),
    add_to_text("<script>alert(1)</script>", "E121"),
    add_to_text('<a href="x" onclick="y">z</a>', "E121"),
    add_to_text("[a](javascript:alert(1))", "E121"),
    add_to_text("Un mot.\n{: .x }", "E121"),
    add_to_text("[a](https://ana:secret@example.org/)", "E111"),
    add_to_text("Un \x08 mot.", "E105"),
)


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the good files. Nobody is withdrawn in it: pictures would be searched for a name at each check."""
    folder = tmp_path_factory.mktemp("mutations") / "docs"
    shutil.copytree(GOOD / "docs", folder)
    (folder / "intervenants/zephyrin-malaquais.md").unlink()
    return folder


def reported(docs: Path, src_uri: str, raw: bytes) -> list[Diagnostic]:
    """The problems of one file of the content when it holds these bytes."""
    path = docs / src_uri
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(raw)
    try:
        found = check_content(docs, SETTINGS).diagnostics
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
    return [diagnostic for diagnostic in found if diagnostic.path.endswith(src_uri)]


def can_be_mutated(path: Path) -> bool:
    """Whether a file is a talk that is published, has speakers and no parts."""
    content = path.read_text("utf-8")
    return "\nspeakers:\n" in content and not re.search(r"^(parts|draft):", content, re.MULTILINE)


TALKS = sorted(
    path.relative_to(GOOD / "docs").as_posix() for path in (GOOD / "docs").glob("*-20*/*.md") if can_be_mutated(path)
)
ROUNDS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in range(1, 6))]


@pytest.mark.no_cover  # what other tests cover, many times over
@pytest.mark.parametrize("turn", ROUNDS)
@pytest.mark.parametrize("number", range(len(MUTATIONS)))
def test_a_mistake_is_reported_at_its_line(docs: Path, number: int, turn: int) -> None:
    """Each of fifty mistakes, made in good talks, is reported with its code, on the line where it was made."""
    chance = random.Random(number + turn * len(MUTATIONS))
    src_uri = TALKS[(number + turn * 5) % len(TALKS)]
    lines = (docs / src_uri).read_text("utf-8").rstrip("\n").split("\n")
    line, code = MUTATIONS[number](lines, chance)
    found = reported(docs, src_uri, "\n".join(lines).encode())
    assert [each for each in found if each.line == line + ("\n" in lines[-1]) and each.code == code], (line, found)


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (b"", 1, "E102"),
        (b"---\n---\n", 1, "E102"),
        ("---\ntitle: é\n---\n".encode("latin-1"), 2, "E105"),
        ("---\ntitle: é\n---\n".encode("utf-16"), 1, "E105"),
        (b"\x00\x01\x02\xff\xfe", 1, "E105"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1, "E105"),
        (b"a" * 5_000_000, 1, "E105"),
        (b"---\ntitle: " + b"a" * 5_000_000 + b"\n---\n", 1, "E105"),
        (b"---\ntitle: a\ntopics: " + b"[" * 30_000 + b"\n---\n", 3, "E105"),
        (b"---\n" + b"".join(b"k%d: 1\n" % number for number in range(500)) + b"---\n", 2, "E103"),
        (b"---\n" + b"".join(b"k%d: 1\n" % number for number in range(4_000)) + b"---\n", 502, "E105"),
        (b"---\r\ntitle: a\rdate: b\r\n---\r\n", 3, "E116"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_hardly_a_file_is_reported(docs: Path, raw: bytes, line: int, code: str) -> None:
    """Empty, in another encoding, binary, enormous, nested or crowded: a message at the place, and no traceback."""
    found = reported(docs, "rencontres-2026/zzz.md", raw)
    assert [each for each in found if (each.line, each.code) == (line, code)], found[:5]


def test_an_address_that_is_taken(docs: Path) -> None:
    """A file whose name comes to the address of another is reported, in its first line."""
    raw = (docs / "rencontres-2026/pigeons.md").read_bytes()
    for name in ("Pigeons.md", "pig-eons-.md", "pig eons.md"):
        found = reported(docs, f"rencontres-2026/{name}", raw)
        assert [each for each in found if (each.line, each.code) == (1, "E114")], found


def test_real_descriptions_pass_as_they_are(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """Of 50 real descriptions pasted unchanged half have no error, and no markup is reported that is not there."""
    found = []
    with gzip.open(shared("corpora/pyvideo.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            text = (json.loads(line).get("description") or "").replace("\r\n", "\n").replace("\r", "\n")
            if len(text) > 200 and re.search(r"[<`*_\[]", text):
                found.append(text)
    docs = tmp_path / "docs"
    (docs / "rencontre").mkdir(parents=True)
    (docs / "index.md").write_text(HOME, "utf-8")
    (docs / "rencontre/index.md").write_text(EVENT, "utf-8")
    chosen = random.Random(50).sample(found, 50)
    for number, text in enumerate(chosen):
        head = f"---\ntitle: Talk {number}\nspeakers: [Ana Foo]\ndate: 2026-05-01\n---\n"
        (docs / f"rencontre/talk-{number}.md").write_text(head + text, "utf-8")
    diagnostics = check_content(docs, SETTINGS).diagnostics
    errors = [
        [each for each in diagnostics if each.path.endswith(f"/talk-{number}.md") and each.level == "error"]
        for number in range(50)
    ]
    assert statistics.median(len(each) for each in errors) == 0
    for number, each in enumerate(errors):
        for diagnostic in each:
            if diagnostic.code == "E121":
                assert re.search(r"<[a-z/!]|\]\(\s*\w+:", chosen[number], re.IGNORECASE), (diagnostic, chosen[number])
