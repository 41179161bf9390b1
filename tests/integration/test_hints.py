"""What people write who know other tools, notations, languages: reported with what to write instead, or read as meant.

Each hint that proposes a text is obeyed here, and leads to no further complaint.
"""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from recap.content.frontmatter import parse
from recap.content.validation import validate
from recap.core.diagnostics import Diagnostic
from recap.lint.fixes import fixed_files
from recap.lint.runner import check_content
from tests.obeying import obeyed
from tests.site_fixtures import EVENT, HOME, french

HEAD = {
    "title": "title: A walk",
    "speakers": "speakers: [Ada Quill]",
    "date": "date: 2026-05-01",
    "start": 'start: "09:00"',
    "duration": "duration: 30",
}
TALK = "rencontre/a.md"
EVENT_FILE = EVENT.replace("kind: event\n", "kind: event\nrooms: [Hall, Attic]\n")
Case = tuple[str, str, str]
"""Key whose line is replaced, empty for one more line at the end; the lines; the message key."""


def talk(key: str, lines: str, body: str = "") -> str:
    """A good talk with other lines for one key, or with more lines at its end."""
    head = {**HEAD, key: lines} if key else {**HEAD, "more": lines}
    return "---\n" + "\n".join(line for line in head.values() if line) + f"\n---\n{body}"


def site(folder: Path, content: str, src_uri: str = TALK) -> Path:
    """The docs folder of a small site with one more file."""
    for name, text in ({"index.md": HOME, "rencontre/index.md": EVENT_FILE} | {src_uri: content}).items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "docs"


def reported(folder: Path, content: str, src_uri: str = TALK) -> list[Diagnostic]:
    """What the check says about one more file of a small site."""
    found = check_content(site(folder, content, src_uri), french()).diagnostics
    return [each for each in found if each.path.endswith(src_uri)]


def corrected(folder: Path, content: str, src_uri: str = TALK) -> tuple[str, list[Diagnostic]]:
    """The file after three rounds of check and obedience, and what is left to say."""
    for _ in range(3):
        if not (found := reported(folder, content, src_uri)):
            break
        content = obeyed(content, found)
    return content, reported(folder, content, src_uri)


