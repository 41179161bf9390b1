"""Other people's plugins and hooks: MkDocs' order, every event, nothing reused; and the hook that became a plugin."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.exceptions import Abort
from mkdocs.plugins import EVENTS

from recap.cli import main
from recap.core.language import language
from recap.core.urls import url_of
from recap.plugin.config import foreign_plugins, load_config
from tests.integration.test_two_drivers import by_mkdocs, differing, tree
from tests.site_fixtures import FILES, MakeProject, Project, copy_site

COLLECT = """
import json

calls = []


def on_pre_build(config):
    calls.clear()  # MkDocs keeps the module


def on_files(files, config):
    calls.append(["files"])


def on_nav(nav, config, files):
    calls.append(["nav"])


def on_pre_page(page, config, files):
    calls.append(["pre_page", page.file.src_uri])


def on_page_read_source(page, config):
    calls.append(["page_read_source", page.file.src_uri])


def on_page_markdown(markdown, page, config, files):
    calls.append(["page_markdown", page.file.src_uri])


def on_page_content(html, page, config, files):
    calls.append(["page_content", page.file.src_uri, html.count("<a ")])


def on_env(env, config, files):
    calls.append(["env"])


def on_page_context(context, page, config, nav):
    calls.append(["page_context", page.file.src_uri])


def on_post_page(output, page, config):
    first = all(name != "post_page" for name, *_ in calls)
    calls.append(["post_page", page.file.src_uri])
    if not first:
        return output
    return output.replace("</body>", "<!-- calls: " + json.dumps(calls) + " --></body>")
"""
"""A hook that notes every call, and prints on the first page what it heard of all pages."""
POPULATED = ("pre_page", "page_read_source", "page_markdown", "page_content")
PLUGIN = """
from mkdocs.plugins import BasePlugin


class WordCount(BasePlugin):
    def on_pre_build(self, config):
        self.words = {}

    def on_page_read_source(self, page, config):
        return "Replaced, word by word." if page.file.src_uri == "about.md" else None

    def on_page_content(self, html, page, config, files):
        self.words[page.file.src_uri] = len(html.split())

    def on_env(self, env, config, files):
        self.total = sum(self.words.values())

    def on_page_context(self, context, page, config, nav):
        context["words_of_all"] = f"{self.total} words on {len(self.words)} pages"

    def on_post_page(self, output, page, config):
        if page.file.src_uri == "index.md":
            return output.replace("</main>", f"<p>{self.total} words on {len(self.words)} pages</p></main>")
"""
"""A plugin that replaces the text of one page, and prints on the home page a number made from all pages."""


FIRST = """
from mkdocs.plugins import event_priority


@event_priority(100)
def on_config(config):
    config.site_url = "https://set.example/2025/"
    return config
"""
ENDS = """
import pathlib


def note(word):
    with pathlib.Path(__file__).with_name("calls.txt").open("a") as file:
        file.write(word + " ")


def on_startup(command, dirty):
    note("startup")


def on_shutdown():
    note("shutdown")
"""


def with_line(project: Project, config: str, line: str) -> None:
    """Write the project's mkdocs.yml: some content and one more line."""
    project.config.write_text(f"{config}\n{line}\n", "utf-8")


def recap(project: Project, *arguments: str) -> Any:
    """The result of `recap build`."""
    done = CliRunner().invoke(main, ["build", "-f", str(project.config), *arguments])
    assert done.exit_code == 0, done.stderr
    return done


