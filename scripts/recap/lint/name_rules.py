"""Rules about names: whom and what a file names, how it is written, what it resembles."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from recap.catalogue.names import Mention, Names
from recap.catalogue.resolver import Resolution
from recap.content import schema
from recap.content.document import Place
from recap.content.examples import missing_key_args
from recap.content.loader import Files
from recap.content.validation import Partial
from recap.content.yaml_faults import bare
from recap.core import text
from recap.core.diagnostics import Diagnostic
from recap.lint.addition_rules import addition_fault, files_say_names

MIN_SIMILAR_LENGTH = 5
"""Length of a name from which one letter more, less or changed makes it similar to another."""
FindSimilar = Callable[[str, list[str]], set[tuple[str, str]]]
"""Returns the pairs of similar names in a list, `people` or `topics`, of folded ones."""


def check_names(
    resolution: Resolution, files: Files, folder: str, similar: FindSimilar, language: str = ""
) -> Iterator[Diagnostic]:
    """Yield what every rule of this module finds.

    `folder` is that of people's files, as messages name it; `similar` is `SimilarNames.pairs`; `language` is that of
    the site.
    """
    yield from speakers_are_named(resolution, files)
    yield from files_say_names(resolution, files)
    for mention in resolution.topic_mentions:
        yield from check_label(mention, resolution.topics)
    yield from check_new_labels(resolution.topic_mentions, resolution.topics, similar)
    twice = [*check_twice(resolution.person_mentions, resolution.people)]
    yield from twice
    doubled = {(each.path, each.line, each.column) for each in twice}
    for mention in resolution.person_mentions:
        for found in check_person(mention, resolution.people, folder, is_french=language.startswith("fr")):
            if found.code != "W108" or (found.path, found.line, found.column) not in doubled:
                yield found
    yield from check_similar(resolution, folder, similar)


def speakers_are_named(resolution: Resolution, files: Files) -> Iterator[Diagnostic]:
    """E102: every entry in a list of people says who, and every talk has a speaker or a reason for having none."""
    for document, place in resolution.nameless:
        yield document.diagnostic("E102", *place, **missing_key_args("Speaker", "name"))
    partial = {src_uri: each.record for src_uri, each in files.partial_talks.items() if _lacks_speakers(each)}
    for src_uri, talk in (files.talks | partial).items():
        if not talk.speakers and not any(part.speakers for part in talk.parts):
            document = files.documents[src_uri]
            if ("speakers",) in document.keys and talk.speakers is None:
                yield document.key_diagnostic("E102.empty", "speakers", **missing_key_args("Talk", "speakers"), line="")
            elif talk.speakers is None:
                yield document.diagnostic("E102", **missing_key_args("Talk", "speakers"))
            elif not talk.no_speaker_reason:
                yield document.diagnostic("E102", "speakers", **missing_key_args("Talk", "no_speaker_reason"))


def _lacks_speakers(partial: Partial) -> bool:
    """Return True if a talk that does not follow the schema may lack speakers, and nothing else says so."""
    return partial.is_right("speakers") and partial.is_right("parts") and ("speakers",) not in partial.meant


def check_person(mention: Mention, names: Names, folder: str, *, is_french: bool) -> Iterator[Diagnostic]:
    """W107 for the letters of a name or id, E101 for an unknown id, then whatever is wrong with the name."""
    yield from _check_letters(mention)
    if mention.is_name:
        yield from _check_name(mention, names, folder, is_french=is_french)
    elif mention.text not in names and not names.knows(mention.text):
        near = ", ".join(text.near(mention.text, names.ids()))
        # A list of authors takes no mapping.
        key = "E101" if "speakers" in mention.place else "E101.author"
        yield mention.diagnostic("E101.person" if mention.place[-1] == "person" else key, value=mention.text, near=near)


def _check_name(mention: Mention, names: Names, folder: str, *, is_french: bool) -> Iterator[Diagnostic]:
    """Yield the first fault of a name.

    If no file declares it: E114 for a name that gives no id, what `addition_fault` finds. Then W108 for another
    spelling of a known name, E114 for another name with the same id.
    """
    written, identifier = mention.text, names.find(mention.text)
    shown, declared = names.name(identifier), text.fold(written) in names.by_label
    if not declared and not identifier:
        yield mention.diagnostic("E114.empty", value=written)
    elif not declared and (found := addition_fault(mention, names, folder, is_french=is_french)):
        yield found
    elif written != shown and written not in names.exact and identifier and identifier not in names.broken:
        args = {"value": written, "near": shown, "id": identifier, "shell": text.shell_word(written)}
        args["free"] = names.free_id(text.slug(written), written)
        if sign := text.differing_sign(written, shown):
            yield mention.diagnostic("W108.signs", **args, sign=text.sign_name(sign))
        elif sign := text.differing_sign(shown, written):
            yield mention.diagnostic("W108.signs_there", **args, sign=text.sign_name(sign))
        elif declared or text.fold(written) == text.fold(shown):
            yield mention.diagnostic("W108.spelling", **args)
        else:
            yield mention.diagnostic("E114.names", **args)


def _check_letters(mention: Mention) -> Iterator[Diagnostic]:
    """W107 for a name or label that is not in NFC, has extra or no-break spaces, or quotes or a comma around it."""
    raw: Any = mention.document.data
    for step in mention.place:
        raw = raw[step]
    clean = " ".join(text.collapse(mention.text).split())
    if (inner := bare(clean.rstrip(",;"))) != clean and inner:
        yield mention.diagnostic("W107.signs", value=inner, found=clean)
    elif raw != clean:
        yield mention.diagnostic("W107", value=clean)


def check_twice(mentions: Iterable[Mention], names: Names) -> Iterator[Diagnostic]:
    """E114 for a person whom a list names twice, in whatever spelling; two names with one id are two people."""
    first: dict[tuple[str, Place, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        # The place of an item, without the key inside it: ("parts", 0, "speakers", 1, "name").
        last = max((number for number, step in enumerate(mention.place) if isinstance(step, int)), default=0)
        identifier = names.id_of(mention.text, is_name=mention.is_name)
        others = first[mention.document.path, mention.place[:last], identifier]
        if other := next((each for each in others if _is_same(each, mention, names)), None):
            yield mention.diagnostic("E114.twice", value=mention.text, other=other.text)
        others.append(mention)


def _is_same(one: Mention, other: Mention, names: Names) -> bool:
    """Return True if two mentions with one id mean one person: an id, names of a file, two spellings of one name."""
    folded = {text.fold(each.text) for each in (one, other) if each.is_name}
    return len(folded) < 2 or folded <= names.by_label.keys()


def check_label(mention: Mention, names: Names) -> Iterator[Diagnostic]:
    """E114 for a label that gives no id or that of another, W107 for its letters, W109 for a synonym of another."""
    written, folded = mention.text, names.fold(mention.text)
    if not (slug := text.slug(written)):
        yield mention.diagnostic("E114.empty", value=written)
    elif folded not in names.by_label and folded != names.fold(shown := names.name(slug)) and slug not in names.broken:
        args = {"value": written, "near": shown, "id": slug, "shell": text.shell_word(written)}
        yield mention.diagnostic("E114.labels", **args, free=names.free_id(slug, written))
    yield from _check_letters(mention)
    identifier = names.by_label.get(folded)
    if identifier is not None and folded not in (names.fold(identifier), names.fold(names.declared[identifier])):
        yield mention.diagnostic("W109", value=written, near=identifier)


def check_similar(resolution: Resolution, folder: str, similar: FindSimilar) -> Iterator[Diagnostic]:
    """W108 for two people whose names differ by one letter, unless `distinct_from` says they are two."""
    names, records, first = resolution.people, resolution.people_records, dict[str, Mention]()
    for mention in resolution.person_mentions:
        if mention.is_name:
            first.setdefault(names.find(mention.text), mention)
    by_fold = names.by_label | {text.fold(names.name(identifier)): identifier for identifier in first if identifier}
    for pair in sorted(similar("people", [name for name in by_fold if len(name) >= MIN_SIMILAR_LENGTH])):
        one, other = (by_fold[name] for name in pair)
        known = one == other or _distinct(one, other, names, records) or _distinct(other, one, names, records)
        rare, common = sorted((one, other), key=lambda id_: (id_ not in first, id_ in names.declared, names.uses(id_)))
        if not known and rare in first:
            args = {"value": names.name(rare), "near": names.name(common), "id": rare, "other": common}
            yield first[rare].diagnostic("W108.resembles", folder=folder, **args)


def check_new_labels(mentions: Iterable[Mention], names: Names, similar: FindSimilar) -> Iterator[Diagnostic]:
    """W108 for a label without a file that resembles one with a file: most likely a typing error."""
    new: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if names.find(mention.text) not in names.declared and len(mention.text) >= MIN_SIMILAR_LENGTH:
            new[names.fold(mention.text)].append(mention)
    for pair in sorted(similar("topics", [*new, *names.by_label])):
        for label, known in (pair, pair[::-1]):
            if label in new and known in names.by_label:
                near = names.name(names.by_label[known])
                yield from (mention.diagnostic("W108.topic", value=mention.text, near=near) for mention in new[label])


def _distinct(one: str, other: str, names: Names, records: Mapping[str, schema.Person]) -> bool:
    declared = records[one].distinct_from if one in records else ()
    return any(written == other or names.find(written) == other for written in declared)
