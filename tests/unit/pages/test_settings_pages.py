"""Pages made from settings: each says what the settings say, and nothing over an empty heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from markdown import Markdown

from recap.content import markdown as body
from recap.content.repository import Repository
from recap.content.settings import SETTINGS_PAGES, Settings
from recap.core.language import language
from recap.pages.site_data import site_data
from recap.security.html import disallowed_html
from tests.catalogue_fixtures import assembled, files_of, outlined
from tests.site_fixtures import FILES, HOME

FRENCH = Settings(site_name="Recueil", language="fr", folders=dict(language("fr").folders))
ENGLISH = replace(FRENCH, language="en", folders=dict(language("en").folders))
KNOWN: dict[str, Any] = {
    "publisher": "Friends of the Rope, 3 Ferry Lane",
    "host": "Harbour Servers, 2 Quay Street",
    "license": "CC-BY-SA-4.0",
    "contact": "mailto:hello@recap.example",
    "repository": Repository("https://git.example/rope/recap"),
}
NAMES = {
    "fr": {"accessibilite.md", "contribuer.md", "mentions-legales.md", "retirer-mon-nom.md"},
    "en": {"accessibility.md", "contribute.md", "legal.md", "remove-my-name.md"},
}


def made(settings: Settings, files: Mapping[str, str] = FILES) -> dict[str, str]:
    """Key of each page that is made -> its Markdown."""
    pages = outlined(files, settings).pages
    return {name: pages[settings.page(name)].markdown() for name in SETTINGS_PAGES if settings.page(name) in pages}


def headings(text: str) -> list[str]:
    """The headings of a text."""
    return [line.removeprefix("## ") for line in text.split("\n") if line.startswith("## ")]


@pytest.mark.parametrize("settings", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_a_site_that_says_everything_has_all_four(settings: Settings) -> None:
    """At the addresses of its language; every heading has a text under it, and every placeholder a value."""
    outline = outlined(FILES, replace(settings, **KNOWN))
    assert NAMES[settings.language] <= outline.pages.keys()
    for src_uri in NAMES[settings.language]:
        text = outline.pages[src_uri].markdown()
        data = outline.pages[src_uri].data()
        assert (data["kind"], data["edit_url"], bool(data["summary"])) == ("page", None, True)
        assert not re.search(r"\{\w*\}|^## .*\n+(?:##|\Z)", text, re.MULTILINE), text
        links = {link.target for link in body.links(text) if ":" not in link.target}
        assert links <= outline.pages.keys(), text


def test_nothing_is_said_of_what_is_not_known() -> None:
    """Without settings only the page on accessibility is made, without an event only the legal notice."""
    assert [*made(ENGLISH)] == ["accessibility"]
    assert headings(made(ENGLISH)["accessibility"]) == ["What is tested", "What is not"]
    assert [*made(replace(ENGLISH, **KNOWN), {"index.md": HOME})] == ["legal"]
    assert [*made(replace(ENGLISH, license="MIT"))] == ["accessibility", "legal"]
    assert headings(made(replace(ENGLISH, license="MIT"))["legal"]) == ["Licence", "What this site knows about you"]


def test_the_legal_notice() -> None:
    """Publisher, host, contact and licence, then what holds for every site, with its exceptions."""
    known = replace(ENGLISH, **KNOWN)
    text = made(known)["legal"]
    assert headings(text) == ["Publisher", "Hosting", "Contact", "Licence", "What this site knows about you",
                              "The people named here"]  # fmt: skip
    for shown in ("Friends of the Rope, 3 Ferry Lane", "Harbour Servers, 2 Quay Street", "(remove-my-name.md)"):
        assert shown in text
    assert "[CC-BY-SA-4.0](https://spdx.org/licenses/CC-BY-SA-4.0.html)" in text
    assert "pictures that are kept elsewhere" not in text
    pictures = made(replace(known, image_hosts=("img.example.org", "a.example"), search=False))["legal"]
    assert "kept elsewhere (img.example.org, a.example)" in pictures
    assert "Search" not in pictures
    assert "under MIT OR CC0-1.0." in made(replace(known, license="MIT OR CC0-1.0"))["legal"]


def test_the_legal_notice_links_a_page_that_somebody_wrote() -> None:
    """Without `contact` nobody can ask through the site, unless a page of docs/ says how."""
    alone = replace(ENGLISH, publisher="Us")
    assert "The people named here" not in made(alone)["legal"]
    own = made(alone, FILES | {"remove-my-name.md": "---\ntitle: Remove my name\n---\nAsk at the desk.\n"})
    assert "[their name to be removed](remove-my-name.md)" in own["legal"]
    assert own["removal"] == "Ask at the desk.\n"


def test_removal_of_a_name_needs_somebody_to_ask() -> None:
    """It says whom, what the site writes instead, and that a repository remembers, where there is one."""
    assert "removal" not in made(replace(ENGLISH, **KNOWN | {"contact": ""}))
    text = made(replace(ENGLISH, **KNOWN))["removal"]
    assert "[hello&#64;recap.example](mailto:hello@recap.example)" in text
    assert f"“{language('en').words['withdrawn']}”" in text
    assert "(https://git.example/rope/recap), whose history" in text
    assert "history" not in made(replace(ENGLISH, **KNOWN | {"repository": Repository()}))["removal"]


@pytest.mark.parametrize(
    ("known", "way"),
    [
        ({"contact": "https://recap.example/write?to=us"}, "[recap.example/write](https://recap.example/write?to=us)"),
        ({"repository": KNOWN["repository"]}, "[the site’s repository](https://git.example/rope/recap)"),
        (KNOWN, "mailto:hello@recap.example"),
    ],
)
def test_a_barrier_can_be_reported(known: dict[str, Any], way: str) -> None:
    """By mail, by a page, or in the repository where there is nothing else: one way, under one heading."""
    text = made(replace(ENGLISH, **known))["accessibility"]
    assert headings(text)[2:] == ["Found a barrier?"]
    assert way in text.partition("Found a barrier?")[2]


def test_contributing_by_repository() -> None:
    """The newest event's form, the example that it begins with, the commands; mail for those without an account."""
    second = FILES["rencontre/index.md"].replace("2026", "2027").replace("Rencontre", "Meeting")
    text = made(replace(ENGLISH, **KNOWN), FILES | {"meeting/index.md": second})["contribute"]
    assert headings(text) == ["In the browser", "What to write", "Check and see"]
    assert "(https://git.example/rope/recap/new/main/docs/meeting?filename=my-talk.md&amp;value=---%0Atitle" in text
    assert ") of Meeting 2027:" in text
    assert "`docs/meeting/my-talk.md`" in text
    assert "No account there? Write to us: [hello" in text
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example
    _, problems = files_of(FILES | {"meeting/index.md": second, "meeting/my-talk.md": example[1]}, ENGLISH)
    assert problems == []