def test_a_hook_sees_all_pages_before_the_first_is_built(tmp_path: Path) -> None:
    """`recap build` is then MkDocs' own loop, byte for byte; nothing is reused, and the report names the hook."""
    project = copy_site("english", tmp_path / "project", address="https://recap.example/")
    assert project.build().reused == 0
    plain = tree(project.site)
    assert project.build().reused > 20
    config = project.config.read_text("utf-8")
    (project.folder / "collect.py").write_text(COLLECT, "utf-8")
    with_line(project, config, "hooks: [collect.py]")
    report = language("en").terminal["nothing_reused"].format(plugins="collect.py")
    assert report in recap(project).stdout
    ours = tree(project.site)
    assert differing(by_mkdocs(project), ours) == []

    pages = {url for url in ours if url.endswith(".html")}
    [(first, printed)] = [
        (url, found[1]) for url in pages if (found := re.search(r"<!-- calls: (.*) -->", ours[url].decode()))
    ]
    calls = json.loads(printed)
    assert calls[:2] == [["files"], ["nav"]]
    populated, [env, *built] = calls[2 : calls.index(["env"])], calls[calls.index(["env"]) :]
    sources = [src_uri for name, src_uri, *_ in populated if name == "pre_page"]
    assert len(sources) == len({*sources}) > 20
    assert [call[:2] for call in populated] == [[name, src_uri] for src_uri in sources for name in POPULATED]
    assert sum(links for name, _, *rest in populated if name == "page_content" for links in rest) > 50
    assert (env, built) == (["env"], [["page_context", sources[0]], ["post_page", sources[0]]])
    assert first == url_of(sources[0])

    again = recap(project, "--json")
    assert report in again.stderr
    result = json.loads(again.stdout)
    assert (result["pages"], result["reused"]) == (len(sources), 0)
    assert result["size"] == sum(map(len, ours.values()))
    assert differing(tree(project.site), ours) == []

    project.config.write_text(config, "utf-8")
    assert "collect.py" not in recap(project).stdout
    assert differing(tree(project.site), plain) == []  # nothing of the hook is left


@pytest.mark.parametrize("order", ["word-count, recap", pytest.param("recap, word-count", marks=pytest.mark.long)])
def test_a_plugin_collects_from_all_pages(tmp_path: Path, order: str) -> None:
    """An installed plugin, before ours or after it, does under `recap build` what it does under `mkdocs build`."""
    project = copy_site("english", tmp_path / "project")
    head, _, _ = project.config.read_text("utf-8").partition("plugins:")
    project.config.write_text(f"{head}plugins: [{order}]\n", "utf-8")
    packages = tmp_path / "packages"
    installed = packages / "word_count-1.0.dist-info"
    installed.mkdir(parents=True)
    (packages / "word_count.py").write_text(PLUGIN, "utf-8")
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: word-count\nVersion: 1.0\n", "utf-8")
    (installed / "entry_points.txt").write_text("[mkdocs.plugins]\nword-count = word_count:WordCount\n", "utf-8")
    environment = os.environ | {"PYTHONPATH": str(packages), "NO_MKDOCS_2_WARNING": "1"}

    def run(*command: str) -> str:
        """Standard output of a program that finds the plugin."""
        command = (sys.executable, "-m", *command)
        done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = run("recap", "build", "--lang", "en")
    assert language("en").terminal["nothing_reused"].format(plugins="word-count") in said
    run("mkdocs", "build", "--strict", "--site-dir", "by-mkdocs")
    ours = tree(project.site)
    assert differing(tree(project.folder / "by-mkdocs"), ours) == []
    pages = len([url for url in ours if url.startswith(("people/", "topics/")) and url.endswith(".html")])
    counted = re.search(r"<p>(\d+) words on (\d+) pages</p>", ours["index.html"].decode())
    assert counted
    assert int(counted[1]) > 1_000
    assert int(counted[2]) > pages > 5
    about = ours["about.html"].decode()
    assert "Replaced, word by word." in about
    assert "which was dry" not in about


def test_what_cannot_change_a_page_lets_pages_be_reused(new_project: MakeProject) -> None:
    """Start, end, preview and errors are such events; a hook with any other ends reuse."""
    project = new_project(FILES)
    config = project.config.read_text("utf-8")
    harmless = ("startup", "shutdown", "serve", "build_error")
    ending: list[str] = []
    for event in EVENTS:
        (project.folder / f"{event}.py").write_text(f"def on_{event}(*_, **__):\n    pass\n", "utf-8")
        with_line(project, config, f"hooks: [{event}.py]")
        ending += foreign_plugins(load_config(project.config))
    assert ending == [f"{event}.py" for event in EVENTS if event not in harmless]
    with_line(project, config, f"hooks: [{', '.join(f'{event}.py' for event in harmless)}]")
    assert project.build().ok
    result = project.build()
    assert (result.foreign, result.rendered) == ((), 0)


