"""Starting a file: names that are known, YAML that our reader takes back, nothing overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from recap.authoring import scaffold
from recap.catalogue.models import Catalogue
from recap.cli import main
from recap.content.frontmatter import parse
from recap.content.yaml_writer import front_matter
from recap.core.filesystem import write_whole
from recap.core.text import INVISIBLE_CHARACTERS
from recap.lint.runner import read_catalogue
from tests.site_fixtures import EVENT, french

TALK = """---
title: Un début
speakers: [Émile Vidal]
date: 2026-05-01
topics: [oci]
---
"""
PERSON = "---\nkind: person\nname: Émile Vidal\naliases: [Milou]\n---\n"
TOPIC = "---\nkind: topic\ntitle: Open Container Initiative\nabbreviation: OCI\nsummary: Une initiative.\n---\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site with one event, one talk, one person and one topic; returns its mkdocs.yml."""
    for src_uri, content in {
        "rencontre/index.md": EVENT,
        "rencontre/un-debut.md": TALK,
        "intervenants/emile-vidal.md": PERSON,
        "sujets/oci.md": TOPIC,
        "index.md": "---\ntitle: Accueil\n---\n",
    }.items():
        path = tmp_path / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: Recap\ntheme: {name: recap, language: fr}\nplugins: [recap]\n", "utf-8")
    return config


@pytest.fixture
def catalogue(project: Path) -> Catalogue:
    """The catalogue of `project`."""
    return read_catalogue(project.parent / "docs", french())[0]


@pytest.mark.parametrize("typed", ["Émile Vidal", "emile vidal", "EMILE-VIDAL", "emile-vidal", "milou"])
def test_a_known_person_is_found(catalogue: Catalogue, typed: str) -> None:
    """Case, accents, hyphens, ids and aliases lead to the person's name."""
    assert scaffold.find_person(catalogue, typed) == scaffold.Match("Émile Vidal", known=True)


def test_an_unknown_person_keeps_the_name_and_gets_proposals(catalogue: Catalogue) -> None:
    """A name with a typing error is not taken for a known one, but the known one is proposed."""
    assert scaffold.find_person(catalogue, "Émile  Vidàl-t") == scaffold.Match(
        "Émile Vidàl-t", known=False, near=("Émile Vidal",)
    )


@pytest.mark.parametrize("typed", ["oci", "OCI", "open container initiative"])
def test_a_known_topic_is_found(catalogue: Catalogue, typed: str) -> None:
    """Ids, abbreviations and titles lead to the topic's title."""
    assert scaffold.find_topic(catalogue, typed).name == "Open Container Initiative"


SHOWN = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), min_size=1)


@given(SHOWN.filter(lambda text: not INVISIBLE_CHARACTERS.search(text) and "\u00ad" not in text))
def test_front_matter_is_read_back_unchanged(value: str) -> None:
    """Whatever a text holds that may stand in one, our reader gives it back letter for letter."""
    document, diagnostics = parse(front_matter({"title": value, "topics": [value, value]}), "x.md")
    assert not diagnostics
    assert document.data == {"title": value, "topics": [value, value]}


def test_a_new_talk_passes_the_check(project: Path) -> None:
    """`recap new talk` writes a file that the check has nothing to say about, and says where it is."""
    arguments = ["--title", 'Relais : la « suite » "vraie"', "--speaker", "emile vidal", "--topic", "OCI"]
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), *arguments])
    path = project.parent / "docs" / "rencontre" / "relais-la-suite-vraie.md"
    assert run.exit_code == 0, run.output
    assert str(path) in run.output
    assert path.read_text("utf-8").splitlines()[3] == "  - name: Émile Vidal"
    check = CliRunner().invoke(main, ["check", "-f", str(project)])
    assert check.exit_code == 0
    assert "W108" not in check.output
    assert "0 erreur, 0 avertissement" in check.output


