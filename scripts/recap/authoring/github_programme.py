"""The part of a nightly run on GitHub that may write: it makes one pull request of what changed in programmes.

`python -m recap.authoring.github_programme FILE` is a job of its own, under the conditions of `authoring.github`. The
file is what `recap github --programme FILE` wrote in a job that may only read. The branch holds one commit on the
default branch; once somebody has reviewed it or committed to it, it is not moved any more until it is merged or closed.
"""

import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from recap.authoring.github import Repository, as_code, has_work_of_somebody
from recap.core.filesystem import read_named_file
from recap.core.language import language

BRANCH = "programme"
_SHAPE = re.compile(r"(?:[\w-]+/)+[\w-]+\.md")
"""Path of a Markdown file. It has no dot but the last one, so it leads neither upwards nor to `.github`."""


@dataclass(frozen=True)
class Refreshed:
    """What the job without rights hands to the one with rights."""

    language: str
    report: str
    files: dict[str, str]
    """Path from the root of the repository -> content of every new or changed file."""

    def packed(self) -> str:
        """Return it as the text of a file."""
        return json.dumps(asdict(self), ensure_ascii=False)


def unpacked(raw: bytes) -> Refreshed:
    """Return what was packed; exits with 1 if it is anything else, or names other files than Markdown."""
    try:
        found: Any = Refreshed(**json.loads(raw))
        texts = [found.language, found.report, *found.files.values()]
        is_right = all(isinstance(each, str) for each in texts) and all(map(_SHAPE.fullmatch, found.files))
    except (ValueError, TypeError, AttributeError, RecursionError):
        is_right = False
    if not is_right or not found.files:
        sys.exit("This is not what `recap github --programme` hands over.")
    return found  # type: ignore[no-any-return]


def propose(repository: Repository, base: str, refreshed: Refreshed) -> None:
    """Open a pull request with the files, or update the one that is open. `base` is the commit that was read."""
    words = language(refreshed.language).terminal
    refs = repository.get(f"git/matching-refs/heads/{BRANCH}")
    before = next((ref["object"]["sha"] for ref in refs if ref["ref"] == f"refs/heads/{BRANCH}"), "")
    asked = f"pulls?state=open&per_page=100&head={repository.name.partition('/')[0]}:{BRANCH}"
    requests = [each for page in repository.pages(asked) for each in page]
    entries = [
        {"path": path, "mode": "100644", "type": "blob", "content": content}
        for path, content in refreshed.files.items()
    ]
    root = repository.get(f"git/commits/{base}")["tree"]["sha"]
    tree = repository.send("POST", "git/trees", base_tree=root, tree=entries)["sha"]
    if before and requests:
        if repository.get(f"git/commits/{before}")["tree"]["sha"] == tree:
            return  # what was proposed the night before
        if has_work_of_somebody(repository, requests, base, before):
            sys.exit(f"Somebody works on {requests[0]['html_url']}: it is not changed. Merge or close it.")
    message = "docs: follow the programme"
    commit = str(repository.send("POST", "git/commits", message=message, tree=tree, parents=[base])["sha"])
    said = {"state": "success", "context": "recap check", "description": words["github_checked"]}
    repository.send("POST", f"statuses/{commit}", **said)
    repository.move(BRANCH, before, commit)
    body = f"{words['github_programme_text']}\n\n{as_code(refreshed.report)}"
    if requests:
        repository.send("PATCH", f"pulls/{requests[0]['number']}", body=body)
    else:
        default = repository.get("")["default_branch"]
        title = words["github_programme"]
        repository.send("POST", "pulls", head=BRANCH, base=default, title=title, body=body)


def main() -> None:
    """Do it for the file that the command line names."""
    refreshed = unpacked(read_named_file(Path(sys.argv[1])))
    propose(Repository(os.environ["GITHUB_REPOSITORY"]), os.environ["GITHUB_SHA"], refreshed)


if __name__ == "__main__":
    main()