def test_an_address_that_a_hook_sets_first_is_that_of_every_page(tmp_path: Path) -> None:
    """What runs before our `on_config` may set `site_url`: feeds and permalinks have it under both drivers."""
    project = copy_site("english", tmp_path / "project")
    (project.folder / "first.py").write_text(FIRST, "utf-8")
    with_line(project, project.config.read_text("utf-8"), "hooks: [first.py]")
    result = project.build()
    assert (result.ok, result.foreign) == (True, ("first.py",))
    ours = tree(project.site)
    assert b"https://set.example/2025/rope-ferries-2025/opening.html" in ours["feed.xml"]
    assert differing(by_mkdocs(project), ours) == []
    result = project.build()
    assert result.rendered == result.pages  # what such a hook reads is unknown
    assert differing(tree(project.site), ours) == []


@pytest.mark.parametrize(("text", "is_ok"), [("Bien.", True), ("[x](perdu.md)", False)])
def test_plugins_are_shut_down_however_a_build_ends(new_project: MakeProject, text: str, *, is_ok: bool) -> None:
    """Each start is followed by one end, with or without errors."""
    project = new_project(FILES)
    (project.folder / "ends.py").write_text(ENDS, "utf-8")
    with_line(project, project.config.read_text("utf-8"), "hooks: [ends.py]")
    project.write("rencontre/un-debut.md", FILES["rencontre/un-debut.md"] + text)
    assert project.build().ok is is_ok
    assert (project.folder / "calls.txt").read_text("utf-8") == "startup shutdown "


OLD = ["scripts/hooks.py", "./scripts/hooks.py", "../theirs/scripts/hooks.py"]


@pytest.mark.parametrize("line", OLD)
@pytest.mark.parametrize("is_there", [True, False])
def test_the_old_hook_gets_the_line_to_write(
    new_project: MakeProject, monkeypatch: pytest.MonkeyPatch, line: str, *, is_there: bool
) -> None:
    """Whether or not the file is still there, check and build name its place and say: plugins: [recap]."""
    project = new_project(FILES)
    monkeypatch.chdir(project.folder)
    assert project.build().ok
    before = tree(project.site)
    hook = project.folder / line
    if is_there:
        hook.parent.mkdir(parents=True)
        hook.write_text("raise RuntimeError('nobody runs this')\n", "utf-8")
    config = project.config.read_text("utf-8")
    before_it, plugins, after_it = re.split(r"^(plugins: \[recap\]).*\n", config, flags=re.MULTILINE)
    project.config.write_text(f"{before_it}hooks:\n  - {line}\n{after_it}", "utf-8")
    place = before_it.count("\n") + 2
    words = language("en").diagnostics["E116.hook"]
    message = f"E116 invalid-value: {words['message'].format(value=line)}"
    expected = f"mkdocs.yml:{place}:5: {message}\n      - {line}\n        ^\n    -> {words['hint']}\n"
    for command in ("check", "build"):
        done = CliRunner().invoke(main, [command, "--lang", "en"])
        assert done.exit_code == 1
        assert done.stderr.startswith(expected)
        assert done.stderr == expected or command == "build"  # which adds that nothing was built
    assert plugins in words["hint"]
    assert tree(project.site) == before
    project.config.write_text(f"{before_it}{plugins}\n{after_it}", "utf-8")
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    assert project.build().ok


def test_a_hook_of_the_same_name_elsewhere_is_another(new_project: MakeProject) -> None:
    """`hooks.py` next to mkdocs.yml was never ours: it is run as any hook, and reported as such if it is missing."""
    project = new_project(FILES)
    with_line(project, project.config.read_text("utf-8"), "hooks: [hooks.py]")
    done = CliRunner().invoke(main, ["build", "-f", str(project.config)])
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "E116 invalid-value: « hooks » nomme hooks.py, qui n’existe pas." in done.stderr.replace("\u00a0", " ")
    (project.folder / "hooks.py").write_text("def on_post_page(output, **_):\n    return output\n", "utf-8")
    result = project.build()
    assert (result.ok, result.foreign) == (True, ("hooks.py",))


def test_mkdocs_stops_at_the_old_hook(new_project: MakeProject, caplog: pytest.LogCaptureFixture) -> None:
    """MkDocs alone says which file is missing, in its own words."""
    project = new_project(FILES)
    with_line(project, project.config.read_text("utf-8"), "hooks: [scripts/hooks.py]")
    with pytest.raises(Abort):
        by_mkdocs(project)
    assert re.search("hooks.*scripts/hooks.py.*isn't an existing file", caplog.text)