def test_a_new_talk_asks_for_what_is_missing(project: Path) -> None:
    """Without options the title, the speakers, the topics and the author are asked for, and a near name is proposed."""
    run = CliRunner().invoke(
        main, ["new", "talk", "-f", str(project)], input="Une suite\nÉmile Vidaal\n\ny\nZoé Encre\n"
    )
    assert run.exit_code == 0, run.output
    written = (project.parent / "docs/rencontre/une-suite.md").read_text("utf-8")
    assert "name: Émile Vidal\n" in written
    assert "authors:\n  - Zoé Encre\n" in written
    assert f"published: {date.today()}\n" in written


def test_a_talk_never_gets_a_made_up_reason_for_having_no_speaker(project: Path) -> None:
    """With a title alone the speakers are asked for; without an answer nothing is written."""
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), "--title", "Seul"], input="Ana Foo\n")
    assert run.exit_code == 0, run.output
    assert "name: Ana Foo\n" in (project.parent / "docs/rencontre/seul.md").read_text("utf-8")
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), "--title", "Personne"], input="")
    assert run.exit_code == 1
    assert not (project.parent / "docs/rencontre/personne.md").exists()


def test_nothing_is_overwritten(project: Path) -> None:
    """A file that exists is left as it is, with exit status 1."""
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), "--title", "Un début", "--speaker", "Ana Foo"])
    assert run.exit_code == 1
    assert "existe déjà" in run.output
    assert (project.parent / "docs/rencontre/un-debut.md").read_text("utf-8") == TALK


def test_a_bad_value_is_refused_before_anything_is_written(project: Path) -> None:
    """A date that is none gives the check's own message, and no file."""
    arguments = ["--title", "Tard", "--speaker", "Ana Foo", "--date", "demain"]
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), *arguments])
    assert run.exit_code == 1
    assert "E116" in run.output
    assert not (project.parent / "docs/rencontre/tard.md").exists()


def test_person_topic_and_event_pass_the_check(project: Path) -> None:
    """The three other commands write files that pass the check too."""
    for arguments in (
        ["person", "Ana Foo"],
        ["topic", "Le réseau", "--summary", "Ce qui relie."],
        [
            *("event", "Autre rencontre 2027", "--start", "2027-01-01", "--end", "2027-01-02"),
            *("--timezone", "Europe/Berlin", "--summary", "Une autre : la suite."),
        ],
    ):
        run = CliRunner().invoke(main, ["new", arguments[0], "-f", str(project), *arguments[1:]])
        assert run.exit_code == 0, run.output
    docs = project.parent / "docs"
    assert (docs / "intervenants/ana-foo.md").exists()
    assert (docs / "sujets/le-reseau.md").exists()
    assert (docs / "autre-rencontre-2027/index.md").exists()
    check = CliRunner().invoke(main, ["check", "-f", str(project)])
    assert "0 erreur, 0 avertissement" in check.output


def test_an_unknown_event_is_named_with_the_known_ones(project: Path) -> None:
    """A wrong `--event` says which events there are."""
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), "--event", "autre", "--title", "T"])
    assert run.exit_code == 1
    assert "rencontre" in run.output


def test_an_event_and_a_topic_are_asked_for_in_the_sites_language(project: Path) -> None:
    """What no option says is asked for, in French on a French site, and a second Enter takes the first day as last."""
    config = ["-f", str(project)]
    event = CliRunner().invoke(main, ["new", "event", *config], input="Une 2028\n2028-02-01\n\nRennes\nEurope/Paris\n")
    assert event.exit_code == 0, event.output
    assert "Premier jour (année-mois-jour)\u00a0: " in event.output
    written = (project.parent / "docs/une-2028/index.md").read_text("utf-8")
    assert "start_date: 2028-02-01\nend_date: 2028-02-01\n" in written
    assert 'city: Rennes\nsummary: "Ce qui s’y est dit, intervention par intervention."\n' in written
    topic = CliRunner().invoke(main, ["new", "topic", *config, "Noyau"], input="Le cœur.\n")
    assert topic.exit_code == 0, topic.output
    assert (project.parent / "docs/sujets/noyau.md").is_file()


