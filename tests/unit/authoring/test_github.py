"""What is written on GitHub, and when it is not: a proposal, an answer, a report. GitHub records its calls here."""

from __future__ import annotations

import base64
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from recap.authoring import github
from recap.authoring.github import Handover, Repository

Answers = dict[str, Any]
"""How a call of `gh api` begins -> its answer; several pages are a tuple; None is a refusal."""
BOT = {"login": "github-actions[bot]"}
ANA = {"login": "ana"}
OURS = {"author": BOT, "committer": {"login": "web-flow"}, "sha": "1"}
REQUEST = {"number": 9, "state": "open", "html_url": "https://example.org/pull/9"}
REF = {"ref": "refs/heads/proposal-7", "object": {"sha": "01d"}}
EVENT = {
    "issue": {"number": 7, "body": "text\r\n"},
    "repository": {"default_branch": "main", "html_url": "https://example.org/a/b"},
}
TALK = Handover("fr", path="docs/rencontre/un-titre.md", content="---\ntitle: É\n---\n")
EMPTY: Answers = {
    "repos/a/b/issues/7": {"state": "open", "body": "text\r\n"},
    "repos/a/b/git/matching-refs/": [],
    "repos/a/b/pulls?": [],
    "repos/a/b/compare/": {"commits": []},
    "repos/a/b/git/blobs": {"sha": "b10b"},
    "repos/a/b/git/commits/abc": {"tree": {"sha": "7ree"}},
    "repos/a/b/git/trees": {"sha": "7ee5"},
    "repos/a/b/git/commits": {"sha": "c0ffee"},
    "repos/a/b/pulls --method": {"html_url": "https://example.org/pull/7"},
    "repos/a/b/issues/7/comments": [],
    "repos/a/b --": {"node_id": "R_1"},
    "repos/a/b": {"node_id": "R_1"},
}
"""A GitHub on which nothing has been proposed yet."""


@dataclass
class GitHub:
    """Answers calls of `gh api`, and records them with what they send."""

    answers: Answers
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, *arguments: str, data: Any = None) -> str:
        """Answer a call; the longest beginning that fits decides."""
        said = " ".join(arguments)
        self.calls.append((said, data))
        known = self.answers | {start: answer for start, answer in EMPTY.items() if start not in self.answers}
        start = max((each for each in known if said.startswith(each)), key=len, default="")
        if start and known[start] is None:
            raise SystemExit(f"GitHub refused {said}: HTTP 404")
        found = known.get(start, {})
        return "\n".join(map(json.dumps, found if isinstance(found, tuple) else (found,)))

    def sent(self, start: str) -> list[Any]:
        """What was sent by the calls that begin so and change something."""
        return [data for said, data in self.calls if said.startswith(start) and data is not None]

    @property
    def said(self) -> str:
        """The answer to the issue; empty if there is none."""
        return "".join(data["body"] for data in self.sent("repos/a/b/issues"))


Ask = Callable[..., GitHub]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Answers an issue in a checkout with one event: `ask(handover, answers)` returns what GitHub heard."""
    (tmp_path / "docs/rencontre").mkdir(parents=True)
    for name in ("index", "existe"):
        (tmp_path / f"docs/rencontre/{name}.md").touch()
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/index.md").touch()
    monkeypatch.chdir(tmp_path)

    def made(handover: Handover = TALK, answers: Answers | None = None, heard: GitHub | None = None) -> GitHub:
        heard = heard or GitHub(answers or {})
        monkeypatch.setattr(Repository, "_gh", lambda _, *arguments, data=None: heard(*arguments, data=data))
        github.answer(Repository("a/b"), EVENT, "abc", handover)
        return heard

    return made


def test_a_good_proposal_becomes_a_pull_request(ask: Ask) -> None:
    """The issue becomes one commit on main with one new file, a branch, a pull request; the answer links it."""
    heard = ask()
    assert heard.sent("repos/a/b/git/blobs") == [{"encoding": "utf-8", "content": TALK.content}]
    entry = {"path": TALK.path, "mode": "100644", "type": "blob", "sha": "b10b"}
    assert heard.sent("repos/a/b/git/trees") == [{"base_tree": "7ree", "tree": [entry]}]
    [commit] = heard.sent("repos/a/b/git/commits")
    assert (commit["tree"], commit["parents"]) == ("7ee5", ["abc"])
    [request] = heard.sent("repos/a/b/pulls")
    assert (request["head"], request["base"]) == ("proposal-7", "main")
    assert "https://example.org/pull/7" in heard.said
    assert heard.said.startswith("<!-- recap-propose -->\nMerci")


@pytest.mark.parametrize("before", ["", "01d"])
def test_the_status_belongs_to_what_was_checked(ask: Ask, before: str) -> None:
    """It is given to a commit of main and the file alone; then the branch moves, if it is where it was looked at."""
    refs = [{"ref": "refs/heads/proposal-71", "object": {"sha": "other"}}, *([REF] if before else [])]
    heard = ask(TALK, {"repos/a/b/git/matching-refs/": refs})
    order = [said for said, data in heard.calls if data is not None]
    status, move = (
        next(number for number, said in enumerate(order) if word in said) for word in ("statuses", "graphql")
    )
    assert order[status].startswith("repos/a/b/statuses/c0ffee --method POST")
    assert status < move
    [moved] = heard.sent("graphql")
    assert moved["variables"] == {
        "repository": "R_1",
        "ref": "refs/heads/proposal-7",
        "before": before or 40 * "0",
        "after": "c0ffee",
    }
    assert "beforeOid: $before" in moved["query"]
    assert not [said for said in order if "git/refs" in said or "contents" in said]


@pytest.mark.parametrize("now", [{"state": "open", "body": "edited"}, {"state": "closed", "body": "text\r\n"}])
def test_an_edit_in_between_inherits_nothing(ask: Ask, now: dict[str, str]) -> None:
    """Where the issue does not say any more what was checked, nothing is written, answered or marked."""
    for handover in (TALK, Handover("fr", "E102")):
        assert len(ask(handover, {"repos/a/b/issues/7": now}).calls) == 1


@pytest.mark.parametrize(
    ("reviews", "commits", "moved"),
    [
        ([], [OURS, OURS | {"committer": BOT}], True),
        ([{"id": 1, "user": BOT}], [OURS], True),
        ([{"id": 1, "user": ANA}], [OURS], False),
        ([{"id": 1, "user": None}], [], False),
        ([], [OURS, OURS | {"author": ANA}], False),
        ([], [OURS | {"committer": ANA}], False),
        ([], [OURS | {"author": None}], False),
        ([], [OURS | {"committer": None}], False),
    ],
)
def test_a_branch_with_somebodys_work_is_not_moved(
    ask: Ask, reviews: list[Any], commits: list[Any], moved: bool
) -> None:
    """A review, or a commit of which the bot is not author and committer: the issue is answered, the branch stays."""
    answers = {
        "repos/a/b/git/matching-refs/": [REF],
        "repos/a/b/pulls?state=all&per_page=100&head=a:proposal-7": ([], [REQUEST]),
        "repos/a/b/pulls/9/reviews": ([], reviews),
        "repos/a/b/compare/abc...01d?": ({"commits": []}, {"commits": commits}),
    }
    heard = ask(TALK, answers)
    assert bool(heard.sent("graphql")) is bool(heard.sent("repos/a/b/statuses")) is moved
    assert not heard.sent("repos/a/b/pulls")
    assert "https://example.org/pull/9" in heard.said
    assert ("n’y est pas repris" in heard.said) is not moved


def test_a_branch_without_request_is_linked_itself(ask: Ask) -> None:
    """Somebody's branch that no pull request is about is named by its own address."""
    commits = {"commits": [OURS | {"author": ANA}]}
    heard = ask(TALK, {"repos/a/b/git/matching-refs/": [REF], "repos/a/b/compare/": commits})
    assert "https://example.org/a/b/tree/proposal-7" in heard.said


