"""`recap init` and `recap new event`: questions, bad answers, and nothing but a whole site."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from recap.authoring.issue_form import questions
from recap.cli import init as init_command
from recap.cli import main
from recap.content.settings import read_settings
from recap.core.language import language
from tests.unit.importers.test_merge import EVENT as TALK
from tests.unit.importers.test_merge import schedule

ALL = ["--event", "Pancake Summit 2031", "--start", "2031-03-01", "--timezone", "America/Montreal", "--no-input"]
FILES = [
    *(".github/ISSUE_TEMPLATE/propose.yml", ".github/workflows/recap.yml", ".gitignore", "README.md"),
    *("docs/index.md", "docs/pancake-summit-2031/{example}.md", "docs/pancake-summit-2031/index.md"),
    *("mkdocs.yml", "requirements.txt"),
]
ANSWERS = {
    "en": [
        *("en", "Pancakes", "Pancake Summit 2031", "2031-03-01", "2031-03-02", "America/Montreal"),
        *("https://github.com/a/b", "The Pancake Society", "us@pancakes.example"),
    ],
    "fr": [
        *("fr", "Crêpes", "Été des crêpes", "2031-07-01", "", "Europe/Paris"),
        *("", "Association des crêpes", "https://crepes.example/contact"),
    ],
}


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with French messages, in Paris."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("TZ", "Europe/Paris")


def recap(*arguments: str | Path, typed: list[str] | None = None) -> Result:
    """A command with what is typed after its questions."""
    return CliRunner().invoke(main, [*map(str, arguments)], input="".join(f"{line}\n" for line in typed or []))


def files(folder: Path) -> list[str]:
    """The paths of the files of a folder, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def checked(folder: Path) -> str:
    """What the check says in English."""
    done = recap("check", "-f", folder / "mkdocs.yml", "--lang", "en")
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("code", ["en", "fr"])
def test_answers_make_a_site(tmp_path: Path, code: str) -> None:
    """After the questions, in the language of the first answer, the site is there and the check has nothing to say."""
    folder = tmp_path / "site"
    done = recap("init", folder, typed=ANSWERS[code])
    assert done.exit_code == 0, done.output
    assert language(code).terminal["ask_timezone"] in done.output
    assert "0 errors, 0 warnings" in checked(folder)
    settings, diagnostics = read_settings(folder / "mkdocs.yml")
    assert (settings.language, settings.site_name, diagnostics) == (code, ANSWERS[code][1], [])
    assert re.fullmatch(r"mkdocs-recap\[site\]==\d[\w.]+\n", (folder / "requirements.txt").read_text("utf-8"))
    said = (folder / "mkdocs.yml").read_text("utf-8")
    assert all(json.dumps(answer, ensure_ascii=False) in said for answer in ANSWERS[code][6:8])
    assert f'contact: "{ANSWERS[code][8] if code == "fr" else "mailto:us@pancakes.example"}"' in said


@pytest.mark.parametrize("code", ["en", "fr"])
def test_options_make_the_same_site(tmp_path: Path, code: str) -> None:
    """Each question has an option; with all of them nothing is asked."""
    recap("init", tmp_path / "asked", typed=ANSWERS[code])
    names = ("language", "name", "event", "start", "end", "timezone", "repository", "publisher", "contact")
    given = [f"--{name}={answer}" for name, answer in zip(names, ANSWERS[code], strict=True) if answer]
    done = recap("init", tmp_path / "given", *given, "--no-input")
    assert done.exit_code == 0, done.output
    assert files(tmp_path / "given") == files(tmp_path / "asked")
    for path in files(tmp_path / "given"):
        assert (tmp_path / "given" / path).read_bytes() == (tmp_path / "asked" / path).read_bytes(), path


