"""Twelve questions a reader comes with: answered two clicks from home, and by the first two results of search."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.site_fixtures import serve_folder

TALKS = "containercon-europe-2016"


@dataclass(frozen=True)
class Question:
    """What somebody asks, the page that answers, and words of the answer there."""

    asked: str
    page: str
    answer: str
    others: tuple[str, ...] = ()
    """Pages that search may give instead: they answer, too."""


QUESTIONS = [
    Question(
        "qui a fait connaître seccomp ici ?",
        f"{TALKS}/user-namespaces-seccomp.html",
        "Paul Novarese",
        ("sujets/seccomp.html",),
    ),
    Question(
        "root dans un conteneur peut-il nuire à l’hôte ?",
        f"{TALKS}/user-namespaces-seccomp.html",
        "Un root qui n’est roi que chez lui",
    ),
    Question("quel standard a gagné ?", "sujets/standards.html", "la 1.0 des deux spécifications de l’OCI"),
    Question("quel était le pari, et qui l’a gagné ?", f"{TALKS}/traefik.html", "Perdu à la 1.2."),
    Question("qu’est-ce qu’OpenChain ?", "sujets/openchain.html", "la face juridique du logiciel libre"),
    Question("que devient OpenSDS aujourd’hui ?", f"{TALKS}/keynote.html", "SODA"),
    Question("qui a parlé deux fois ?", "intervenants/index.html", "Personne n’a donné deux interventions."),
    Question("qu’est-ce qui n’a pas été retrouvé ?", "manque.html", "interventions (du 5 au 6 octobre 2016)"),
    Question("comment corriger une page ?", "a-propos.html", "Corriger", ("contribuer.html",)),
    Question("comment lire dans le train ?", "lire-hors-ligne.html", "Dans le train"),
    Question("quelle intervention pour un débutant ?", f"{TALKS}/index.html", "Vous débutez ? Commencez par Traefik"),
    Question("comment s’appelle Clear Containers aujourd’hui ?", f"{TALKS}/keynote.html", "Kata Containers"),
]


@pytest.fixture(scope="module")
def near(site: Path) -> frozenset[str]:
    """The addresses of the pages that two links lead to from the home page, or fewer."""
    found = {"index.html"}
    for _ in range(2):
        found |= {goal for page in found for goal in _links(site, page)}
    return frozenset(found)


def _links(site: Path, page: str) -> Iterator[str]:
    """Yield the addresses of the pages of the site to which a page links."""
    for href in re.findall(r'<a\b[^>]*? href="([^"#:?]+\.html)["#]', (site / page).read_text("utf-8")):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(page), unescape(href)))


@pytest.fixture(scope="module")
def served_site(site: Path) -> Iterator[str]:
    """The address of a server over the site, with its last slash."""
    yield from serve_folder(site)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.page)
def test_two_clicks_from_home_answer(question: Question, near: frozenset[str], page: Page, site: Path) -> None:
    """Two links lead from the home page to the page that answers, and the answer is to be seen there."""
    assert question.page in near
    page.goto((site / question.page).as_uri())
    expect(page.locator("main").get_by_text(question.answer).first).to_be_visible()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.page)
def test_search_answers_first_or_second(question: Question, page: Page, served_site: str) -> None:
    """Typed into the field of the results page, the question leads to an answer by its first or second result."""
    page.goto(f"{served_site}recherche.html")
    page.locator(".recap-results__form input").type(question.asked)
    results = page.locator(".recap-results__list > li > a")
    wanted = (question.page, *question.others)
    expect(page.locator(".recap-results__status")).not_to_be_empty()
    page.wait_for_function(
        """wanted => [...document.querySelectorAll('.recap-results__list > li > a')].slice(0, 2)
            .some(link => wanted.some(page => new URL(link.href).pathname === '/' + page))""",
        arg=[*wanted],
        timeout=5_000,
    )
    assert results.count() >= 1