def test_a_write_that_fails_leaves_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full while a new file is put in its place leaves no file and nothing next to it."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "hardlink_to", fail)
    before = sorted((project.parent / "docs").rglob("*"))
    run = CliRunner().invoke(main, ["new", "talk", "-f", str(project), "--title", "Tard", "--speaker", "Ana Foo"])
    assert (run.exit_code, "No space left on device" in run.stderr) == (1, True)
    assert sorted((project.parent / "docs").rglob("*")) == before


def test_a_file_system_without_second_names(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file cannot have two names it is renamed into its place, and what is there stays all the same."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = project.parent / "docs/rencontre/neuf.md"
    write_whole(path, "Neuf.\n", new=True)
    with pytest.raises(FileExistsError):
        write_whole(path, "Autre.\n", new=True)
    assert path.read_text("utf-8") == "Neuf.\n"
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".")]


def test_a_name_in_another_script_is_the_same_person(project: Path) -> None:
    """Who is known in Latin letters is found by the name in their own, where both give the same address."""
    (project.parent / "docs/rencontre/b.md").write_text(TALK.replace("Émile Vidal", "Anton Petrov"), "utf-8")
    catalogue, _ = read_catalogue(project.parent / "docs", french())
    assert scaffold.find_person(catalogue, "Антон Петров") == scaffold.Match("Anton Petrov", known=True)


def test_a_talk_called_like_its_event_gets_a_free_address(project: Path) -> None:
    """The address of the event's calendar is not taken, and no index is replaced."""
    for title in ("Rencontre", "Index"):
        done = CliRunner().invoke(
            main, ["new", "talk", "-f", str(project), "--title", title, "--speaker", "Émile Vidal", "--topic", "oci"]
        )
        assert done.exit_code == 0, done.output
    assert (project.parent / "docs/rencontre/rencontre-1.md").is_file()
    assert "0 erreur, 0 avertissement" in CliRunner().invoke(main, ["check", "-f", str(project)]).output


HALLS = "rooms: [Aula, Cellar]\ntracks: [{id: insects, title: Small insects}]\nsummary:"
BEES = ["--title", "Bees in the city", "--speaker", "Mara Quill"]


@pytest.fixture
def halls(project: Path) -> Path:
    """The site with two rooms and a track; returns its mkdocs.yml."""
    index = project.parent / "docs/rencontre/index.md"
    index.write_text(index.read_text("utf-8").replace("summary:", HALLS), "utf-8")
    return project


def new_talk(project: Path, *arguments: str, given: str = "") -> Result:
    """`recap new talk`, in English."""
    command = ["new", "talk", "-f", str(project), "--lang", "en", *arguments]
    return CliRunner().invoke(main, command, input=given, catch_exceptions=False)


def talks_of(project: Path) -> dict[str, str]:
    """Name -> text of the talks of the event."""
    folder = project.parent / "docs/rencontre"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.md")) if path.name != "index.md"}


def test_keys_of_the_programme_have_options(halls: Path) -> None:
    """Each in the order of the documentation, as a record has it, however it was typed; the check passes."""
    options = ["--start", "9:00", "--room", "aula", "--duration", "1h30", "--track", "small Insects"]
    done = new_talk(halls, *BEES, *options, "--type", "Workshop", "--language", "EN", "--level", "Einsteiger")
    assert done.exit_code == 0, done.output
    text = talks_of(halls)["bees-in-the-city"]
    assert text.startswith(
        "---\ntitle: Bees in the city\ntype: workshop\nspeakers:\n  - name: Mara Quill\ndate: 2026-05-01\n"
        'start: "09:00"\nduration: 90\nroom: Aula\ntrack: insects\nlanguage: en\nlevel: beginner\n'
    )
    assert CliRunner().invoke(main, ["check", "-f", str(halls)]).exit_code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--room", "Cellor"], "Cellar"),
        (["--track", "birds"], "insects"),
        (["--start", "25:00"], "E116"),
        (["--start", "soon"], "E116"),
        (["--duration", "long"], "E116"),
        (["--type", "sermon"], "E116"),
        (["--level", "wizard"], "E116"),
        (["--language", "elvish?"], "E117"),
        (["--date", "2026-06-01"], "E104"),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_the_check(halls: Path, options: list[str], said: str) -> None:
    """Before anything is written, with what to write instead."""
    before = talks_of(halls)
    done = new_talk(halls, *BEES, *options)
    assert (done.exit_code, talks_of(halls)) == (1, before)
    assert said in done.output