@pytest.mark.parametrize(("code", "example"), [("en", "example"), ("fr", "exemple")])
def test_the_files_of_a_site(tmp_path: Path, code: str, example: str) -> None:
    """At most ten files besides content; a workflow of at most 40 lines; a form that our reader understands."""
    recap("init", tmp_path / "site", "--language", code, *ALL)
    found = files(tmp_path / "site")
    assert found == [path.format(example=example) for path in FILES]
    assert len([path for path in found if not path.startswith("docs/")]) <= 10
    texts = {path: (tmp_path / "site" / path).read_text("utf-8") for path in found}
    assert texts[".github/workflows/recap.yml"].count("\n") <= 40
    form = yaml.safe_load(texts[".github/ISSUE_TEMPLATE/propose.yml"])
    own = (Path(__file__).parents[3] / ".github/ISSUE_TEMPLATE/propose.yml").read_text("utf-8")
    assert [*questions(texts[".github/ISSUE_TEMPLATE/propose.yml"])] == [*questions(own)]
    assert form["body"][1]["attributes"]["options"] == ["Pancake Summit 2031"]
    for path, content in texts.items():
        assert not re.search(r"correspondances|osones|containercon|berlin|traefik", content, re.IGNORECASE), path
        assert path.endswith("recap.yml") or "$" not in content, path
        if code == "en":
            assert not re.search(r"[àâçéèêîôùœ«»]", content), path
        else:
            assert not re.search(r" [:;?!»](\s|$)|« |\w'\w", content.replace(" ::", "")), path


def test_a_repository_on_a_gitlab(tmp_path: Path) -> None:
    """What checks and publishes is in GitLab's file, of at most 15 lines, and nothing is for GitHub."""
    recap("init", tmp_path / "site", *ALL, "--repository", "https://gitlab.example.org/a/b")
    found = files(tmp_path / "site")
    assert ".gitlab-ci.yml" in found
    assert not [path for path in found if path.startswith(".github/")]
    assert yaml.safe_load((tmp_path / "site/.gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert (tmp_path / "site/.gitlab-ci.yml").read_text("utf-8").count("\n") <= 15


def test_the_draft_of_a_talk_is_not_published(tmp_path: Path) -> None:
    """The example is checked like any talk, and only the preview shows it."""
    recap("init", tmp_path / "site", "--language", "en", *ALL)
    path = tmp_path / "site/docs/pancake-summit-2031/example.md"
    assert "\ndraft: true\n" in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
    assert "0 errors, 0 warnings" in checked(tmp_path / "site")


def test_what_is_empty_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end says what is empty and why that matters, then the commands, as they are typed."""
    monkeypatch.setattr("shutil.which", lambda _: "/bin/recap")
    folder = tmp_path / "my conf"
    done = recap("init", folder, "--language", "en", *ALL)
    words = language("en").terminal
    for key in ("publisher", "contact", "repository", "host", "address"):
        assert words[f"empty_{key}"] in done.output
    ends = done.output.partition(f"{words['next_steps']}\n")[2].splitlines()
    assert [line.split("  ")[1] for line in ends] == [f"cd '{folder}'", "recap serve", "recap check"]
    again = recap("init", tmp_path / "b", "--publisher", "We", "--contact", "a@b.example", *ALL, "--language", "en")
    assert words["empty_publisher"] not in again.output
    assert words["empty_contact"] not in again.output


def test_the_checker_alone_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the renderer, the command that installs it comes before those that need it."""
    monkeypatch.setattr(init_command, "find_spec", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    done = recap("init", tmp_path / "site", *ALL)
    lines = done.output.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith('  pip install "mkdocs-recap[site]"'))
    assert f"{sys.executable} -m recap serve" in lines[place + 1]


def test_an_empty_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`recap init .` works in an empty folder, also in that of a new repository; no `cd` is needed then."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    done = recap("init", ".", *ALL)
    assert done.exit_code == 0, done.output
    assert "mkdocs.yml" in files(tmp_path)
    assert "\n  cd " not in done.output
    assert str(tmp_path) in done.output


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    """What was found is named before anything is asked, and stays."""
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("mine")
    done = recap("init", tmp_path, *ALL, "--lang", "en")
    assert done.exit_code == 1
    assert f"{tmp_path} is not empty (0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …): nothing was written." in done.stderr
    assert len(files(tmp_path)) == 7
    assert recap("init", tmp_path / "0.txt", *ALL).exit_code == 2


def test_bad_answers_are_asked_for_again(tmp_path: Path) -> None:
    """A bad date, zone, address or language gets a message with an example, and the same question once more."""
    bad = [
        "French",
        "fr",
        "Crêpes",
        "Été",
        "demain",
        "2031-07-01",
        "2031-06-30",
        "",
        "Paris",
        "",
        "git@x:y",
        "",
        "",
        "nous",
    ]
    done = recap("init", tmp_path / "site", "--lang", "en", typed=[*bad, "nous@crepes.example"])
    assert done.exit_code == 0, done.output
    for said in ("fr, en, pt-BR.", "2026-05-01.", "For example 2031-07-01.", "Europe/Paris.", "owner/name.", "talks@"):
        assert done.stderr.count(said) == 1, said
    assert 'contact: "mailto:nous@crepes.example"' in (tmp_path / "site/mkdocs.yml").read_text("utf-8")
    assert 'timezone: "Europe/Paris"' in (tmp_path / "site/docs/ete/index.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Avec --no-input, donnez aussi ces options\u00a0: --event, --start."),
        (["--event", "E", "--start", "demain"], "--start\u00a0: « demain » n’est pas une date."),
        (["--event", "E", "--start", "2031-01-02", "--end", "2031-01-01"], "--end\u00a0: 2031-01-01 est avant"),
        (["--event", "E", "--start", "2031-01-02", "--contact", "nous"], "--contact\u00a0: « nous » n’est ni"),
        (["--event", "E", "--start", "2031-01-02", "--language", "klingon"], "--language\u00a0: "),
    ],
)
def test_without_questions_options_are_needed(tmp_path: Path, options: list[str], message: str) -> None:
    """`--no-input` takes defaults, and names the options that have none or cannot be used."""
    done = recap("init", tmp_path / "site", *options, "--no-input", "--lang", "fr")
    assert done.exit_code == 1
    assert message in done.stderr.replace("«\u00a0", "« ").replace("\u00a0»", " »")
    assert files(tmp_path) == []


