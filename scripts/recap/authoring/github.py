"""The part of a run on GitHub that may write: it makes a pull request of an issue, or answers; it reports dead links.

`python -m recap.authoring.github` is a job of its own. It gets what `recap github` found in a job that may only read
(`Handover`), believes none of it without looking, and needs nothing but Python, this package and the program `gh`: no
dependency is installed where there are rights.

A proposal's branch holds one commit: the default branch, and one new file. Once somebody has reviewed it or committed
to it, it is not moved any more, whatever becomes of the issue.
"""

import base64
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recap.core.filesystem import read_named_file
from recap.core.language import language

_MARK = "<!-- recap-propose -->"
_BOT = "github-actions[bot]"
_LABEL = "dead-links"
_SHAPE = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*/)+[a-z0-9]+(-[a-z0-9]+)*\.md")
"""Path of a talk. It has no dot but the last one, so it leads neither upwards nor to `.github`."""
MAX_PACKED = 128 * 1024 - 100
"""Most letters of a packed handover: an environment variable of Linux, with its name, has 128 KiB."""
_MAX_REPORT = 20_000
"""Number of characters of a report that are shown; GitHub takes 65,536."""
_MAX_BYTES = 4_000_000
"""Most bytes of a handover: a text of GitHub's limit, and room."""
_NOBODY = "0" * 40
"""What stands for a branch that does not exist."""
_MOVE = """mutation($repository: ID!, $ref: GitRefname!, $before: GitObjectID!, $after: GitObjectID!) {
  updateRefs(input: {
    repositoryId: $repository, refUpdates: [{name: $ref, beforeOid: $before, afterOid: $after, force: true}]
  }) { clientMutationId }
}"""


@dataclass(frozen=True)
class Handover:
    """What the job without rights hands to the one with rights."""

    language: str
    report: str = ""
    """What is wrong, for people."""
    path: str = ""
    """Of the new talk, from the root of the repository; empty if there is none."""
    content: str = ""

    def packed(self) -> str:
        """Return it as one line of letters; of the report, what is shown. See `MAX_PACKED`."""
        plain = json.dumps(asdict(self) | {"report": self.report[:_MAX_REPORT]}, ensure_ascii=False)
        return base64.b64encode(zlib.compress(plain.encode("utf-8", "replace"), 9)).decode()


def unpacked(packed: str) -> Handover:
    """Return what was packed; exits with 1 if it is anything else, or too large."""
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), _MAX_BYTES)
        return Handover(**{key: str(value) for key, value in json.loads(plain).items()})
    except (ValueError, TypeError, AttributeError, zlib.error):
        sys.exit("This is not what `recap github` hands over.")