@pytest.mark.parametrize(
    "failing",
    ["repos/a/b/issues/7", "repos/a/b/git/matching-refs/", "repos/a/b/pulls?", "repos/a/b/pulls/9/reviews",
     "repos/a/b/compare/", "graphql"],
)  # fmt: skip
def test_what_cannot_be_asked_is_not_taken_for_granted(ask: Ask, failing: str) -> None:
    """Where GitHub does not answer, or the branch has moved in between, the run fails and says nothing."""
    answers: Answers = {"repos/a/b/git/matching-refs/": [REF], "repos/a/b/pulls?": [REQUEST]}
    answers |= {"repos/a/b/pulls/9/reviews": [], failing: None}
    heard = GitHub(answers)
    with pytest.raises(SystemExit, match="refused"):
        ask(heard=heard)
    assert heard.calls[-1][0].startswith(failing)
    assert not heard.said


def test_a_bad_proposal_is_answered(ask: Ask) -> None:
    """What is to be fixed is one answer, updated in place; nothing in it is a mention or a link. No branch is made."""
    report = "docs/a.md:1:1: E116\n@everybody [x](http://evil)\n" + 30_000 * "é"
    heard = ask(Handover("en", report))
    assert not heard.sent("repos/a/b/git") + heard.sent("graphql") + heard.sent("repos/a/b/statuses")
    first, _, rest = heard.said.partition("\n\n")
    assert first.startswith("<!-- recap-propose -->\nThank you!")
    assert all(line.startswith("    ") for line in rest.splitlines())
    assert len(rest) < 21_000
    comments = [{"id": 1, "user": ANA, "body": heard.said}, {"id": 2, "user": BOT, "body": "other"}]
    known = (comments, [{"id": 345, "user": BOT, "body": heard.said}])
    heard = ask(Handover("en", "E116"), {"repos/a/b/issues/7/comments": known})
    assert heard.calls[-1][0].startswith("repos/a/b/issues/comments/345 --method PATCH")


@pytest.mark.parametrize(
    "path",
    ["docs/../.github/x.md", ".github/x.md", "docs/rencontre/a.md\ndocs/b/c.md", "docs/rencontre/B.md", "index.md",
     "docs/autre/a.md", "docs/rencontre/existe.md", "docs/rencontre/index.md", "docs/rencontre/a.md\n", "/docs/a.md",
     "docs/rencontre/a.html", "docs//a.md"],
)  # fmt: skip
def test_a_forged_path_is_refused(ask: Ask, path: str) -> None:
    """Whatever the first job hands over, only a new file in the folder of an event is written."""
    heard = GitHub({})
    with pytest.raises(SystemExit, match="not the path"):
        ask(Handover("fr", path=path, content="x"), heard=heard)
    assert len(heard.calls) == 1


def test_what_is_handed_over_fits_and_is_looked_at() -> None:
    """A text of GitHub's limit fits into an environment variable; what is not a handover ends the run."""
    chance = random.Random(1)
    letters = (chr(chance.choice((ord("a"), 0x430, 0xE0)) + chance.randrange(26)) for _ in range(65_536))
    whole = Handover("fr", path="docs/a/b.md", content="".join(letters))
    assert len(whole.packed()) < github.MAX_PACKED
    assert github.unpacked(whole.packed()) == whole
    bomb = base64.b64encode(zlib.compress(json.dumps({"language": "fr", "report": " " * 5_000_000}).encode())).decode()
    wrong = [
        base64.b64encode(zlib.compress(each)).decode() for each in (b"[]", b"x", b"1", b'{"language": "fr", "x": 1}')
    ]
    for packed in ("", "é", "AAAA", whole.packed()[:-9], bomb, *wrong):
        with pytest.raises(SystemExit):
            github.unpacked(packed)


def test_dead_links_are_one_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the weekly look found is one issue, opened once and updated in place."""
    heard = GitHub({"repos/a/b/issues?labels": []})
    monkeypatch.setattr(Repository, "_gh", lambda _, *arguments, data=None: heard(*arguments, data=data))
    github.report_links(Repository("a/b"), Handover("en", "docs/a.md:3:1: W124"))
    [opened] = heard.sent("repos/a/b/issues --method POST")
    assert opened["labels"] == ["dead-links"]
    assert opened["body"].endswith("\n\n    docs/a.md:3:1: W124\n")
    heard.answers = {"repos/a/b/issues?labels": [{"number": 5}]}
    github.report_links(Repository("a/b"), Handover("en", "docs/a.md:4:1: W124"))
    assert heard.calls[-1][0].startswith("repos/a/b/issues/5 --method PATCH")
