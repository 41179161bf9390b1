"""What a checkout or a stranger leaves where builds keep things is never read, run or published."""

from __future__ import annotations

import hashlib
import json
import marshal
import os
import pickle
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from mkdocs.theme import Theme

from recap.build.builder import build_site
from recap.cli import main
from recap.core.private_folder import TAG, template_folder
from tests.site_fixtures import FILES, TALK, MakeProject, Project

ADDRESS = "https://recap.example/"
FIXABLE = {**FILES, "rencontre/un-debut.md": TALK.replace("boussole", '"a  b"')}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(project: Project, *arguments: str) -> tuple[int, str]:
    """Exit status and output of a command in English."""
    command = [arguments[0], "-f", str(project.config), "--lang", "en", *arguments[1:]]
    done = CliRunner().invoke(main, command)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


class Evil:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def foreign_files(project: Project, pwned: Path) -> None:
    """What versions before 0.2 would have run, written or published, in the checkout of a project."""
    cache = project.folder / ".cache/recap"
    code = marshal.dumps(compile(f"import os; os.mkdir({str(pwned)!r})", "x", "exec"))
    templates = FileSystemBytecodeCache(str(cache / "templates"))
    (cache / "templates").mkdir(parents=True)
    env = Theme("recap").get_env()
    for name in ("main.html", "home.html", "talk.html", "partials/language.html"):
        assert env.loader
        source, path, _ = env.loader.get_source(env, name)
        bucket = Bucket(env, templates.get_cache_key(name, path), templates.get_source_checksum(source))
        bucket.code = compile("", "x", "exec")
        head = bucket.bytecode_to_string().removesuffix(marshal.dumps(bucket.code))
        Path(templates._get_cache_filename(bucket)).write_bytes(head + code)
    folder = cache / "builds" / hashlib.sha256(str(project.site).encode()).hexdigest()[:16]
    folder.mkdir(parents=True)
    halves = {name: pickle.dumps(Evil(pwned)) for name in ("sources", "state")}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in halves.items()}
    head_file = {"target": str(project.site), "directory": [], "fingerprint": "x", "digests": digests}
    for name, content in {**halves, "head": json.dumps(head_file).encode()}.items():
        (folder / name).write_bytes(content)
    (cache / "social").mkdir()
    (cache / "social/x.png").write_bytes(b"garbage")
    journal = {"../../pwned.txt": {"before": None, "after": "x"}, "index.md": {"before": None, "after": "x"}}
    (project.folder / ".recap-writing.json").write_text(json.dumps(journal))


def test_a_checkout_brings_nothing_along(new_project: MakeProject, tmp_path: Path) -> None:
    """Bytecode, pickles, pictures and a journal in the checkout: not read by check or build; the site is that of a
    clean checkout.
    """
    clean, project = (new_project(FILES, address=ADDRESS) for _ in range(2))
    foreign_files(project, tmp_path / "pwned")
    before = tree(project.folder)
    for command in (["check"], ["build"]):
        assert run(project, *command)[0] == 0
    assert clean.build().ok
    assert tree(project.site) == tree(clean.site)
    assert before.items() <= tree(project.folder).items()
    assert not [*tmp_path.rglob("pwned*")]


def spoil_pictures(project: Project) -> None:
    """Write garbage over each drawn picture that is kept."""
    kept = [*(project.state / "social").iterdir()]
    assert kept
    for path in kept:
        path.write_bytes(b"<script>")


def cut_templates(_: Project) -> None:
    """Cut each compiled template short, or turn one of its bits over."""
    kept = sorted(template_folder().iterdir())
    assert len(kept) > 10
    for number, path in enumerate(kept):
        content = bytearray(path.read_bytes())
        content[-9] ^= 4
        path.write_bytes(content if number % 2 else content[:60])


