"""Examples for the checker, run through the command line: what must pass, and what must be reported, word for word.

`examples/negative/<code>.yml`: `files` (src_uri -> content, laid over a small site), `status`, `fr` and `en` (the whole
output), `fix` (what its reader does then: file, text, text instead; a file without a text is written whole, removed
with none instead, or moved by `->`). What a recap lacks (`ASKED`) is left out of the output of all examples but its
own: their texts are as short as can be. `{today}` stands for the day of the test.
`examples/positive/<name>.yml`: `files` alone; the check has nothing to say about them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from recap.cli import main
from recap.core.language import language
from tests.site_fixtures import EVENT, HOME

EXAMPLES = Path(__file__).parents[1] / "examples"
ASKED = re.compile(r"^\S+: (?:W102|W126) .*\n(?: .*\n)*", re.MULTILINE)
"""What the check says of a recap that lacks its author, its summary or its day of publication."""
BASE = {"index.md": HOME, "rencontre/index.md": EVENT}
NOT_IN_EXAMPLES = {
    "E116.contact",
    "E117.site_language",
    "W140",
    "E116.directory_urls",
    "E116.hook",
    "W103",
    "W103.place",
    "E105.no_settings",
    "E116.docs_dir",
    "E116.material_plugin",
    "E116.no_plugin",
    "E116.path",
    "E116.plugin_twice",
    "E116.theme",
    "E105.file_size",
    "E105.bytes",
    "E105.files",
    "E105.folders",
    "E105.items",
    "E105.other_size",
    "E105.render",
    "E105.size",
    "E105.unreadable",
    "E110",
    "E114.setting",
    "W110",
    "E114.long_path",
    "E116.hosts",
    "E116.programme",
    "E116.limit",
    "E121.file_name_encoding",
    "E121.link",
    "E121.rendered",
    "E121.special",
    "E120.output",
    "W120.large",
    "W120.no_pillow",
    "E116.extension",
    "E116.no_extension",
    "E116.topic_colour",
    "E116.future",
    "W143",
    "W123",
    "W134",
    "W134.none",
    "W120.slow",
    "W122.contact",
    "W122.publisher",
    "W124.gone",
    "W124.silent",
}
"""Shown by tests of their own: too large to keep, in need of a git tree, of a link or a device, of a name that YAML
cannot write, of other settings, of a build, of a day or of the network."""


def make_site(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Make a folder hold just these files and a `mkdocs.yml`."""
    shutil.rmtree(folder, ignore_errors=True)
    for src_uri, content in files.items():
        path = folder / "docs" / src_uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "mkdocs.yml").write_text(
        "site_name: Recap\ntheme: {name: recap, language: fr}\nplugins: [recap]\n", "utf-8"
    )


def run_check(folder: Path, files: Mapping[str, str | bytes], code: str) -> tuple[int, str]:
    """Exit status and problem lines of `recap check` in a folder that holds just these files."""
    make_site(folder, files)
    here = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(main, ["check", "--lang", code])
    finally:
        os.chdir(here)
    return done.exit_code, done.stderr


def examples(kind: str) -> list[Any]:
    """The examples of a kind, each with its name."""
    return [
        pytest.param(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), id=path.stem)
        for path in sorted((EXAMPLES / kind).glob("*.yml"))
    ]


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("example", examples("negative"))
def test_what_is_wrong_is_reported(tmp_path: Path, example: dict[str, Any], code: str) -> None:
    """The whole output: file, line, column, code, what is wrong, what to write; and the exit status."""
    status, output = run_check(tmp_path / "p", BASE | example["files"], code)
    if not ASKED.search(example[code]):
        output = ASKED.sub("", output)
    assert (status, output.replace(date.today().isoformat(), "{today}")) == (example["status"], example[code])


def fixed(files: Mapping[str, str | bytes], steps: list[list[str | None]]) -> dict[str, str | bytes]:
    """The files of an example after its fixes."""
    found = dict(files)
    for src_uri, old, new in steps:
        assert src_uri is not None
        if old == "->":
            found[str(new)] = found.pop(src_uri)
        elif old is None:
            del found[src_uri]
        elif not old:
            found[src_uri] = str(new)
        else:
            content = found[src_uri]
            assert isinstance(content, str)
            assert old in content
            found[src_uri] = content.replace(old, str(new))
    return found


