"""A site that version 0.1.0 made: what its `mkdocs.yml` must say now is named line by line, and no old address breaks.

`tests/fixtures/sites/made-by-0.1.0` was built by that version: `addresses.txt` lists its tree with the downloads,
without `assets/` and `search/`, whose files pages alone name.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.build.builder import build_site
from recap.cli import main
from recap.content.settings import read_settings
from recap.core.language import language
from recap.downloads.archive import pack
from tests.site_fixtures import FIXTURES

OLD = FIXTURES / "sites" / "made-by-0.1.0"
ADDRESSES = (OLD / "addresses.txt").read_text("utf-8").splitlines()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the site, without the tool that a site of 0.1.0 had to carry: its mkdocs.yml."""
    shutil.copytree(OLD, tmp_path / "site")
    return tmp_path / "site" / "mkdocs.yml"


def without_what_is_gone(config: str) -> str:
    """The old settings with only those lines changed that are errors now; deprecated keys stay."""
    for old, new in {
        r"(hooks|watch): .*\n": "",
        r"theme:\n(  .*\n)*": "theme: {name: recap, language: en}\n",
        r"plugins: .*\n": "plugins: [recap]\n",
    }.items():
        config, number = re.subn(old, new, config)
        assert number
    return config


def missing(config: Path) -> list[str]:
    """The old addresses that a build of a site does not write."""
    folder = config.parent / "built"
    result = build_site(config, folder, finish_tree=pack)
    assert result.ok, (result.diagnostics, result.warnings)
    return [address for address in ADDRESSES if not (folder / address).is_file()]


def test_every_line_to_change_is_named_with_what_to_write(site: Path) -> None:
    """Hook, folders, plugin and theme of 0.1.0 are named; the lines proposed are those of the new file."""
    diagnostics = read_settings(site)[1]
    lines = site.read_text("utf-8").splitlines()
    errors = {each.message_key: lines[each.line - 1].split()[0] for each in diagnostics if each.level == "error"}
    assert errors == {
        "E116.hook": "hooks:",
        "E116.path": "custom_dir:",
        "E116.theme": "name:",
        "E116.no_plugin": "plugins:",
    }
    upgraded = (OLD / "upgraded.yml").read_text("utf-8")
    hints = {each.message_key: each.hint(language("en")) or "" for each in diagnostics}
    assert re.findall(r"theme: \{.*?\}", hints["E116.theme"]) == re.findall("^theme: .*$", upgraded, re.MULTILINE)
    done = CliRunner().invoke(main, ["build", "-f", str(site), "--lang", "en"])
    assert done.exit_code == 1
    assert done.stderr.count(f"{site}:") == len(diagnostics)


def test_what_is_deprecated_is_read_for_one_version(site: Path) -> None:
    """With `extra.recap` and its old names every old address is written, and each old key is a warning."""
    site.write_text(without_what_is_gone(site.read_text("utf-8")), "utf-8")
    assert [(each.message_key, each.level) for each in read_settings(site)[1]] == [
        ("W103.place", "warning"),
        ("W103", "warning"),
    ]
    assert missing(site) == []


def test_after_the_upgrade_every_old_address_is_there(site: Path) -> None:
    """With the new file only texts by nobody are asked about, and every address of 0.1.0 is written."""
    shutil.copy(OLD / "upgraded.yml", site)
    done = CliRunner().invoke(main, ["check", "-f", str(site), "--lang", "en"])
    assert (done.exit_code, set(re.findall(r": ([EW]\d+) ", done.stderr))) == (0, {"W126"})
    assert len(ADDRESSES) > 80
    assert missing(site) == []