@pytest.mark.parametrize("harm", [spoil_pictures, cut_templates])
def test_what_is_damaged_is_made_again(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: object
) -> None:
    """A clean build on top of damaged pictures and templates gives the same bytes, and no traceback."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = new_project(FILES, address=ADDRESS)
    assert project.build().ok
    before = tree(project.site)
    assert callable(harm)
    harm(project)
    for folder in (project.site, project.folder / ".site-shadow"):
        shutil.rmtree(folder)
    assert run(project, "build")[0] == 0
    assert tree(project.site) == before


def test_the_option_says_where_the_state_is(new_project: MakeProject, tmp_path: Path) -> None:
    """Every command over a site takes it; the folder alone holds what is kept."""
    project = new_project(FIXABLE, address=ADDRESS)
    chosen = tmp_path / "chosen"
    assert run(project, "build", "--state", str(chosen))[0] == 0
    assert {path.name for path in chosen.iterdir()} >= {TAG, "social"}
    assert not project.state.exists()
    assert "(0 made, " in run(project, "build", "--state", str(chosen))[1]
    assert run(project, "check", "--fix", "--state", str(chosen))[0] == 0
    assert not project.state.exists()
    assert str(chosen) in run(project, "clean", "--state", str(chosen))[1]
    assert not chosen.exists()


@pytest.mark.parametrize("why", ["no home", "a link", "in docs/"])
def test_without_a_trusted_place(
    new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """A build is as any other and says in one line what is not kept and why; --fix and import change nothing."""
    project, other = new_project(FIXABLE, address=ADDRESS), new_project(FIXABLE, address=ADDRESS)
    assert other.build().ok
    if why == "no home":
        monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/recap"))
    else:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        (tmp_path / "link").symlink_to("elsewhere")
        place = tmp_path / "link" if why == "a link" else project.folder / "docs/state"
        monkeypatch.setenv("RECAP_STATE", str(place))
    docs = tree(project.folder / "docs")
    for _ in range(2):
        status, said = run(project, "build")
        assert (status, said.count("Nothing is kept for the next build. ")) == (0, 1)
        assert ", 0 reused)" in said
        assert tree(project.site) == tree(other.site)
    assert run(project, "check")[0] == 0
    (tmp_path / "talks.jsonl").write_text('{"title": "A", "speakers": ["B"], "event": "c", "recorded": "2026-05-01"}\n')
    for command in (["check", "--fix"], ["import", str(tmp_path / "talks.jsonl")]):
        status, said = run(project, *command)
        assert (status, said.partition(":")[0]) == (1, "Nothing was changed"), said
        assert "--state PATH" in said
    assert run(project, "import", str(tmp_path / "talks.jsonl"), "--dry-run")[0] == 0
    assert tree(project.folder / "docs") == docs
    if why == "a link":
        assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_an_odd_journal_is_reported_once(new_project: MakeProject) -> None:
    """The command that finds it says so in a line and goes on; the next one finds nothing."""
    project = new_project(FIXABLE)
    name = hashlib.sha256(os.fsencode(os.path.realpath(project.folder / "docs"))).hexdigest()[:16]
    assert run(project, "check", "--fix")[0] == 0
    (project.state / f"journal-{name}.json").write_text('{"../../pwned.txt": {"before": null, "after": "x"}}')
    status, said = run(project, "check")
    assert (status, said.count("this note of an interrupted write is not ours")) == (0, 1)
    assert "note of" not in run(project, "check")[1]
    assert not [*project.folder.parent.rglob("pwned*")]


def test_clean_removes_what_is_kept(new_project: MakeProject) -> None:
    """State, shadow copy and the caches of earlier versions; the site stays; each is named. Links and what others made
    stay, under a name of ours too.
    """
    project = new_project(FILES, address=ADDRESS)
    assert project.build().ok
    before = tree(project.site)
    for name in (".site-new-x", ".cache/recap/builds", ".cache/recap/schema"):
        (project.folder / name).mkdir(parents=True)
    (project.folder / ".cache/recap/social").symlink_to(project.folder / "docs")
    (project.folder / ".site-mine").mkdir()
    state = project.state
    status, said = run(project, "clean")
    assert status == 0
    for path in (state, *(project.folder / name for name in (".site-shadow", ".cache/recap/builds"))):
        assert f"Removed: {path}\n" in said
        assert not path.exists()
    assert said.count("Removed") == 3
    assert (project.folder / "docs/index.md").is_file()
    assert {path.name for path in project.folder.iterdir()} >= {".site-mine", ".site-new-x", "site"}
    assert (project.folder / ".cache/recap/schema").is_dir()
    assert tree(project.site) == before
    assert run(project, "clean") == (0, "There was nothing to remove.\n")
    assert project.build().ok
    shutil.rmtree(project.folder / ".site-shadow")
    (project.folder / ".site-shadow").symlink_to(project.folder / "docs")
    assert run(project, "clean")[0] == 0
    assert (project.folder / "docs/index.md").is_file()


def test_two_sites_share_a_state(new_project: MakeProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each site gets its own, whatever the other has removed."""
    monkeypatch.setenv("RECAP_STATE", str(tmp_path / "state"))
    projects = [new_project({**FILES, "rencontre/un-debut.md": TALK.replace("Un début", title)}, address=ADDRESS)
                for title in ("Un", "Deux")]  # fmt: skip
    for _ in range(2):
        for project in projects:
            assert build_site(project.config, project.folder / "elsewhere").ok
            assert project.build().ok
            assert tree(project.site) == tree(project.folder / "elsewhere")
    pictures = [tree(project.site)["social/rencontre/un-debut.png"] for project in projects]
    assert len({*pictures}) == 2