YAML: tuple[Case, ...] = (
    ("title", "title: Notes on C # and F#", "E105.comment"),
    ("title", "title: Ticket #1, the #2 and # the rest", "E105.comment"),
    ("", "summary: First steps # and the last", "E105.comment"),
    ("", "summary: First steps\n  of C # and\n  of F#", "E105.comment"),
    ("", "original_title: Hall # 2", "E105.comment"),
    ("speakers", "speakers: [Ada Quill #she/her\n  , Bo Reed]", "E105.comment"),
    ("speakers", "speakers: [Ada Quill #she/her]", "E105.comment"),
    ("title", "title: #1 of the list", "E105.comment"),
    ("title", 'title: "C:\\temp and \\new"', "E105.escaped"),
    ("title", 'title: "C:\\backup"', "E105.escaped"),
    ("title", 'title: "\\n, \\r and other ends"', "E105.escaped"),
    ("title", 'title: "It\'s C:\\new"', "E105.escaped"),
    ("title", 'title: "\\d+ and \\w+"', "E105.escape"),
    ("title", 'title: "Docker" and what next', "E105.after_quote"),
    ("title", "title: 'Docker' and what next", "E105.after_quote"),
    ("title", "title: 'L'été'", "E105.after_quote"),
    ("title", 'title: "Docker", and what next', "E105.after_quote"),
    ("title", "title: “Docker: what next”", "E105.quotes"),
    ("title", "title: « Docker: what next »", "E105.quotes"),
    ("title", "title: „Docker: what next“", "E105.quotes"),
    ("title", "title: Docker: what next", "E105.colon"),
    ("title", "title：A walk", "E105.other_colon"),
    ("speakers", "speakers：[Ada Quill]", "E105.other_colon"),
    ("date", "date﹕2026-05-01", "E105.other_colon"),
    ("title", "title:A walk", "E105.no_space"),
    ("speakers", "speakers:[Ada Quill]", "E105.no_space"),
    ("date", "date:2026-05-01", "E105.no_space"),
    ("title", "title\u00a0: A walk", "E105.space"),
    ("title", "title:\u00a0A walk", "E105.space"),
    ("title", "title\u202f:\u202fA walk", "E105.space"),
    ("speakers", "speakers:\n\u00a0\u00a0- Ada Quill", "E105.space"),
    ("title", "title = A walk", "E105.no_colon"),
    ("date", "date 2026-05-01", "E105.no_colon"),
    ("speakers", "speakers [Ada Quill]", "E105.no_colon"),
    ("", "// not finished", "E105.remark"),
    ("", "; not finished", "E105.remark"),
    ("speakers", "speakers:\n  - Ada Quill\n  -Bo Reed", "E105.dash"),
    ("speakers", "speakers:\n  -Ada Quill\n  -Bo Reed", "E105.dash"),
    ("speakers", "speakers:\n  - Ada Quill\n    - Bo Reed", "E105.item"),
    ("speakers", "speakers:\n  • Ada Quill\n  • Bo Reed", "E105.bullet"),
    ("speakers", "speakers:\n  – Ada Quill\n  – Bo Reed", "E105.bullet"),
    ("speakers", "speakers:\n* Ada Quill\n* Bo Reed", "E105.bullet"),
    ("speakers", "speakers: - Ada Quill", "E105.list_below"),
    ("speakers", "speakers: [Ada Quill], [Bo Reed]", "E105.lists"),
    ("speakers", "speakers: [Ada Quill] [Bo Reed]", "E105.lists"),
    ("speakers", "speakers: [Ada Quill, Bo Reed", "E105.bracket"),
    ("speakers", "speakers: [{name: Ada Quill, role: Guide]", "E105.bracket"),
    ("speakers", "speakers:\n  - name: Ada Quill\n    role:Guide", "E105.no_space"),
    ("title", "  title: A walk", "E105.deep"),
    ("title", "title: *args explained", "E105.alias"),
    ("title", "title: &amp and friends", "E105.alias"),
    ("title", "title: !important", "E105.tag"),
    ("title", "title: [Draft] A walk", "E105.sign"),
    ("title", "title: {braces} explained", "E105.sign"),
    ("title", "title: @home", "E105.sign"),
    ("title", "title: `make` explained", "E105.sign"),
    ("title", "title: %s and %d", "E105.sign"),
    ("title", "title: > greater", "E105.sign"),
    ("title", "title: | or", "E105.sign"),
    ("title", "title: ? and !", "E105.sign"),
    ("title", "title: - a walk", "E105.sign"),
    ("title", "title: , a comma", "E105.sign"),
    ("title", "title: 'tis the season", "E105.quote"),
    ("title", 'title: "A walk', "E105.quote"),
    ("title", "title: A walk\n...", "E105.dots"),
    ("title", "title: ~", "E102.empty"),
    ("title", "title:", "E102.empty"),
    ("speakers", "speakers: [Ada\u200b Quill]", "W107.invisible"),
    ("speakers", "speakers: [Ada Qu\u00adill]", "W107.invisible"),
    ("title", "title: A\ufeff walk", "W107.invisible"),
    ("", "room: Ha\u2060ll", "W107.invisible"),
    ("speakers", "speakers: [“Ada Quill”]", "W107.signs"),
    ("speakers", "speakers: [« Ada Quill »]", "W107.signs"),
    ("speakers", "speakers:\n  - Ada Quill,\n  - Bo Reed,", "W107.signs"),
    ("speakers", "speakers: [{name:Ada Quill}]", "E105.no_space"),
    ("speakers", "speakers: [{name:Ada Quill, role: Guide}]", "E105.no_space"),
)
VALUES: tuple[Case, ...] = (
    ("start", "start: 2026-05-01T14:30", "E116.time"),
    ("start", "start: 1430", "E116.time"),
    ("start", 'start: "9"', "E116.time"),
    ("duration", 'duration: "1:30"', "E116.minutes"),
    ("duration", 'duration: "0:45"', "E116.minutes"),
    ("date", "date: 02/05/2026", "E116.date"),
    ("date", "date: 01-05-2026", "E116.date"),
    ("date", "date: 2 May", "E116.date"),
    ("date", "date: 1er mai", "E116.date"),
    ("speakers", "speakers: Ada Quill", "E116.list"),
    ("speakers", 'speakers: "[Ada Quill]"', "E116.list"),
    ("speakers", "speakers: {Ada Quill}", "E116.list"),
    ("speakers", "speakers: (Ada Quill)", "E116.list"),
    ("speakers", "speakers: Ada Quill et Bo Reed", "E116.list"),
    ("speakers", "speakers: Ada Quill + Bo Reed", "E116.list"),
    ("speakers", "speakers: Ada Quill / Bo Reed", "E116.list"),
    ("speakers", "speakers: Ada Quill, Bo Reed", "E116.list"),
    ("speakers", "speakers: [Ada Quill et Bo Reed]", "E106"),
    ("speakers", "speakers: [Ada Quill and Bo Reed]", "E106"),
    ("speakers", "speakers: [Ada Quill + Bo Reed]", "E106"),
    ("speakers", "speakers: [Ada Quill / Bo Reed]", "E106"),
    ("", "topics: docker, seccomp", "E116.list"),
    ("", "level: débutant", "E116.choice"),
    ("", "level: Beginner", "E116.choice"),
    ("", "level: beginner;", "E116.choice"),
    ("", "type: atelier", "E116.choice"),
    ("", "type: Lightning Talk", "E116.choice"),
    ("", "type: Podiumsdiskussion", "E116.choice"),
    ("", "language: English", "E117.language"),
    ("", "language: español", "E117.language"),
    ("", "language: en_US", "E117.language"),
    ("", "draft: non", "E116.flag"),
    ("", "draft: no", "E116.flag"),
    ("title", "title: [A walk]", "E116.text"),
    ("", "sources: [{title: x, url: www.example.org/a}]", "E111"),
)
KEYS: tuple[Case, ...] = (
    ("speakers", "presenter: Ada Quill", "E103.means"),
    ("speakers", "orateurs: [Ada Quill]", "E103"),
    ("speakers", "intervenante: Ada Quill", "E103.means"),
    ("speakers", "Referent: Ada Quill und Bo Reed", "E103.means"),
    ("speakers", "ponentes:\n  - Ada Quill\n  - Bo Reed", "E103"),
    ("speakers", "speaker: Ada Quill", "E103.means"),
    ("speakers", "Speakers: [Ada Quill]", "E103"),
    ("speakers", "speakers: [{speaker: Ada Quill}]", "E103"),
    ("speakers", "speakers: [{Ada Quill: ACME}]", "E103.entry"),
    ("title", "titre: A walk", "E103"),
    ("title", "name: A walk", "E103"),
    ("title", "Titel: A walk", "E103"),
    ("date", "day: 1 May 2026", "E103"),
    ("date", "fecha: 2026-05-01", "E103"),
    ("date", "jour: 1er mai 2026", "E103"),
    ("start", "time: 14h30", "E103"),
    ("start", "heure_de_début: 1430", "E103.means"),
    ("start", "Uhrzeit: 14.30 Uhr", "E103"),
    ("duration", 'end: "09:45"', "E103.means"),
    ("duration", "length: 45 min", "E103"),
    ("duration", "durée: 1:30", "E103.means"),
    ("", "description: What was said.", "E103"),
    ("", "résumé: What was said.", "E103"),
    ("", "salle: Hall", "E103"),
    ("", "where: Hall", "E103"),
    ("", "Raum: Hall", "E103"),
    ("", "tags: [containers]", "E103"),
    ("", "mots-clés: containers, seccomp", "E103.means"),
    ("", "etiquetas: containers", "E103.means"),
    ("", "slides: https://example.org/a.pdf", "E103.means"),
    ("", "slides:\n  - https://example.org/a.pdf", "E103.means"),
    ("", "github: https://example.org/code", "E103.means"),
    ("", "link: https://example.org/", "E103.means"),
    ("", "video: https://example.org/v", "E103.means"),
    ("", "vidéo: https://example.org/v", "E103.means"),
    ("", "niveau: débutant", "E103.means"),
    ("", "difficulty: Beginner", "E103.means"),
    ("", "format: atelier", "E103.means"),
    ("", "langue: français", "E103.means"),
    ("", "auteur: Ada Quill", "E103.means"),
    ("", "takeaways: [One., Two., Three.]", "E103"),
    ("", "brouillon: non", "E103.means"),
    ("", "layout: post", "E103.nothing"),
    ("", "event: rencontre", "E103.nothing"),
    ("", "slug: a-walk", "E103.nothing"),
    ("", "content: Once.", "E103.below"),
    ("", "presenter: Ada Quill", "E103.there"),
    ("", "titel: A walk", "E103.there"),
)


@pytest.mark.parametrize(("key", "lines", "wording"), [*YAML, *VALUES, *KEYS], ids=lambda value: value[:40])
def test_whoever_does_what_the_hint_says_is_done(tmp_path: Path, key: str, lines: str, wording: str) -> None:
    """Each mistake is reported as what it is, on its line; its hint, obeyed, leaves nothing to say."""
    content = talk(key, lines)
    first = content.split("\n").index(lines.split("\n", maxsplit=1)[0]) + 1
    found = reported(tmp_path, content)
    at_lines = range(first, first + 1 + lines.count("\n"))
    assert any(each.message_key == wording and each.line in at_lines for each in found), found
    after, left = corrected(tmp_path, content)
    assert not left, (after, left)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("start: 14h30", "start", time(14, 30)),
        ("start: 9:30", "start", time(9, 30)),
        ("start: 2:30 pm", "start", time(14, 30)),
        ("start: 12 am", "start", time(0)),
        ('start: "10.50"', "start", time(10, 50)),
        ('start: "14:30:00"', "start", time(14, 30)),
        ("start: 14 h 30", "start", time(14, 30)),
        ("start: 14.30 Uhr", "start", time(14, 30)),
        ("start: 14：30", "start", time(14, 30)),
        ("duration: 45 min", "duration", 45),
        ("duration: PT45M", "duration", 45),
        ("duration: 1h30", "duration", 90),
        ("duration: 1.5h", "duration", 90),
        ("duration: 90 minutes", "duration", 90),
        ("duration: 45'", "duration", 45),
        ("date: 2 mai 2026", "date", date(2026, 5, 2)),
        ('date: "May 2nd, 2026"', "date", date(2026, 5, 2)),
        ("date: Samstag, 2. Mai 2026", "date", date(2026, 5, 2)),
        ("date: 2 de mayo de 2026", "date", date(2026, 5, 2)),
        ("date: 2026-5-2", "date", date(2026, 5, 2)),
        ("date: 20260502", "date", date(2026, 5, 2)),
        ("date: 2026–05–02", "date", date(2026, 5, 2)),
        ("date: “2026-05-02”", "date", date(2026, 5, 2)),
        ("date: ２０２６-05-02", "date", date(2026, 5, 2)),
        ("date: 2026-05-02,", "date", date(2026, 5, 2)),
    ],
)  # fmt: skip
def test_a_value_with_one_reading_is_read(tmp_path: Path, line: str, key: str, value: object) -> None:
    """A time, a duration or a day that can mean one thing only is taken for it, and nothing is said."""
    assert not reported(tmp_path, talk(key, line))
    record, _ = validate("talk", parse(talk(key, line), "a.md")[0])
    assert getattr(record, key) == value


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("title: 2.10", "2.10"),
        ("title: no", "no"),
        ("title: 12:30", "12:30"),
        ("title: 0x1F", "0x1F"),
        ("title: “Typographic”", "“Typographic”"),
        ("title: C# and F#", "C# and F#"),
        ('title: "C # and F"  # a remark', "C # and F"),
        ("# a remark\ntitle: A walk", "A walk"),
        ('title: "\\u00e9 and a\\\\b"', "é and a\\b"),
        ("title: \tTabbed", "Tabbed"),
    ],
)
def test_a_text_stays_as_it_is_written(tmp_path: Path, line: str, shown: str) -> None:
    """What YAML would take for a number or a flag, and what it reads as it is meant, is kept, and nothing is said."""
    assert not reported(tmp_path, talk("title", line))
    assert parse(talk("title", line), "a.md")[0].data["title"] == shown


