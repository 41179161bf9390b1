"""What the index of people says of those who gave several talks."""

from __future__ import annotations

import pytest

from recap.pages.listing import regulars
from tests.catalogue_fixtures import outlined, talk
from tests.site_fixtures import EVENT


def said(*speakers: str) -> str:
    """What the index says of talks with these speakers, one talk each."""
    texts = {f"rencontre/t{n}.md": talk(f"speakers: [{who}]", title=f"T{n}") for n, who in enumerate(speakers)}
    found = outlined({"rencontre/index.md": EVENT, **texts})
    sentence = regulars(found.context)
    data = found.pages["intervenants/index.md"].data()
    assert data["summary"].endswith(sentence)
    assert len(data["description"]) <= 300
    return sentence


@pytest.mark.parametrize(
    ("speakers", "sentence"),
    [
        (["Ana Foo"], ""),
        (["Ana Foo", "Bo Bar"], "Personne n’a donné deux interventions."),
        (["Ana Foo", "Ana Foo, Bo Bar"], "Plusieurs interventions\u00a0: Ana Foo."),
        (["Ana Foo, Bo Bar"] * 2 + ["Bo Bar"], "Plusieurs interventions\u00a0: Bo Bar et Ana Foo."),
        (["Aa B, Bb C, Cc D, Dd E, Ee F, Ff G"] * 2,
         "Plusieurs interventions\u00a0: Aa B, Bb C, Cc D, Dd E, Ee F et une autre personne."),
        ([f"{'A' * 250} B"] * 2, f"Plusieurs interventions\u00a0: {'A' * 250} B."),
    ],
)  # fmt: skip
def test_who_gave_several_talks_is_named(speakers: list[str], sentence: str) -> None:
    """Most talks first, the first five; nothing for a single talk."""
    assert said(*speakers) == sentence