@pytest.mark.parametrize("example", examples("negative"))
def test_the_proposed_fix_works(tmp_path: Path, example: dict[str, Any]) -> None:
    """Whoever does what the hint says has nothing left to fix."""
    status, output = run_check(tmp_path / "p", fixed(BASE | example["files"], example["fix"]), "fr")
    assert (status, output if ASKED.search(example["fr"]) else ASKED.sub("", output)) == (0, "")


@pytest.mark.parametrize("example", examples("negative"))
def test_fix_does_what_it_claims(tmp_path: Path, example: dict[str, Any]) -> None:
    """`--fix` leaves no problem of a fixable code, and a second run changes nothing more."""
    folder = tmp_path / "p"
    make_site(folder, BASE | example["files"])
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    config = ["-f", str(folder / "mkdocs.yml"), "--lang", "fr"]
    once = CliRunner().invoke(main, ["check", "--fix", *config])
    left = set(re.findall(r"^\S+:\d+:\d+: (\w+) ", once.stderr, re.MULTILINE))
    assert not left & {"W107", "W109"}
    assert "W111" not in left or "raccourcie «" in once.stderr
    files = {path: path.read_bytes() for path in folder.rglob("*.md")}
    if files != before:
        CliRunner().invoke(main, ["check", "--fix", *config])
        assert {path: path.read_bytes() for path in folder.rglob("*.md")} == files


@pytest.mark.parametrize("example", examples("positive"))
def test_what_is_right_passes(tmp_path: Path, example: dict[str, Any]) -> None:
    """The check has nothing to say about a good file."""
    assert run_check(tmp_path / "p", BASE | example["files"], "fr") == (0, "")


def test_every_wording_has_an_example() -> None:
    """Each text key of the language files is provoked by an example: no wording is left unread."""
    seen = set()
    paths = [*(EXAMPLES / "negative").glob("*.yml")]
    outputs = "\n".join(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["fr"] for path in paths)
    for key, entry in language("fr").diagnostics.items():
        pattern = re.sub(r"\\\{\w+\\\}", ".+", re.escape(entry["message"].replace("{{", "{").replace("}}", "}")))
        if re.search(f"{key.partition('.')[0]} [a-z-]+: {pattern}", outputs):
            seen.add(key)
    assert set(language("fr").diagnostics) - seen == NOT_IN_EXAMPLES


def test_languages_say_the_same() -> None:
    """Both language files have the same keys, and each text the same placeholders."""
    french, english = language("fr"), language("en")
    for table in ("words", "terminal"):
        left, right = getattr(french, table), getattr(english, table)
        assert list(left) == list(right)
        for key in left:
            assert set(re.findall(r"\{\w+\}", left[key])) == set(re.findall(r"\{\w+\}", right[key])), key
    assert list(french.texts) == list(english.texts)
    for page, parts in french.texts.items():
        assert list(parts) == list(english.texts[page])
        for part, said in parts.items():
            other = english.texts[page][part]
            assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", other)), (page, part)
            levels = (re.findall(r"^(?:#+|```\w*|- )", each, re.MULTILINE) for each in (said, other))
            assert next(levels) == next(levels), (page, part)
    assert list(french.diagnostics) == list(english.diagnostics)
    for key, entry in french.diagnostics.items():
        assert set(entry) == set(english.diagnostics[key]), key
        for part, said in entry.items():
            other = english.diagnostics[key][part]
            assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", other)), (key, part)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("---\ntitle: x\nsummary: " + "x" * 64_000 + "\n---\n", "1:1: E105 {}: the front matter is too long: 64000"),
        ("---\ntitle: x\n---\n" + "mot " * 250_001, "1:1: E105 {}: the file is too large: 1000021 bytes"),
        ("---\ntitle: x\ntopics: " + "[" * 60_000 + "\n---\n", "3:20: E105 {}: nested too deeply"),
    ],
)  # fmt: skip
def test_enormous_files_are_refused(tmp_path: Path, content: str, text: str) -> None:
    """Size and depth are guarded before anything is built of them."""
    status, output = run_check(tmp_path / "p", BASE | {"big.md": content}, "en")
    assert status == 1
    assert f"docs/big.md:{text.format('unreadable-file')}" in output


def test_a_real_process_ends_with_the_status(tmp_path: Path) -> None:
    """As a program: the status is 1 with errors, the problems go to stderr, and no traceback is shown."""
    run_check(tmp_path / "p", BASE | {"x.md": "---\ntitel: x\n---\n"}, "fr")
    command = [sys.executable, "-m", "recap", "check"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")} | {"LANG": "C"}
    done = subprocess.run(command, cwd=tmp_path / "p", capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert "docs/x.md:2:1: E103 unknown-key: la clé" in done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr
