"""Options, questions and completions about the place of a talk in its programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from click.shell_completion import CompletionItem

from recap.cli.console import Console
from recap.cli.questions import prompt

if TYPE_CHECKING:
    from recap.catalogue.models import Event

PROGRAMME_KEYS = ("start", "duration", "room", "track", "type", "language", "level")
"""Keys of a talk that are one value of its programme, in the order in which they are asked for."""


def days_of(event: Event) -> list[str]:
    """Return the days of an event, ISO 8601."""
    first, last = event.record.start_date, event.record.end_date
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def ask_programme(console: Console, event: Event, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys with what is answered for those that no option gave; Enter leaves one out."""
    from recap.content import schema

    record = event.record
    known = {
        "room": record.room_names,
        "track": [each.title for each in record.tracks],
        "type": get_args(schema.TalkType),
        "language": record.languages,
        "level": get_args(get_args(schema.Talk.model_fields["level"].annotation)[0]),
    }
    found = dict(given)
    for key in PROGRAMME_KEYS:
        words = ", ".join(known.get(key, ()))
        found[key] = given[key] or prompt(console, f"ask_talk_{key}", "", known=f" ({words})" if words else "")
    return found


def _names(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes an option with names of the site: folders of events, rooms, tracks."""

    def complete(context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
        from recap.lint.runner import read_catalogue

        console = Console(Path(context.params.get("config_file") or "mkdocs.yml"))
        events = read_catalogue(console.docs, console.settings)[0].events if console.docs.is_dir() else {}
        chosen = [events[name] for name in events if context.params.get("event_id") in (None, name)]
        names = {
            "event": [*events],
            "room": [name for event in chosen for name in event.record.room_names],
            "track": [track.id for event in chosen for track in event.record.tracks],
        }
        return [CompletionItem(name) for name in dict.fromkeys(names[kind]) if name.startswith(begun)]

    return complete


known_events = _names("event")
_OPTIONS = (
    click.option("--start", help="Hour: 10:30."),
    click.option("--duration", help="Minutes."),
    click.option("--room", shell_complete=_names("room"), help="Room, as the event names it."),
    click.option("--track", shell_complete=_names("track"), help="Track, by id or title."),
    click.option("--type", help="keynote, workshop, panel, …; by default a talk."),
    click.option("--language", help="Language of the talk: en, fr, …"),
    click.option("--level", help="beginner, intermediate or advanced."),
)


def of_programme(function: Callable[..., None]) -> Callable[..., None]:
    """Add these options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