@pytest.mark.parametrize(
    ("docs_dir", "shown"),
    [("docs", "docs/rencontre/"), ("site/texts", "site/texts/rencontre/"), ("/home/me/docs", "rencontre/"),
     ("../texts", "rencontre/")],
)  # fmt: skip
def test_the_folder_of_a_new_file(docs_dir: str, shown: str) -> None:
    """Where it is in the repository, if that is known; a path of the publisher's machine is nobody's business."""
    settings = replace(ENGLISH, repository=Repository(KNOWN["repository"].url, None, docs_dir))
    assert f"`{shown}my-talk.md`" in made(settings)["contribute"]


def test_contributing_by_mail() -> None:
    """Without a repository there is no form, no editor and no command; without anything there is no page."""
    text = made(replace(ENGLISH, **KNOWN | {"repository": Repository()}))["contribute"]
    assert headings(text) == ["Write to us", "What to write"]
    assert "pip install" not in text
    assert "contribute" not in made(replace(ENGLISH, publisher="Us", host="Them", license="MIT"))
    # An address that no reader can follow counts as none.
    assert "contribute" not in made(replace(ENGLISH, repository=Repository("javascript:alert(1)")))


@pytest.mark.parametrize("settings", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_a_page_of_docs_replaces_the_one_that_is_made(settings: Settings) -> None:
    """At the same address, without E114; the menu names it once, in its place among the other pages."""
    known = replace(settings, **KNOWN)
    for name in SETTINGS_PAGES:
        src_uri = known.page(name)
        files = FILES | {src_uri: "---\ntitle: Our own\n---\nOur own words.\n", "about.md": "---\ntitle: About\n---\n"}
        site = assembled(files, known)
        assert site.artifacts[src_uri].content == "Our own words.\n"
        more = [(entry["title"], entry["url"]) for entry in site_data(site.outline.context)["more"]]
        words = language(settings.language).words
        titles = {known.page(each): words[each] for each in SETTINGS_PAGES}
        pages = titles | {src_uri: "Our own", "about.md": "About"}
        expected = [(title, uri.replace(".md", ".html")) for uri, title in sorted(pages.items())]
        assert [entry for entry in more if entry in expected] == expected
        assert len([url for _, url in more if url == src_uri.replace(".md", ".html")]) == 1


@pytest.mark.parametrize("settings", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_an_old_address_of_docs_is_kept(settings: Settings) -> None:
    """Whoever had such a page and renamed it keeps the address that leads to it, and gets no second page."""
    src_uri = settings.page("accessibility")
    files = FILES | {"access.md": f"---\ntitle: Access\naliases: [{src_uri.replace('.md', '.html')}]\n---\n"}
    site = assembled(files, settings)
    assert src_uri not in site.artifacts
    assert [*site.redirects] == [src_uri.replace(".md", ".html")]
    assert "accessibility" not in made(settings, files)
    urls = [entry["url"] for entry in site_data(site.outline.context)["more"]]
    assert "access.html" in urls
    assert src_uri.replace(".md", ".html") not in urls


HOSTILE = ("<b>\"'&{{x}}[a](b)\\|*_`", "<img src=x onerror=alert(1)>", "{publisher}{0}{", "&lt;b&gt; &copy; *a* _b_",
           "```x", "=== \"a\"\n# b")  # fmt: skip


@pytest.mark.parametrize("bad", HOSTILE)
def test_settings_are_text(bad: str) -> None:
    """Whatever a setting says, its characters are shown, no part of it is markup, and no link is broken out of."""
    address = re.sub(r'[\s<>"]', "", bad)
    hostile: dict[str, Any] = {
        "publisher": bad,
        "host": bad,
        "license": bad,
        "contact": f"mailto:{address}@recap.example",
        "repository": Repository(f"https://git.example/{re.sub(r'[{}|^`@]', '', address)}".replace("\\", "")),
        "image_hosts": (bad,),
    }
    for name, text in made(replace(ENGLISH, **hostile)).items():
        html = Markdown(extensions=["admonition", "tables", "pymdownx.superfences", "pymdownx.tabbed"]).convert(text)
        assert disallowed_html(html) is None, (name, html)
        assert not re.search(r"<b>|<img|<em>[ab]|href=\"(?!mailto:|https://|\w[\w-]*\.md)", html), (name, html)
    # A site without a repository that can be followed gets no link to it.
    assert (
        "](https://git"
        not in made(replace(ENGLISH, **hostile | {"repository": Repository("https://a:b@git.example/")}))["removal"]
    )