BODIES = {
    "toml": ('+++\ntitle = "A walk"\nspeakers = ["Ada Quill"]\ndate = 2026-05-01\n+++\nOnce.\n', "E105.toml", 1),
    "toml with a remark": ('+++\n# mine\ntitle = "A walk"\ndate = 2026-05-01\n+++\nOnce.\n', "E105.toml", 1),
    "json": ('{\n  "title": "A walk",\n  "date": "2026-05-01"\n}\n\nOnce.\n', "E105.json", 1),
    "json with signs": (';;;\n{"title": "A walk", "date": "2026-05-01"}\n;;;\nOnce.\n', "E105.json", 1),
    "no fence": ("title: A walk\ndate: 2026-05-01\nspeakers: Ada Quill\n\nOnce.\n", "E105.no_fence", 1),
    "four hyphens": ("----\ntitle: A walk\ndate: 2026-05-01\n----\nOnce.\n", "E105.fence", 1),
    "dashes": ("———\ntitle: A walk\ndate: 2026-05-01\n———\nOnce.\n", "E105.fence", 1),
    "a space before": (" ---\ntitle: A walk\ndate: 2026-05-01\n ---\nOnce.\n", "E105.fence", 1),
    "an empty line first": ("\n---\ntitle: A walk\ndate: 2026-05-01\n---\nOnce.\n", "E105.late", 2),
    "a mark and an empty line": ("\ufeff\n---\ntitle: A walk\ndate: 2026-05-01\n---\nOnce.\n", "E105.late", 2),
    "a code block": ("```yaml\n---\ntitle: A walk\ndate: 2026-05-01\n---\n```\nOnce.\n", "E105.fenced", 1),
    "open": ("---\ntitle: A walk\ndate: 2026-05-01\n\nOnce upon a time.\nA fox: x\n\n---\n", "E105.unclosed_above", 1),
    "none": ("# A walk\n\nOnce.\n", "E102.no_front_matter", 1),
    "empty": ("---\n---\nOnce.\n", "E102.empty_front_matter", 1),
    "nothing": ("", "E102.no_front_matter", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_front_matter_of_another_tool_is_called_what_it_is(tmp_path: Path, name: str) -> None:
    """One diagnostic, at its place, and the way from there: a few hints later the file passes."""
    content, wording, line = BODIES[name]
    found = reported(tmp_path, content)
    assert [(each.message_key, each.line) for each in found if each.code != "W107"] == [(wording, line)]
    after, left = corrected(tmp_path, content)
    assert not left, (after, left)


@pytest.mark.parametrize("src_uri", ["intervenants/ada-quill.md", "sujets/seccomp.md", "a-propos.md"])
def test_a_file_that_starts_with_its_text_gets_its_own_beginning(tmp_path: Path, src_uri: str) -> None:
    """The lines to paste are those that the kind of file needs, with the heading as its title."""
    after, left = corrected(tmp_path, "# Ada Quill\n\nShe walks.\n", src_uri)
    assert not left
    assert re.match(r"---\n(name|title): Ada Quill\n", after)


@pytest.mark.parametrize("name", ["toml", "json", "json with signs", "an empty line first", "toml with a remark"])
def test_fix_converts_what_it_can_read_whole(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--fix` writes the same keys as YAML; comments on lines of their own are kept, the text stays."""
    monkeypatch.chdir(tmp_path)
    site(tmp_path, BODIES[name][0])
    fixed = fixed_files(check_content(Path("docs"), french()).diagnostics)[f"docs/{TALK}"]
    document, found = parse(fixed, "a.md")
    assert not found
    assert (document.data["title"], document.data["date"], document.body.strip()) == ("A walk", "2026-05-01", "Once.")
    assert ("# mine\n" in fixed) == ("remark" in name)


def test_fix_leaves_toml_whose_comments_it_would_lose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment behind a value has no place of its own: the file is left to its author."""
    monkeypatch.chdir(tmp_path)
    site(tmp_path, BODIES["toml"][0].replace('walk"\n', 'walk" # mine\n'))
    found = check_content(Path("docs"), french()).diagnostics
    assert [each.message_key for each in found] == ["E105.toml"]
    assert fixed_files(found) == {}


def test_what_is_missing_is_said_at_once(tmp_path: Path) -> None:
    """Every missing key of a record, each with a line that fits its event; then nothing new comes up."""
    found = reported(tmp_path, "---\nsummary: What was said.\n---\nOnce.\n")
    assert [each.args["key"] for each in found] == ["title", "date", "speakers"]
    assert found[1].args["example"] == "date: 2026-05-01"
    assert corrected(tmp_path, "---\nsummary: What was said.\n---\nOnce.\n")[1] == []
    index = reported(tmp_path, "---\nkind: event\n---\n", "rencontre-2/index.md")
    assert [each.args["key"] for each in index] == ["title", "start_date", "end_date", "timezone", "summary"]
    topic = reported(tmp_path, "---\nkind: topic\n---\n", "sujets/x.md")
    assert [each.args["key"] for each in topic] == ["title", "summary"]


def test_a_record_with_faults_is_looked_through(tmp_path: Path) -> None:
    """Names, topics, room and day of a talk are checked whatever else is wrong with it, in the same round."""
    lines = [
        "speakers: [marlowq, Bo Reed & Ada Quill]",
        "date: tomorrow",
        "room: Cellar",
        'topics: ["", "a  b"]',
        "qqq: x",
    ]
    found = reported(tmp_path, "---\n" + "\n".join(lines) + "\n---\n")
    assert sorted((each.code, each.line) for each in found) == [
        ("E101", 2),
        ("E102", 1),
        ("E103", 6),
        ("E106", 2),
        ("E112", 4),
        ("E116", 3),
        ("E116", 5),
        ("W107", 5),
    ]
    late = reported(tmp_path, talk("date", "date: 2026-06-01").replace("title: A walk", "titel: A walk"))
    assert [each.code for each in late] == ["E103", "E104"]


def test_the_talks_of_a_broken_event_are_looked_through(tmp_path: Path) -> None:
    """An event without its time zone still has its days and its rooms."""
    docs = site(tmp_path, talk("date", "date: 2026-06-01\nroom: Cellar"))
    (docs / "rencontre/index.md").write_text(EVENT_FILE.replace("timezone: Europe/Paris\n", ""), "utf-8")
    assert {each.code for each in check_content(docs, french()).diagnostics} == {"E102", "E104", "E112"}


def test_one_fault_is_said_once(tmp_path: Path) -> None:
    """A misspelt key that must be there is not missing too, in a record and in an entry."""
    assert [each.code for each in reported(tmp_path, talk("speakers", "speaker: [Ada Quill]"))] == ["E103"]
    assert [each.code for each in reported(tmp_path, talk("title", "titel: x"))] == ["E103"]
    assert [each.code for each in reported(tmp_path, talk("speakers", "speakers: [{nme: Ada Quill}]"))] == ["E103"]
    both = reported(tmp_path, talk("speakers", "speakers: [{qqq: x}]"))
    assert [each.code for each in both] == ["E102", "E103"]


def test_several_words_for_one_key_come_together(tmp_path: Path) -> None:
    """What belongs into one key is proposed as one line, at the first of the words."""
    lines = ["name: Ada Quill", "company: ACME", "job: Guide", "website: https://example.org", 'twitter: "@quill"']
    person = "\n".join(["---", *lines, "bio: x", "---", ""])
    found = reported(tmp_path, person, "intervenants/ada-quill.md")
    assert found[0].args["line"] == "affiliations: [{organisation: ACME, role: Guide}]"
    assert [each.message_key for each in found] == [
        "E103.means",
        "E103.there",
        "E103.means",
        "E103.there",
        "E103.below",
    ]
    assert corrected(tmp_path, person, "intervenants/ada-quill.md")[1] == []


def test_invisible_signs_that_a_script_needs_stay(tmp_path: Path) -> None:
    """Joiners, and U+200B between Thai words, are no fault; a change of direction is an error."""
    assert not reported(tmp_path, talk("title", "title: ภาษา\u200bไทย, می\u200cخواهم"))
    assert [each.message_key for each in reported(tmp_path, talk("title", "title: A\u202e walk"))] == ["E105.character"]


def test_names_are_read_without_signs_that_nobody_sees(tmp_path: Path) -> None:
    """A warning stops no build: the name is the one that people see."""
    docs = site(tmp_path, talk("speakers", "speakers: [Ada\u200b Qu\u00adill]"))
    checked = check_content(docs, french())
    assert [each.message_key for each in checked.diagnostics] == ["W107.invisible", "W107.invisible"]
    assert [*checked.catalogue.people] == ["ada-quill"]
    assert checked.catalogue.people["ada-quill"].name == "Ada Quill"
