"""Passages of talks that speak of a topic: sections of their recaps that link to its page, or in which a name of it is.

Only topics with a file are looked for: somebody has said what the word means. A label alone may be any word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from recap.catalogue.models import Talk, Topic
from recap.content import markdown
from recap.core.term_search import TermSearch

BRIEF = "Bref"
"""Anchor of what stands above a recap: its summary and key points."""
Passage = list[str]
"""Anchor and words of the heading of a section; without words what stands above the first one, or in brief (BRIEF)."""
Speaking = dict[str, list[Passage]]
"""Id of a talk that speaks of a topic -> its passages in their order; sorted by id. As JSON can hold it."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LABEL = re.compile(r"\[(?P<label>[^\[\]]+)\](?![(:])")


class TopicSearch:
    """The topics of a site, to be looked for in its talks."""

    def __init__(self, topics: Iterable[Topic], folder: str) -> None:
        """`folder` is that of the topics' pages."""
        described = [(topic, topic.record) for topic in topics if topic.record]
        self.ids = [topic.id for topic, _ in described]
        self._known = frozenset(self.ids)
        self._terms = TermSearch(
            ((topic.name, record.abbreviation or "", *record.synonyms), topic.id) for topic, record in described
        )
        self._folder = f"{folder}/"
        self._link = re.compile(rf"\]\(<?(?:\.\./)*{re.escape(folder)}/([^\s()<>#]+)\.md")

    def passages_of(self, talk: Talk) -> dict[str, list[Passage]]:
        """Return id of a topic -> passages of a talk, in their order; none of a stub."""
        record, found = talk.record, dict[str, dict[tuple[str, str], None]]()
        if not (self.ids and talk.has_recap):
            return {}
        brief = "\n".join(filter(None, (record.summary, *record.key_points)))
        for passage, text in (((BRIEF, ""), brief), *self._sections(talk)):
            links = (key for key in self._link.findall(text) if key in self._known)
            for topic in (*links, *self._terms.find(_without_addresses(text))):
                found.setdefault(topic, {})[passage] = None
        return {topic: [*map(list, passages)] for topic, passages in found.items()}

    def _sections(self, talk: Talk) -> Iterator[tuple[tuple[str, str], str]]:
        """Yield the sections of a recap by headings of the second level, without code."""
        body = talk.recap
        if not (self._terms.may_find(body) or self._folder in body):
            return
        masked = _with_addresses(markdown.blank_spans("\n".join(markdown.without_code(body))))
        lines = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), masked).split("\n")
        found = (heading for heading in markdown.headings(body, talk.record.title) if heading.level == 2)
        cuts = [(heading.start - 1, (heading.anchor, heading.text)) for heading in found]
        ends = [*(line for line, _ in cuts), len(lines)]
        for (start, passage), end in zip([(0, ("", "")), *cuts], ends, strict=True):
            yield passage, "\n".join(lines[start:end])


def _with_addresses(source: str) -> str:
    """Return a text in which the address of each link by a label stands behind it; no line is moved.

    A label is looked up as Python-Markdown does, for which the last of equal definitions counts.
    """
    known = {_normal(each["label"].strip()): each["target"] for each in markdown.DEFINITION.finditer(source)}

    def replaced(label: re.Match[str]) -> str:
        target = known.get(_normal(label["label"]))
        return f"{label[0]}({target})" if target else label[0]

    return _LABEL.sub(replaced, source) if known else source


def _normal(label: str) -> str:
    return re.sub(r"\s+", " ", label).lower()


def _without_addresses(source: str) -> str:
    """Return a text with the addresses of its links replaced by spaces: a word in one is not spoken."""
    found = (*markdown.links_in(source), *markdown.DEFINITION.finditer(source))
    return markdown.blank_places(source, (each.span("target") for each in found))


class Passages(Mapping[str, Speaking]):
    """Id of a topic with a file -> the talks that speak of it. Made when it is first read: a check needs none of it."""

    def __init__(self, talks: Mapping[str, Talk], topics: Mapping[str, Topic], folder: str) -> None:
        self._talks, self._topics, self._folder = talks, topics, folder

    @cached_property
    def _found(self) -> dict[str, Speaking]:
        search = TopicSearch(self._topics.values(), self._folder)
        found: dict[str, Speaking] = {topic: {} for topic in search.ids}
        for key in sorted(self._talks):
            for topic, passages in search.passages_of(self._talks[key]).items():
                found[topic][key] = passages
        return found

    def __getitem__(self, key: str) -> Speaking:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def changed_passages(
    search: TopicSearch, known: Mapping[str, Speaking], talks: Iterable[tuple[Talk | None, Talk]]
) -> dict[str, Speaking]:
    """Return the topics whose passages differ after some edits, given as (talk before or None, after)."""
    found: dict[str, Speaking] = {}
    for before, after in talks:
        old, new = search.passages_of(before) if before else {}, search.passages_of(after)
        for topic in (key for key in {*old, *new} if old.get(key) != new.get(key)):
            speaking = found.setdefault(topic, dict(known[topic]))
            speaking.pop(after.id, None)
            if topic in new:
                speaking[after.id] = new[topic]
    return {topic: dict(sorted(speaking.items())) for topic, speaking in sorted(found.items())}
