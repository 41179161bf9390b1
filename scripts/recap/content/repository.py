"""Addresses in the repository that holds a site: to edit or add files, list a folder, propose a talk, open an issue."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

_EDITOR = re.compile(r"(?P<before>.*/)?(?P<mark>_?)edit/(?P<branch>.+)")
"""Address of a host's editor: `edit/main/docs`, GitLab's `-/edit/main/docs`, Forgejo's `_edit/main/docs`."""


@dataclass(frozen=True)
class Repository:
    """A repository as `repo_url` and `edit_uri` of `mkdocs.yml` give it."""

    url: str = ""
    """`https://host/owner/name`; empty if unknown: then no address below exists."""
    edit_uri: str | None = None
    """What follows the address of the repository to edit a file of the docs folder; empty: there are no such links;
    None: the way of the repository's host, on the branch `main`."""
    docs_dir: str = "docs"
    """The docs folder, from the root of the repository."""

    @property
    def editor(self) -> str:
        """Absolute address of the docs folder in the host's editor, without a final slash; empty if there is none."""
        way = default_edit_uri(self.url, self.docs_dir) if self.edit_uri is None else self.edit_uri
        if not (self.url and way):
            return ""
        return way.rstrip("/") if urlsplit(way).scheme else f"{self.url}/{way.strip('/')}"

    def edit_url(self, src_uri: str) -> str | None:
        """Return the address that opens a file of the docs folder in the editor; None if there is none."""
        return f"{self.editor}/{quote(src_uri)}" if self.editor else None

    def folder_url(self, folder: str) -> str | None:
        """Return the address that lists a folder of the docs folder; None if it cannot be derived."""
        if not (match := _EDITOR.fullmatch(self.editor)):
            return None
        listing = "src/branch" if match["mark"] else "tree"
        return f"{match['before'] or ''}{listing}/{match['branch']}/{quote(folder)}"

    def new_file_url(self, folder: str, name: str, content: str) -> str | None:
        """Return the address that opens a new file of the docs folder in the editor, with a first content."""
        if not (match := _EDITOR.fullmatch(self.editor)):
            return None
        start = urlencode({"filename": name, "value": content}, quote_via=quote)
        return f"{match['before'] or ''}{match['mark']}new/{match['branch']}/{quote(folder)}?{start}"

    def issue_url(self, title: str, text: str) -> str | None:
        """Return the address that opens a new issue with a first title and text; None without a repository."""
        gitlab = _is_gitlab(self.url)
        keys = ("issue[title]", "issue[description]") if gitlab else ("title", "body")
        start = urlencode(dict(zip(keys, (title, text), strict=True)), quote_via=quote)
        return f"{self.url}/{'-/' if gitlab else ''}issues/new?{start}" if self.url else None

    @property
    def form_url(self) -> str | None:
        """Address of the form that proposes a talk; None without a repository."""
        return f"{self.url}/{'-/' if _is_gitlab(self.url) else ''}issues/new?template=propose.yml" if self.url else None


def default_edit_uri(url: str, docs_dir: str) -> str:
    """Return the way to the editor of a repository's host, on the branch `main`: GitHub's unless the name says other.

    GitLab's and Forgejo's are read from the host's name; hosts under another name need `edit_uri`.
    """
    host = urlsplit(url).hostname or ""
    if _is_gitlab(url):
        return f"-/edit/main/{docs_dir}"
    return f"{'_' if re.search(r'codeberg|forgejo|gitea', host) else ''}edit/main/{docs_dir}"


def _is_gitlab(url: str) -> bool:
    return "gitlab" in (urlsplit(url).hostname or "")