def test_defaults_come_from_the_system_and_the_folder(tmp_path: Path) -> None:
    """Language and time zone are the system's, the name is the folder's, the last day is the first one."""
    done = recap("init", tmp_path / "mes-recits", "--no-input", "--event", "Été", "--start", "2031-07-01")
    assert done.exit_code == 0, done.output
    settings, _ = read_settings(tmp_path / "mes-recits/mkdocs.yml")
    assert (settings.site_name, settings.language) == ("Mes recits", "fr")
    index = (tmp_path / "mes-recits/docs/ete/index.md").read_text("utf-8")
    assert 'end_date: 2031-07-01\ntimezone: "Europe/Paris"\n' in index


@pytest.mark.parametrize(("lang", "expected"), [("C.UTF-8", "en"), ("br_FR.UTF-8", "en"), ("", "en"), ("pt_BR", "pt")])
def test_an_unknown_system_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, expected: str
) -> None:
    """Without a known language English is taken; without a time zone, or with one that has no name, it is required."""
    monkeypatch.setenv("LANG", lang)
    done = recap("init", tmp_path / "site", *ALL)
    assert done.exit_code == 0, done.output
    assert read_settings(tmp_path / "site/mkdocs.yml")[0].language == expected
    monkeypatch.setattr("babel.localtime.get_localzone", lambda: "local")
    done = recap("init", tmp_path / "other", *ALL[:4], "--no-input")
    assert "--timezone" in done.stderr


def test_a_language_without_words_of_ours(tmp_path: Path) -> None:
    """It is accepted, the starter is in English, and that is said."""
    done = recap("init", tmp_path / "site", "--language", "de-AT", *ALL)
    assert language("en").terminal["language_unknown"].format(value="de") in done.output
    assert read_settings(tmp_path / "site/mkdocs.yml")[0].language == "de"