@pytest.mark.parametrize(
    ("typed", "speakers"),
    [
        ("Mara Quill, Roof Club", [{"name": "Mara Quill", "organisation": "Roof Club"}]),
        ("Mara Quill (Roof Club)", [{"name": "Mara Quill", "organisation": "Roof Club"}]),
        ("Milou, Roof, Wall & Co", [{"name": "Émile Vidal", "organisation": "Roof, Wall & Co"}]),
        ("Mara Quill, Milou", [{"name": "Mara Quill"}, {"name": "Émile Vidal"}]),
        ("Mara Quill", [{"name": "Mara Quill"}]),
    ],
)
def test_a_speaker_may_have_a_company(project: Path, typed: str, speakers: list[dict[str, str]]) -> None:
    """Behind a comma or in brackets; a known person behind the comma is a second speaker."""
    done = new_talk(project, "--title", "Bees", "--speaker", typed)
    assert done.exit_code == 0, done.output
    assert parse(talks_of(project)["bees"], "bees.md")[0].data["speakers"] == speakers


def test_what_may_be_left_out_is_asked_for_on_request(halls: Path) -> None:
    """With --ask, whatever no option gives; rooms and tracks are shown; Enter leaves a key out."""
    given = "Bees\nMara Quill\n10:00\n\nCellar\n\nworkshop\n\n\n\n\n"
    done = new_talk(halls, "--ask", "--duration", "20", given=given.replace("10:00\n\n", "10:00\n", 1))
    assert done.exit_code == 0, done.output
    assert "Room (optional) (Aula, Cellar)" in done.output
    assert "Track (optional) (Small insects)" in done.output
    text = talks_of(halls)["bees"]
    assert 'start: "10:00"\nduration: 20\nroom: Cellar\n' in text
    assert "type: workshop\n" in text
    assert "track:" not in text


