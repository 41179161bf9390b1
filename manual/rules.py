"""Reference of rules: a page for each, from the rules and wordings of the check and the examples of its tests.

The examples are those of `tests/examples/negative/`, which the tests run: what the pages quote is what the check says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from recap.core.diagnostics import rules
from recap.core.language import language
from recap.lint.fixes import FIXES

EXAMPLES = Path(__file__).parents[1] / "tests" / "examples" / "negative"
_MAX_QUOTED_LINES = 30
"""Longer files are not quoted; nor are files that are no text."""


def page(code: str) -> str:
    """Return the Markdown of the page on a rule."""
    rule, english = rules()[code], language("en")
    level = "An error: nothing is built until it is fixed." if code.startswith("E") else "A warning: it stops nothing."
    fixable = any(key.partition(".")[0] == code for key in FIXES)
    level += " `recap check --fix` fixes it." if fixable else ""
    parts = [f"# {code} {rule.name}", level, english.codes[code]]
    parts += [f"**Wrong**\n\n{_fenced(rule.before)}", f"**Right**\n\n{_fenced(rule.after)}"]
    parts += ["## What the check says", f"`recap explain {code}` shows this page in the terminal."]
    shown = examples_of(code)
    for example in shown.values():
        parts += [_quoted(src_uri, content) for src_uri, content in example["files"].items()]
        parts.append(f"```text\n{example['en'].rstrip()}\n```")
    for key, (message, hint) in wordings_of(code).items():
        if key not in shown:
            parts.append(f"```text\n{code} {rule.name}: {message}\n" + (f"    -> {hint}\n" if hint else "") + "```")
    return "\n\n".join(filter(None, parts)) + "\n"


def index() -> str:
    """Return the Markdown of the page that lists all rules."""
    rows = ["| code | name | fixed by `--fix` | why |", "| --- | --- | --- | --- |"]
    for code, rule in rules().items():
        fixable = "yes" if any(key.partition(".")[0] == code for key in FIXES) else ""
        first = re.split(r"(?<=[.:]) ", language("en").codes[code])[0].rstrip(":")
        rows.append(f"| [{code}]({code}.md) | {rule.name} | {fixable} | {first} |")
    return _INDEX + "\n".join(rows) + "\n"


_INDEX = """# Rules of the check

`recap check` reports every problem of every file at once: file, line, column, code and name of the rule, what is
wrong, and after `->` what to write instead. Codes that begin with `E` are errors, which stop a build; those with `W`
are warnings. The examples are those of the tests, whose site is French.

"""


def examples_of(code: str) -> Mapping[str, Any]:
    """Return message key -> an example whose files provoke it, the first one of each."""
    found: dict[str, Any] = {}
    for path in sorted(EXAMPLES.glob(f"{code}*.yml"), key=lambda path: (path.stem.count("-"), path.stem)):
        found.setdefault(path.stem.partition("-")[0], yaml.safe_load(path.read_text("utf-8")))
    return found


def wordings_of(code: str) -> dict[str, tuple[str, str]]:
    """Return message key -> message and hint of a rule, with the names of what is filled in."""
    wordings = language("en").diagnostics
    return {
        key: (each["message"], each.get("hint", "")) for key, each in wordings.items() if key.partition(".")[0] == code
    }


def _quoted(src_uri: str, content: object) -> str:
    """Return a file of an example as a code block; empty if it is not to be quoted."""
    if not isinstance(content, str) or content.count("\n") > _MAX_QUOTED_LINES or len(content) > 2000:
        return ""
    kind = "markdown" if src_uri.endswith(".md") else "text"
    return f'````{kind} title="docs/{src_uri}"\n{content.rstrip()}\n````'


def _fenced(lines: str) -> str:
    kind = "markdown" if lines.lstrip().startswith(("[", "!")) else "yaml"
    return f"```{kind}\n{lines.strip()}\n```"