@pytest.mark.parametrize("value", ["no", "2026-05-01", "a: b # c", "'\"\\", "!ENV [HOME]", "<script>", "*a* ~", "%{x}"])
def test_answers_are_only_texts(tmp_path: Path, value: str) -> None:
    """Whatever an answer holds that YAML, Markdown or a template could read as more is a text in every file."""
    given = ["--name", value, "--publisher", value, "--event", f"{value} 1", *ALL[2:]]
    done = recap("init", tmp_path / "site", "--language", "en", *given)
    assert done.exit_code == 0, done.output
    assert read_settings(tmp_path / "site/mkdocs.yml")[0].site_name == value
    config = yaml.load(
        (tmp_path / "site/mkdocs.yml").read_text("utf-8").replace("site_url: !ENV", "site_url:"), yaml.SafeLoader
    )
    assert (config["site_name"], config["plugins"][0]["recap"]["publisher"]) == (value, value)
    assert "0 errors, 0 warnings" in checked(tmp_path / "site")


@pytest.mark.parametrize("title", ["People", "API", "Assets", "Con", "Search", "è" * 150, "漢字" * 70])
def test_an_event_with_an_awkward_name_gets_a_free_address(tmp_path: Path, title: str) -> None:
    """A name that the site, or Windows, needs for itself is followed by the year; a long one is cut."""
    done = recap("init", tmp_path / "site", "--language", "en", "--event", title, *ALL[2:])
    assert done.exit_code == 0, done.output
    assert "0 errors, 0 warnings" in checked(tmp_path / "site")


def interrupt_at(monkeypatch: pytest.MonkeyPatch, number: int, answers: list[str]) -> None:
    """Answer the questions, and press Ctrl+C at one of them (0 is the first)."""
    asked = iter(range(100))

    def answer(_: str) -> str:
        here = next(asked)
        if here == number:
            raise KeyboardInterrupt
        return answers[here]

    monkeypatch.setattr("click.termui.visible_prompt_func", answer)