def test_on_a_terminal_the_days_are_proposed(halls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an event of several days, the first one for Enter; elsewhere nobody is asked."""
    monkeypatch.setattr("recap.cli.new.can_ask", lambda: True)
    done = new_talk(halls, given="Bees\nMara Quill\n2026-05-02\n\n\n")
    assert done.exit_code == 0, done.output
    assert "Day (2026-05-01, 2026-05-02) [2026-05-01]" in done.output
    assert "date: 2026-05-02\n" in talks_of(halls)["bees"]


def test_names_of_the_site_complete_options(halls: Path) -> None:
    """Folders of events, rooms and tracks; without a site there are none."""
    command = main.get_command(Context(main), "new").get_command(Context(main), "talk")  # type: ignore[union-attr]
    options = {each.name: each for each in command.params}
    found = {}
    for name, begun in (("event_id", "r"), ("room", "A"), ("track", "")):
        context = Context(command, info_name="talk")
        context.params = {"config_file": halls, "event_id": None}
        found[name] = [each.value for each in options[name].shell_complete(context, begun)]
    assert found == {"event_id": ["rencontre"], "room": ["Aula"], "track": ["insects"]}
    context.params = {"config_file": halls.parent / "none/mkdocs.yml"}
    assert options["room"].shell_complete(context, "") == []


LIST = """\ufeff# Day 1
10:00-10:30 Bees in the city - Mara Quill (Roof Club), Milou
12:00 Lunch
14:00 Moths - Odo Brant @ Cellar

2026-05-02
- 9:30 Moths – Odo Brant
- 10:00 Ants – ?
"""


def test_several_talks_from_a_list(halls: Path) -> None:
    """What was understood of each line is said; breaks are left out; all files are written, and pass the check."""
    options = ["--list", "-", "--language", "en", "--room", "aula", "--topic", "oci", "--author", "Zoé Encre"]
    done = new_talk(halls, *options, given=LIST)
    assert done.exit_code == 0, done.output
    docs = halls.parent / "docs/rencontre"
    for line in (
        f"  2: 2026-05-01 10:00 (30 min) · Bees in the city · Mara Quill (Roof Club), Milou → {docs}/bees-in-the-city",
        f"  4: 2026-05-01 14:00 Cellar · Moths · Odo Brant → {docs}/moths.md\n",
        f"  7: 2026-05-02 09:30 · Moths · Odo Brant → {docs}/moths-2.md\n",
        f"  8: 2026-05-02 10:00 · Ants · ? → {docs}/ants.md\n",
        "Left out, for these are no talks:\n  3: Lunch\n",
        "Written: 4 talks.",
    ):
        assert line in done.output
    found = talks_of(halls)
    assert {"bees-in-the-city", "moths", "moths-2", "ants"} < found.keys()
    record = parse(found["bees-in-the-city"], "x.md")[0].data
    assert record["speakers"] == [{"name": "Mara Quill", "organisation": "Roof Club"}, {"name": "Émile Vidal"}]
    expected = {"start": "10:00", "duration": "30", "room": "Aula", "language": "en", "authors": ["Zoé Encre"]}
    assert {key: record[key] for key in expected} == expected
    assert 'start: "14:00"\nroom: Cellar\n' in found["moths"]
    assert "no_speaker_reason: Le programme ne nomme personne." in found["ants"]
    assert CliRunner().invoke(main, ["check", "-f", str(halls)]).exit_code == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("10:00 Bees - Mara Quill\n11:00 Moths\n", "  2: Moths\n"),
        ("10:00 Bees - Mara Quill @ Attic\n", "Attic"),
        ("10:00 Ants - Odo\n10:00 Un début - Mara Quill\n", "already exists"),
        ("Lunch\n", "no talks"),
        ("", "Nothing was written"),
        (f"10:00 {'x' * 200} - Mara Quill\n", "E116"),
    ],
)
def test_a_list_is_written_whole_or_not_at_all(halls: Path, given: str, said: str) -> None:
    """A line that is not understood, a talk that is there, one that does not pass the check: nothing is written."""
    before = talks_of(halls)
    done = new_talk(halls, "--list", "-", given=given)
    assert (done.exit_code, talks_of(halls)) == (1, before), done.output
    assert said in done.output


def test_a_list_that_is_none(halls: Path, tmp_path: Path) -> None:
    """Not UTF-8, too large, or with options about one talk: one line."""
    path = tmp_path / "list.txt"
    path.write_bytes("10:00 Été - Ana Foo\n".encode("latin-1"))
    assert "not UTF-8" in new_talk(halls, "--list", str(path)).output
    path.write_bytes(b"x" * 1_000_001)
    assert "larger than 1 MB" in new_talk(halls, "--list", str(path)).output
    done = new_talk(halls, "--list", str(path), "--title", "Bees")
    assert (done.exit_code, "--title" in done.output) == (1, True)
    assert new_talk(halls, "--list", str(tmp_path / "none.txt")).exit_code == 2


def test_keys_of_a_new_event_have_options(project: Path) -> None:
    """Country, rooms, address and acronym, which may be left out; a wrong one is refused by the check."""
    command = ["new", "event", "-f", str(project), "Demo Days", "--start", "2031-05-06", "--timezone", "UTC"]
    command += ["--no-input", "--city", "Exampleton"]
    more = ["--room", "Aula", "--room", "Cellar", "--website", "https://demo.example/", "--acronym", "DD31"]
    assert CliRunner().invoke(main, [*command, *more, "--country", "Germanyland"]).exit_code == 1
    done = CliRunner().invoke(main, [*command, *more, "--country", "DE"])
    assert done.exit_code == 0, done.output
    text = (project.parent / "docs/demo-days/index.md").read_text("utf-8")
    assert "acronym: DD31\n" in text
    assert 'city: Exampleton\ncountry: DE\nrooms:\n  - Aula\n  - Cellar\nwebsite: "https://demo.example/"\n' in text
