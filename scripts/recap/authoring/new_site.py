"""The first files of a site, from templates of the package: settings, pages, workflow, form. Writes nothing."""

import json
from collections.abc import Iterable
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from recap.authoring.answers import NewEvent, NewSite
from recap.authoring.scaffold import new_event
from recap.catalogue.models import Event
from recap.content.settings import Settings
from recap.core import text
from recap.core.language import language

DISTRIBUTION = "mkdocs-recap"
"""Name of this package in the package index."""
EXTRA = f"{DISTRIBUTION}[site]"
"""What to install to build a site; without the extra it is the checker alone."""
_STARTER = Path(__file__).with_name("starter")


def config_file(site: NewSite) -> str:
    """Return the `mkdocs.yml` of a site."""
    config = _filled(site, "mkdocs.yml", **_settings(site))
    if not site.programmes:
        return config
    comment = language(site.language).words["programmes_comment"]
    return f"{config}      programmes: {_settings(site)['programmes']} # {comment}\n"


def home_page(site: NewSite) -> dict[str, str]:
    """Return src_uri -> content of the home page."""
    return {"index.md": _filled(site, "index.md", **_settings(site))}


def event_files(site: NewSite, settings: Settings, event: NewEvent) -> dict[str, str]:
    """Return src_uri -> content of the first event: its index, and a draft that shows what a talk looks like."""
    index = new_event(settings, event)
    folder, _, _ = index.src_uri.partition("/")
    examples = sorted((_STARTER / _code(site) / "event").glob("*.md"))
    filled = {path.name: _filled(site, f"event/{path.name}", start=event.start.isoformat()) for path in examples}
    return {index.src_uri: index.content} | {f"{folder}/{name}": content for name, content in filled.items()}


def other_files(site: NewSite, version: str, events: Iterable[Event]) -> dict[str, str]:
    """Return path -> content of everything outside docs/. The form offers the events, the newest one first.

    What checks and publishes is for GitHub, unless the repository is on a GitLab.
    """
    named = [(event.record.start_date.isoformat(), event.display_name) for event in events]
    titles = [title for _, title in named]
    form = {"events": json.dumps(titles, ensure_ascii=False), "start": json.dumps(named[0][0])}
    files = {
        "README.md": _filled(site, "README.md", heading=text.markdown(site.name)),
        "mkdocs.yml": config_file(site),
        "requirements.txt": f"{EXTRA}=={version}\n",
        ".gitignore": (_STARTER / "gitignore").read_text("utf-8"),
    }
    if "gitlab" in (urlsplit(site.repository).hostname or ""):
        return files | {".gitlab-ci.yml": (_STARTER / "workflows/gitlab.yml").read_text("utf-8")}
    nightly = {".github/workflows/programme.yml": (_STARTER / "workflows/programme.yml").read_text("utf-8")}
    return files | {
        ".github/workflows/recap.yml": (_STARTER / "workflows/github.yml").read_text("utf-8"),
        **(nightly if site.programmes else {}),
        ".github/ISSUE_TEMPLATE/propose.yml": _filled(site, "propose.yml", **form),
    }


def _settings(site: NewSite) -> dict[str, str]:
    """Return the answers as YAML, always quoted: MkDocs reads a plain `no` or `2026` as something else than a text."""
    return {name: json.dumps(value, ensure_ascii=False) for name, value in vars(site).items()}


def _code(site: NewSite) -> str:
    """Return the language of the templates, which is English for a site in a language that we do not have."""
    return language(site.language).code


def _filled(site: NewSite, name: str, /, **values: str) -> str:
    return Template((_STARTER / _code(site) / name).read_text("utf-8")).substitute(values)
