"""One pull request of what changed in programmes: when it is written, and when it is left to people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from recap.authoring import github_programme
from recap.authoring.github import Repository
from recap.authoring.github_programme import Refreshed, unpacked
from tests.unit.authoring.test_github import ANA, BOT, OURS, Answers, GitHub

FILES = {"docs/demo31/talk-1.md": "---\ntitle: É\n---\n"}
REFRESHED = Refreshed("en", "Moved: 1\n  @ana [x](https://evil.example)\n", FILES)
REF = [{"ref": "refs/heads/programme", "object": {"sha": "01d"}}]
REQUEST = {"number": 9, "state": "open", "html_url": "https://example.org/pull/9"}
OPEN: Answers = {
    "repos/a/b/git/matching-refs/": REF,
    "repos/a/b/pulls?": [REQUEST],
    "repos/a/b/pulls/9/reviews": [],
    "repos/a/b/compare/": {"commits": [OURS]},
    "repos/a/b/git/commits/01d": {"tree": {"sha": "other"}},
}
"""A GitHub on which the pull request of another night is open."""


@pytest.fixture
def propose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., GitHub]:
    """Proposes the files of the tests: `propose(answers)` returns what GitHub heard."""

    def made(answers: Answers | None = None) -> GitHub:
        heard = GitHub({"repos/a/b": {"node_id": "R_1", "default_branch": "trunk"}, **(answers or {})})
        heard.answers["repos/a/b --"] = heard.answers["repos/a/b"]
        monkeypatch.setattr(Repository, "_gh", lambda _, *arguments, data=None: heard(*arguments, data=data))
        github_programme.propose(Repository("a/b"), "abc", REFRESHED)
        return heard

    return made


def test_what_changed_is_one_pull_request(propose: Callable[..., GitHub]) -> None:
    """One commit on the default branch with every file, its status, a branch, a request with the report as code."""
    heard = propose()
    [tree] = heard.sent("repos/a/b/git/trees")
    assert tree["tree"] == [
        {"path": path, "mode": "100644", "type": "blob", "content": content} for path, content in FILES.items()
    ]
    [commit] = heard.sent("repos/a/b/git/commits")
    assert commit["parents"] == ["abc"]
    assert heard.sent("repos/a/b/statuses/c0ffee")
    [request] = heard.sent("repos/a/b/pulls")
    assert (request["head"], request["base"]) == ("programme", "trunk")
    assert "\n\n    Moved: 1\n      @ana [x](https://evil.example)\n" in request["body"]


def test_the_open_request_is_updated(propose: Callable[..., GitHub]) -> None:
    """The next night's changes replace those that nobody has touched."""
    heard = propose(OPEN)
    [[said, data]] = [(said, data) for said, data in heard.calls if "pulls" in said and data]
    assert said.startswith("repos/a/b/pulls/9 --method PATCH")
    assert data.keys() == {"body"}
    [move] = heard.sent("graphql")
    assert (move["variables"]["before"], move["variables"]["after"]) == ("01d", "c0ffee")


def test_the_same_changes_are_not_proposed_twice(propose: Callable[..., GitHub]) -> None:
    """Nothing moves, and nobody is notified, while the request says what is still so."""
    heard = propose(OPEN | {"repos/a/b/git/commits/01d": {"tree": {"sha": "7ee5"}}})
    assert [said for said, data in heard.calls if data is not None] == ["repos/a/b/git/trees --method POST --input -"]


@pytest.mark.parametrize(
    "work",
    [
        {"repos/a/b/pulls/9/reviews": [{"user": ANA}]},
        {"repos/a/b/compare/": {"commits": [OURS, {"author": ANA, "committer": ANA, "sha": "2"}]}},
    ],
    ids=["review", "commit"],
)
def test_work_of_people_is_not_overwritten(propose: Callable[..., GitHub], work: Answers) -> None:
    """A branch that somebody has reviewed or committed to stays, and the run says so."""
    with pytest.raises(SystemExit, match=r"Somebody works on https://example.org/pull/9"):
        propose(OPEN | work)


def test_a_branch_that_was_left_is_used_again(propose: Callable[..., GitHub]) -> None:
    """Without an open request nobody works on it, whoever committed there once."""
    heard = propose({"repos/a/b/git/matching-refs/": REF, "repos/a/b/compare/": {"commits": [{"author": ANA}]}})
    assert heard.sent("repos/a/b/pulls")
    [move] = heard.sent("graphql")
    assert move["variables"]["before"] == "01d"
    assert BOT


@pytest.mark.parametrize(
    "path",
    [
        *(".github/workflows/x.md", "docs/../.github/x.md", "/docs/a/x.md", "docs/a/x.yml", "docs/a/x.md\n", "x.md"),
        *("docs/a.b/x.md", "docs//x.md", "docs\\a\\x.md", ""),
    ],
)
def test_only_markdown_files_of_a_folder(path: str) -> None:
    """No other path is believed: the job with rights looks at each."""
    good = {"docs/demo31/index.md": "x"}
    assert unpacked(Refreshed("en", "", good).packed().encode()).files == good
    with pytest.raises(SystemExit):
        unpacked(Refreshed("en", "", good | {path: "x"}).packed().encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{",
        b"{}",
        b"[" * 100_000,
        b"\xff",
        json.dumps({"language": "en", "report": "", "files": {}}).encode(),
    ],
)
def test_what_is_not_handed_over(raw: Any) -> None:
    """Anything else ends the run."""
    with pytest.raises(SystemExit):
        unpacked(raw)