@pytest.mark.parametrize("number", range(9))
def test_ctrl_c_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    """Ctrl+C at any question: a line that says so, status 1, no file."""
    interrupt_at(monkeypatch, number, ANSWERS["fr"])
    with pytest.raises(SystemExit) as ended:
        main(["init", str(tmp_path / "site"), "--lang", "fr"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.endswith("Rien n’a été écrit.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A full disk, a read-only one, a folder without rights: the reason, status 1, and no file."""
    written: list[object] = []

    def refuse(*_: object) -> None:
        if len(written) == 4:
            raise OSError(number, os.strerror(number))
        written.append(None)

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    done = recap("init", tmp_path / "a/site", *ALL)
    assert (done.exit_code, os.strerror(number) in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "moment", [0, 3, 6, *(pytest.param(moment, marks=pytest.mark.long) for moment in (1, 2, 4, 5, 7, 8, 9))]
)
def test_a_killed_command_leaves_a_whole_site_or_none(tmp_path: Path, moment: int) -> None:
    """Killed at ten moments of its last half second: the folder is missing or complete, and the next run ends well."""
    folder, command = tmp_path / "site", [sys.executable, "-m", "recap", "init"]
    code = "import os, signal, sys, threading; from recap.cli import main\n"
    code += "from recap.cli import init\n"
    code += "write = init.write_new_folder\n"
    code += "def late(*given):\n"
    code += (
        "    threading.Timer(float(sys.argv.pop(1)), os.kill, [os.getpid(), signal.SIGKILL]).start(); write(*given)\n"
    )
    code += "init.write_new_folder = late\n"
    code += "main(sys.argv[2:])"
    command = [sys.executable, "-c", code, str(moment * 0.0008), "init", str(folder), *ALL]
    subprocess.run(command, capture_output=True, check=False)
    if folder.exists():
        assert len(files(folder)) == len(FILES)
    else:
        done = recap("init", folder, *ALL)
        assert done.exit_code == 0, done.output
        assert list(tmp_path.iterdir()) == [folder]


def test_an_interrupted_run_is_completed(tmp_path: Path) -> None:
    """What was ready to be moved into an existing folder is moved by the next run, which asks nothing."""
    recap("init", tmp_path / "site", *ALL)
    whole = files(tmp_path / "site")
    (tmp_path / "killed").mkdir()
    (tmp_path / "site").rename(tmp_path / "killed/.recap-init")
    done = recap("init", tmp_path / "killed", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "it is now complete" in done.output
    assert files(tmp_path / "killed") == whole


XML = """<schedule>
  <conference><title>Rencontre 2026</title><acronym>rencontre_2026</acronym><city>Rennes</city>
    <venue>Le Couvent</venue></conference>
  <day date="2026-05-01"><room name="Petite salle"><event id="1"><title>Une suite</title><start>09:00</start>
    <duration>00:30</duration><persons><person id="4">Ana Foo</person></persons></event></room></day>
</schedule>"""
PYVIDEO = {"title": "Tout va bien", "speakers": ["Ana Foo"], "recorded": "2031-05-01", "event": "rencontre-2031"}


def programme(name: str) -> bytes:
    """A programme in one of the formats of `recap import`, by the name of its file."""
    found: dict[str, Any] = {
        "schedule.json": json.dumps(schedule(TALK)),
        "schedule.xml": XML,
        "talks.jsonl": json.dumps(PYVIDEO),
        "talk.json": json.dumps(PYVIDEO),
    }
    content: bytes = found[name.removesuffix(".gz")].encode()
    return gzip.compress(content) if name.endswith(".gz") else content


@pytest.mark.parametrize("name", ["schedule.json", "schedule.xml", "talks.jsonl", "talk.json", "schedule.json.gz"])
def test_a_programme_answers_for_the_event(tmp_path: Path, name: str) -> None:
    """With `--from` the event, its place and its talks come from a file of any format; the form offers the event."""
    (tmp_path / name).write_bytes(programme(name))
    done = recap(
        "init",
        tmp_path / "site",
        "--from",
        tmp_path / name,
        "--language",
        "en",
        "--no-input",
        "--timezone",
        "Europe/Paris",
    )
    assert done.exit_code == 0, done.output
    assert "0 errors, 0 warnings" in checked(tmp_path / "site")
    [index] = (tmp_path / "site/docs").glob("rencontre*/index.md")
    title = read_settings(tmp_path / "site/mkdocs.yml")[0].site_name
    assert f"title: {title}\n" in index.read_text("utf-8")
    form = yaml.safe_load((tmp_path / "site/.github/ISSUE_TEMPLATE/propose.yml").read_text("utf-8"))
    assert form["body"][1]["attributes"]["options"] == [title]
    assert not list((tmp_path / "site").rglob("example.md"))
    assert "1 talk says only" in done.output
    if name == "schedule.xml":
        assert "city: Rennes\nvenue: Le Couvent\n" in index.read_text("utf-8")


def test_a_real_programme(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """DemoCon's schedule makes a site whose only warning is about two talks that one person gives at once."""
    source = shared("corpora/pretalx-democon.json")
    command = ("init", tmp_path / "site", "--from", source, "--language", "en", "--no-input")
    refused = recap(*command)
    assert (refused.exit_code, (tmp_path / "site").exists()) == (1, False)
    assert "--timezone" in refused.output
    done = recap(*command, "--timezone", "Europe/Berlin")
    assert done.exit_code == 0, done.output
    assert re.findall(r" ([EW]\d{3}) ", checked(tmp_path / "site")) == ["W113"]
    assert "room.guid: 2" in done.output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "ends in the middle"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><schedule>&a;</schedule>', "DTD or entities"),
        ('{"schedule": {"conference": {"days": []}}}', "no talk with a title"),
        ("[]", "empty list"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_hostile_programme_writes_nothing(tmp_path: Path, content: str, message: str) -> None:
    """What cannot be read is named before anything is asked; nothing is written."""
    source = tmp_path / "schedule.json"
    source.write_text(content, "utf-8")
    done = recap("init", tmp_path / "site", "--from", source, "--lang", "en")
    assert (done.exit_code, message in done.stderr, done.stdout) == (1, True, ""), done.output
    assert files(tmp_path) == ["schedule.json"]


def test_a_programme_that_fails_the_check_writes_nothing(tmp_path: Path) -> None:
    """A speaker whose page would take the place of an index is an error, which is shown: there is no site."""
    source = tmp_path / "schedule.json"
    source.write_text(json.dumps(schedule(TALK | {"persons": [{"name": "Index"}]})), "utf-8")
    done = recap("init", tmp_path / "site", "--from", source, "--no-input", "--lang", "en")
    assert done.exit_code == 1
    assert "E114" in done.stderr
    assert "nothing was written" in done.stderr
    assert files(tmp_path) == ["schedule.json"]


def test_a_programme_leaves_no_question_about_the_event(tmp_path: Path) -> None:
    """Options that the programme answers are refused; without any, only the site is asked about."""
    source = tmp_path / "schedule.json"
    source.write_bytes(programme("schedule.json"))
    done = recap("init", tmp_path / "site", "--from", source, *ALL, "--lang", "en")
    assert done.exit_code == 1
    assert "leave them out: --event, --start." in done.stderr
    done = recap("init", tmp_path / "site", "--from", source, typed=["en", "", "", "", ""])
    assert done.exit_code == 0, done.output
    assert done.output.count("optional") == 3


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of `recap init`; returns its mkdocs.yml."""
    assert recap("init", tmp_path / "site", "--language", "en", *ALL).exit_code == 0
    return tmp_path / "site/mkdocs.yml"


def test_a_second_event(site: Path) -> None:
    """`recap new event` asks the same questions; the form is mentioned, and the check has nothing to say."""
    typed = ["Pancake Summit 2032", "soon", "2032-03-01", "2032-03-03", "Québec", "America/Montreal"]
    done = recap("new", "event", "-f", site, typed=typed)
    assert done.exit_code == 0, done.output
    assert "“soon” is not a date." in done.stderr
    assert "add it to the options in .github/ISSUE_TEMPLATE/propose.yml" in done.output
    index = (site.parent / "docs/pancake-summit-2032/index.md").read_text("utf-8")
    assert "end_date: 2032-03-03\n" in index
    assert "city: Québec\n" in index
    assert "0 errors, 0 warnings" in checked(site.parent)


def test_a_second_event_from_a_programme(site: Path, tmp_path: Path) -> None:
    """`recap new event --from` imports it like `recap import`; options that it answers are refused."""
    source = tmp_path / "schedule.json"
    source.write_bytes(programme("schedule.json"))
    done = recap("new", "event", "-f", site, "Other", "--from", source)
    assert (done.exit_code, "leave them out: --event." in done.stderr) == (1, True)
    done = recap("new", "event", "-f", site, "--from", source)
    assert done.exit_code == 0, done.output
    assert (site.parent / "docs/rencontre-2026/un-debut.md").is_file()
    assert "0 errors, 0 warnings" in checked(site.parent)


def test_an_event_by_options_alone(site: Path) -> None:
    """With the required options nothing is asked, the city neither; `--no-input` names those that are missing."""
    done = recap("new", "event", "-f", site, "Other 2033", "--start=2033-01-01", "--end=2033-01-01", "--timezone=UTC")
    assert done.exit_code == 0, done.output
    assert "city" not in (site.parent / "docs/other-2033/index.md").read_text("utf-8")
    done = recap("new", "event", "-f", site, "--no-input")
    assert (done.exit_code, "--event, --start" in done.stderr) == (1, True)
