"""Questions on the terminal: each may be answered by an option instead, and a bad answer is asked for again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from recap.cli.console import Console
from recap.cli.import_sources import SourceType

if TYPE_CHECKING:
    from recap.authoring.answers import NewEvent

Value = TypeVar("Value")
_EVENT = (
    click.option("--start", help="First day, YYYY-MM-DD."),
    click.option("--end", help="Last day, YYYY-MM-DD; by default the first one."),
    click.option("--timezone", help="Time zone of the place, such as Europe/Berlin; by default that of this system."),
    click.option(
        "--from",
        "programme",
        metavar="PROGRAMME",
        type=SourceType(),
        help="Take the event, its talks and its speakers from what `recap import` reads, a file or an address, instead "
        "of asking.",
    ),
    click.option("--no-input", is_flag=True, help="Ask nothing: take defaults, or say which options are missing."),
)


def of_event(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options about an event to a command."""
    for option in reversed(_EVENT):
        function = option(function)
    return function


class Questions:
    """Asks for what the options leave out. `given` has option -> value, None for those that were left out."""

    def __init__(self, console: Console, given: Mapping[str, Any], *, silent: bool) -> None:
        self._console, self._given = console, given
        self.silent = silent
        """True if nothing may be asked."""
        self.asked = False
        """True as soon as something was asked for."""

    def ask(self, option: str, parse: Callable[[str], Value], default: str | None = None) -> Value:
        """Return the value of an option, or what is answered to the question `ask_<option>`; `default` is for Enter.

        Without a default an answer is required. Exits with 1 for an option that cannot be used.
        """
        given = self._given.get(option)
        if given is None and self.silent:
            given = default
        if given is not None:
            return self._parsed(option, parse, given)
        self.require(option)
        return self._answer(option, parse, default)

    def given(self, option: str) -> str | None:
        """Return the value of an option; None if it was left out."""
        return self._given.get(option)

    def event(self) -> NewEvent:
        """Return the event that options and answers describe; whether there is a city is asked with the rest only."""
        from recap.authoring import answers

        self.require("event", "start")
        title = self.ask("event", answers.title)
        start: date = self.ask("start", answers.day)
        end = self.ask("end", answers.day_from(start), start.isoformat())
        optional = answers.optional(answers.line)
        city = self.ask("city", optional, "") if self.asked and "city" in self._given else self._given.get("city")
        timezone = self.ask("timezone", answers.time_zone, _system_zone())
        return answers.NewEvent(title, start, end, timezone, city or "", self._given.get("summary") or "")

    def refuse(self, programme: Path | str | None, *options: str) -> None:
        """Exit with 1 if options were given that a programme answers."""
        if programme and (given := [_shown(option) for option in options if self._given.get(option) is not None]):
            self._console.fail("answered_twice", options=", ".join(given))

    def require(self, *options: str) -> None:
        """Exit with 1 if nothing may be asked and some of these options were left out."""
        missing = [_shown(option) for option in options if self._given.get(option) is None]
        if self.silent and missing:
            self._console.fail("options_missing", options=", ".join(missing))

    def _parsed(self, option: str, parse: Callable[[str], Value], given: str) -> Value:
        from recap.authoring.answers import AnswerError

        try:
            return parse(given)
        except AnswerError as error:
            self._console.fail("answer_refused", option=_shown(option), reason=error.message(self._console.words))

    def _answer(self, option: str, parse: Callable[[str], Value], default: str | None) -> Value:
        from recap.authoring.answers import AnswerError

        self.asked = True
        while True:
            try:
                return parse(prompt(self._console, f"ask_{option}", default))
            except AnswerError as error:
                click.echo(error.message(self._console.words), err=True)


def prompt(console: Console, key: str, default: str | None = None, **args: str) -> str:
    """Return what is typed after one of the terminal's words; `default` for Enter."""
    question, suffix = console.word(key, **args), console.words.terminal["prompt_suffix"]
    return str(click.prompt(question, default=default, show_default=bool(default), prompt_suffix=suffix))


def system_language() -> str:
    """Return the language of this system's messages, English if it is not known or the theme does not have it."""
    from babel import default_locale

    from recap.authoring.answers import AnswerError, language_tag

    with suppress(AnswerError):
        return language_tag((default_locale() or "en").partition("_")[0])
    return "en"


def _system_zone() -> str | None:
    """Return the time zone of this system; None if it has no name."""
    from babel.localtime import get_localzone

    from recap.authoring.answers import AnswerError, time_zone

    with suppress(AnswerError, LookupError, OSError):
        return time_zone(str(get_localzone()))
    return None


def _shown(option: str) -> str:
    return f"--{option}"
