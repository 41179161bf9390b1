"""Rules about what stands in a name and is no part of it: several people, pronouns, titles, companies, nobody."""

from collections.abc import Iterator

from recap.catalogue.names import Mention, Names, is_name
from recap.catalogue.resolver import Resolution
from recap.content.loader import Files, stem
from recap.content.yaml_writer import to_flow_yaml, to_scalar
from recap.core import name_parts, text
from recap.core.diagnostics import Diagnostic
from recap.core.name_parts import NameParts


def addition_fault(mention: Mention, names: Names, folder: str, *, is_french: bool) -> Diagnostic | None:
    """Return what is wrong with a name that no file declares: E106 for several people, W118 for what is no name.

    `folder` is that of people's files, as messages name it.
    """
    written = mention.text
    if name_parts.is_nobody(written):
        return _nobody(mention)
    if family := name_parts.is_couple(written):
        return mention.diagnostic("E106.couple", value=written, name=family)
    if len(several := name_parts.people_in(written)) > 1:
        entries = [_entry(mention, name_parts.parts_of(each, is_french=is_french)) for each in several]
        return mention.diagnostic("E106", value=written, list=to_flow_yaml(entries), shell=text.shell_word(written))
    if is_french and name_parts.is_initial(written):
        args = {"near": written.split()[-1], "shell": text.shell_word(written)}
        return mention.diagnostic("W118.initial", value=written, **args)
    parts = name_parts.parts_of(written, is_french=is_french)
    if near := name_parts.turned(parts.name):
        family, _, first = parts.name.partition(", ")
        other = _yaml(mention, _entry(mention, NameParts(family, organisation=first.strip())))
        return mention.diagnostic("W118.order", value=written, near=near, other=other)
    return _added(mention, parts, f"{folder}/{names.find(parts.name)}.md") if parts.name != written else None


def files_say_names(resolution: Resolution, files: Files) -> Iterator[Diagnostic]:
    """W118: the name in a person's file holds no pronouns, for which there is a key."""
    for src_uri, record in files.people.items():
        parts = name_parts.parts_of(record.name)
        if parts.pronouns and not (parts.honorific or parts.organisation or parts.account):
            document = files.documents[src_uri]
            own = {} if record.pronouns or stem(src_uri) in resolution.people.broken else {"file": document.path}
            args = {"near": to_scalar(parts.name), "pronouns": parts.pronouns, "added": f"pronouns: {parts.pronouns}"}
            yield document.diagnostic("W118.added" if own else "W118", "name", value=record.name, **args, **own)


def _nobody(mention: Mention) -> Diagnostic:
    key = next(step for step in reversed(mention.place) if isinstance(step, str) and step != "name")
    entries = mention.document.data
    for step in mention.place[: mention.place.index(key) + 1]:
        entries = entries[step]  # type: ignore[index]
    is_alone, is_talk = len(entries) == 1, mention.place[:1] == ("speakers",)
    variant = "nobody" if is_alone and is_talk else "nobody_else" if not is_alone else "nobody_here"
    return mention.diagnostic(f"W118.{variant}", value=mention.text, key=key)


def _added(mention: Mention, parts: NameParts, file: str) -> Diagnostic:
    """Return W118 for a name with additions; pronouns and titles go into the person's file."""
    near = _yaml(mention, _entry(mention, parts))
    kept = {key: value for key in ("pronouns", "honorific") if (value := getattr(parts, key))}
    if parts.account or parts.alias:
        key = "W118.account" if parts.account else "W118.alias"
        return mention.diagnostic(key, value=mention.text, near=near, file=file, alias=parts.alias)
    if not kept:
        return mention.diagnostic("W118", value=mention.text, near=near)
    added = ", ".join(f"{key}: {to_scalar(value)}" for key, value in kept.items())
    # The company would be another key of the mapping that this name stands in, or has no place in a list of authors.
    is_loss = parts.organisation and not (_is_plain(mention) and _takes_mappings(mention))
    args = {"near": near, "added": added, "file": file, "name": parts.name, **kept}
    return mention.diagnostic("W118.by_hand" if is_loss else "W118.added", value=mention.text, **args)


def _entry(mention: Mention, parts: NameParts) -> str | dict[str, str]:
    """Return what to write for a person: the name or, where the list takes it, the name with the organisation."""
    if parts.organisation and _takes_mappings(mention):
        return {"name": parts.name, "organisation": parts.organisation}
    looks_like_id = not is_name(parts.name) and _takes_mappings(mention) and _is_plain(mention)
    return {"name": parts.name} if looks_like_id else parts.name


def _yaml(mention: Mention, entry: str | dict[str, str]) -> str:
    if isinstance(entry, str) or _is_plain(mention):
        return to_flow_yaml(entry)
    return ", ".join(f"{key}: {to_scalar(value)}" for key, value in entry.items())


def _is_plain(mention: Mention) -> bool:
    """Return True if a mention is a text in a list, False if it is the name in a mapping."""
    return isinstance(mention.place[-1], int)


def _takes_mappings(mention: Mention) -> bool:
    """Return True for a list of speakers, whose entries may be mappings."""
    return "speakers" in mention.place
