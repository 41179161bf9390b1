"""Addresses in a repository, for the hosts that people use."""

from __future__ import annotations

import pytest

from recap.content.repository import Repository
from recap.content.settings import parse_settings


@pytest.mark.parametrize(
    ("url", "edit", "new", "listed"),
    [
        ("https://github.com/o/r", "edit/main/docs/e/t.md", "new/main/docs/e", "tree/main/docs/e"),
        ("https://gitlab.com/o/r", "-/edit/main/docs/e/t.md", "-/new/main/docs/e", "-/tree/main/docs/e"),
        ("https://codeberg.org/o/r", "_edit/main/docs/e/t.md", "_new/main/docs/e", "src/branch/main/docs/e"),
    ],
)
def test_each_host_has_its_own_ways(url: str, edit: str, new: str, listed: str) -> None:
    """The editor, a new file and the list of a folder, from the host's name, on the branch `main`."""
    repository = Repository(url)
    assert repository.edit_url("e/t.md") == f"{url}/{edit}"
    assert repository.new_file_url("e", "x y.md", "a\n") == f"{url}/{new}?filename=x%20y.md&value=a%0A"
    assert repository.folder_url("e") == f"{url}/{listed}"


@pytest.mark.parametrize(
    ("lines", "edit", "listed"),
    [
        ("edit_uri: edit/trunk/site/docs/", "https://h.org/o/r/edit/trunk/site/docs/t.md", "/tree/trunk/site/docs/e"),
        (
            "edit_uri: https://x.org/edit/main/docs",
            "https://x.org/edit/main/docs/t.md",
            "https://x.org/tree/main/docs/e",
        ),
        ("edit_uri: blob/main/docs/", "https://h.org/o/r/blob/main/docs/t.md", None),
        ("edit_uri: ''", None, None),
        ("docs_dir: content/pages", "https://h.org/o/r/edit/main/content/pages/t.md", "/tree/main/content/pages/e"),
    ],
)
def test_mkdocs_keys_decide(lines: str, edit: str | None, listed: str | None) -> None:
    """`edit_uri` leads elsewhere, or turns the links off; without it `docs_dir` is the folder that they lead to."""
    settings, diagnostics = parse_settings(f"repo_url: https://h.org/o/r/\n{lines}\n".encode(), "mkdocs.yml")
    assert diagnostics == []
    assert settings.repository.edit_url("t.md") == edit
    found = settings.repository.folder_url("e")
    assert (found or "").removeprefix("https://h.org/o/r") == (listed or "")


def test_without_an_address_there_is_none() -> None:
    """No repository, no links."""
    repository = Repository()
    assert (repository.edit_url("a"), repository.folder_url("a"), repository.new_file_url("a", "b", "c")) == (None,) * 3
    assert repository.form_url is None


def test_the_form_of_gitlab_is_elsewhere() -> None:
    """Its issues lie below `-/`."""
    assert Repository("https://gitlab.com/o/r").form_url == "https://gitlab.com/o/r/-/issues/new?template=propose.yml"