class Repository:
    """A repository on GitHub, as the program `gh` reaches it. Whatever GitHub refuses ends the run."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, path: str) -> Any:
        """Return the answer to a question; `path` is below the repository, or empty."""
        [answer] = self._call(path)
        return answer

    def pages(self, path: str) -> list[Any]:
        """Return the pages of an answer that has several."""
        return [*self._call(path, "--paginate")]

    def send(self, method: str, path: str, **data: object) -> Any:
        """Change something, and return the answer."""
        [answer] = self._call(path, "--method", method, "--input", "-", data=data)
        return answer

    def move(self, branch: str, before: str, after: str) -> None:
        """Move a branch to a commit if it still is at another one, which nothing but this call can decide safely.

        `before` is empty for a branch that does not exist.
        """
        place = {"ref": f"refs/heads/{branch}", "before": before or _NOBODY, "after": after}
        ref = {"repository": self.get("")["node_id"], **place}
        self._gh("graphql", "--input", "-", data={"query": _MOVE, "variables": ref})

    def _call(self, path: str, *options: str, data: object = None) -> Iterator[Any]:
        text = self._gh(f"repos/{self.name}/{path}".rstrip("/"), *options, data=data).lstrip()
        while text:  # pages are written one after the other
            answer, end = json.JSONDecoder().raw_decode(text)
            yield answer
            text = text[end:].lstrip()

    def _gh(self, *arguments: str, data: object = None) -> str:
        sent = None if data is None else json.dumps(data)
        command = ["gh", "api", *arguments]
        done = subprocess.run(command, input=sent, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        if done.returncode:
            sys.exit(f"GitHub refused {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout


def answer(repository: Repository, event: dict[str, Any], base: str, handover: Handover) -> None:
    """Make a pull request of what an issue proposes, or say in the issue what to fix. `base` is the commit checked out.

    Nothing is done if the issue does not say any more what was checked: an edit has a run of its own.
    """
    words, number = language(handover.language).terminal, event["issue"]["number"]
    now = repository.get(f"issues/{number}")
    if now["state"] != "open" or now["body"] != event["issue"]["body"]:
        return
    if not handover.path:
        _reply(repository, number, f"{words['github_fix']}\n\n{as_code(handover.report)}")
        return
    path = Path(handover.path)
    if not _SHAPE.fullmatch(handover.path) or not (path.parent / "index.md").is_file() or os.path.lexists(path):
        sys.exit("This is not the path of a new talk.")
    branch = f"proposal-{number}"
    refs = repository.get(f"git/matching-refs/heads/{branch}")
    before = next((ref["object"]["sha"] for ref in refs if ref["ref"] == f"refs/heads/{branch}"), "")
    asked = f"pulls?state=all&per_page=100&head={repository.name.partition('/')[0]}:{branch}"
    requests = [each for page in repository.pages(asked) for each in page]
    if before and has_work_of_somebody(repository, requests, base, before):
        there = f"{event['repository']['html_url']}/tree/{branch}"
        place = requests[0]["html_url"] if requests else there
        _reply(repository, number, words["github_kept"].format(url=place))
        return
    commit = _commit(repository, base, handover, number)
    said = {"state": "success", "context": "recap check", "description": words["github_checked"]}
    repository.send("POST", f"statuses/{commit}", **said)
    repository.move(branch, before, commit)
    request = next((each for each in requests if each["state"] == "open"), None) or repository.send(
        "POST",
        "pulls",
        head=branch,
        base=event["repository"]["default_branch"],
        title=words["github_request"].format(number=number),
        body=words["github_request_text"].format(number=number),
    )
    _reply(repository, number, words["github_thanks"].format(url=request["html_url"]))


def report_links(repository: Repository, handover: Handover) -> None:
    """Open one issue with the dead links, or update the one that is open."""
    words = language(handover.language).terminal
    content = {"title": words["github_links"], "body": f"{words['github_links_text']}\n\n{as_code(handover.report)}"}
    known = repository.get(f"issues?labels={_LABEL}&state=open&per_page=1")
    if known:
        repository.send("PATCH", f"issues/{known[0]['number']}", **content)
    else:
        repository.send("POST", "issues", labels=[_LABEL], **content)


def has_work_of_somebody(repository: Repository, requests: list[Any], base: str, head: str) -> bool:
    """Return True if a branch was reviewed, or has a commit that is not the bot's."""
    for request in requests:
        reviews = repository.pages(f"pulls/{request['number']}/reviews?per_page=100")
        if any(_login(review["user"]) != _BOT for page in reviews for review in page):
            return True
    compared = repository.pages(f"compare/{base}...{head}?per_page=100")
    # What is written through the API is committed by GitHub itself ("web-flow").
    return any(
        _login(commit["author"]) != _BOT or _login(commit["committer"]) not in (_BOT, "web-flow")
        for page in compared
        for commit in page["commits"]
    )


def _login(user: Any) -> str:
    """Return the name of an account; empty for one that is gone, or that GitHub does not know."""
    return str((user or {}).get("login") or "")


def _commit(repository: Repository, base: str, handover: Handover, number: int) -> str:
    """Return the hash of a new commit, on no branch yet, that adds the talk to `base`."""
    blob = repository.send("POST", "git/blobs", encoding="utf-8", content=handover.content)["sha"]
    root = repository.get(f"git/commits/{base}")["tree"]["sha"]
    entry = {"path": handover.path, "mode": "100644", "type": "blob", "sha": blob}
    tree = repository.send("POST", "git/trees", base_tree=root, tree=[entry])["sha"]
    message = f"docs: add a talk proposed in #{number}"
    return str(repository.send("POST", "git/commits", message=message, tree=tree, parents=[base])["sha"])


def _reply(repository: Repository, number: int, text: str) -> None:
    """Post the one answer to an issue, or update it."""
    comments = (each for page in repository.pages(f"issues/{number}/comments?per_page=100") for each in page)
    ours = (each["id"] for each in comments if _login(each["user"]) == _BOT and each["body"].startswith(_MARK))
    known, body = next(ours, None), f"{_MARK}\n{text}"
    if known:
        repository.send("PATCH", f"issues/comments/{known}", body=body)
    else:
        repository.send("POST", f"issues/{number}/comments", body=body)


def as_code(report: str) -> str:
    """Return the start of a report as an indented block: nothing in it is a mention, a link or a heading."""
    return "".join(f"    {line}\n" for line in report[:_MAX_REPORT].splitlines())


def main() -> None:
    """Do what the event of this run asks for."""
    handover, repository = unpacked(os.environ["ANSWER"]), Repository(os.environ["GITHUB_REPOSITORY"])
    if os.environ["GITHUB_EVENT_NAME"] == "issues":
        event = json.loads(read_named_file(Path(os.environ["GITHUB_EVENT_PATH"])))
        answer(repository, event, os.environ["GITHUB_SHA"], handover)
    else:
        report_links(repository, handover)


if __name__ == "__main__":
    main()
