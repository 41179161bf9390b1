"""Runs the code blocks of a Markdown page as a reader does who types them, and compares what is shown.

A block `console` has commands after `$ ` (continued by a final backslash), each followed by its output. A line `…` of
the output is any number of lines, `…` in a line any text; times and sizes that are measured are not compared. A block
with a `title` is a file: it is written before the commands that follow. Only a command whose output is shown may fail.
"""

from __future__ import annotations

import os
import re
import select
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(r"^( *)(`{3,})(\w*) *(.*)$")
_TITLE = re.compile(r'title="([^"]+)"')
_MEASURED = re.compile(r"\b\d+(\.\d+)?(?= (s|MB|pages/s)\b)")
_ENDLESS = re.compile(r"recap serve\b")
"""Commands that run until Ctrl+C: stopped when their output has been shown."""
_ASKING = re.compile(r"recap (init|new)\b(?!.*( --no-input| --title))")
"""Commands that ask questions: the page shows the answers after the prompts."""
_PATIENCE = 60
"""Seconds that an endless command has for its output."""
_MAX_OUTPUT = 1_000_000
_WRITER = {"GIT_AUTHOR_NAME": "Ana Foo", "GIT_COMMITTER_NAME": "Ana Foo", "EMAIL": "ana@example.org"}
"""Who commits, for git."""
SHELLS = ("console", "sh", "bash", "shell", "powershell")
"""Languages of blocks that a reader types into a terminal."""


@dataclass
class Block:
    """A code block of a page."""

    line: int
    language: str
    title: str
    text: str


@dataclass
class Command:
    """A command of a `console` block, and the output that the page shows."""

    line: int
    text: str
    shown: list[str] = field(default_factory=list)


def blocks_of(page: str) -> Iterator[Block]:
    """Yield the code blocks of a page, without their indentation."""
    lines = page.split("\n")
    number = 0
    while number < len(lines):
        if not (opened := _FENCE.match(lines[number])):
            number += 1
            continue
        indent, fence, language, rest = opened.groups()
        end = next(place for place in range(number + 1, len(lines)) if lines[place].strip() == fence)
        text = [line.removeprefix(indent) for line in lines[number + 1 : end]]
        title = _TITLE.search(rest)
        yield Block(number + 1, language, title[1] if title else "", "\n".join(text) + "\n")
        number = end + 1


def commands_of(block: Block) -> list[Command]:
    """Return the commands of a `console` block. Raises ValueError for output without a command."""
    found: list[Command] = []
    for number, line in enumerate(block.text.rstrip("\n").split("\n"), block.line + 1):
        if line.startswith("$ "):
            found.append(Command(number, line[2:]))
        elif found and found[-1].text.endswith("\\") and not found[-1].shown:
            found[-1].text = f"{found[-1].text[:-1].rstrip()} {line.strip().removeprefix('> ')}"
        elif found:
            found[-1].shown.append(line)
        else:
            message = f"line {number}: a console block begins with a command: $ …"
            raise ValueError(message)
    return found


def run_page(page: str, folder: Path, skipped: Mapping[str, str]) -> list[str]:
    """Run the blocks of a page from an empty folder; return what differs, one text for each command.

    `skipped`: patterns of commands that are not run.
    """
    here, faults = folder, []
    for block in blocks_of(page):
        if block.title:
            path = here / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "console":
            for command in commands_of(block):
                if any(re.fullmatch(pattern, command.text) for pattern in skipped):
                    continue
                if command.text.startswith("cd "):
                    here = here / shlex.split(command.text)[1]
                    continue
                status, said = _run(command, here, folder)
                if (status and not command.shown) or (command.shown and not matches(command.shown, said)):
                    faults.append(f"line {command.line}: $ {command.text}\nexit status {status}, said:\n{said}")
    return faults


def matches(shown: list[str], said: str) -> bool:
    """Return True if a page shows what a command said."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in _normal("\n".join(shown)).split("\n")
    )
    return bool(re.fullmatch(pattern, _normal(said) + "\n"))


def _normal(text: str) -> str:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return _MEASURED.sub("0", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")


def _run(command: Command, here: Path, home: Path) -> tuple[int, str]:
    """Return exit status and output of a command. One that is stopped by Ctrl+C has status 0."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = os.environ | _WRITER | {"HOME": str(home), "LANG": "C.UTF-8", "PATH": tools, "TZ": "Europe/Berlin"}
    if _ENDLESS.match(command.text):
        return _until_shown(command, here, surroundings)
    if _ASKING.match(command.text):
        return _answered(command, here, surroundings)
    done = subprocess.run(
        ["bash", "-c", command.text], cwd=here, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8")


def _until_shown(command: Command, here: Path, surroundings: Mapping[str, str]) -> tuple[int, str]:
    """Run a server on a free port until it has said what is shown, then press Ctrl+C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryFile() as output, subprocess.Popen(
        ["bash", "-c", f"exec {command.text} --port {port}"], cwd=here, env=surroundings, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.STDOUT, preexec_fn=_heed_interrupts,  # noqa: PLW1509 (there are no threads)
    ) as process:  # fmt: skip
        deadline, said, wanted = time.monotonic() + _PATIENCE, "", command.shown or ["…", "… http://…", "…"]
        while not (shown := matches(wanted, said)) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
            said = os.pread(output.fileno(), _MAX_OUTPUT, 0).decode("utf-8").replace(f":{port}/", ":8000/")
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_PATIENCE)
        finally:
            process.kill()
    return not shown, said


def _heed_interrupts() -> None:
    """Let Ctrl+C end a program, also where these tests run in the background of a shell, which ignores it there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _answered(command: Command, here: Path, surroundings: Mapping[str, str]) -> tuple[int, str]:
    """Run a command on a terminal, and type at each prompt what the page shows after it."""
    import pty  # which Windows does not have

    terminal, other = pty.openpty()
    with subprocess.Popen(
        ["bash", "-c", command.text], cwd=here, env=surroundings, stdin=other, stdout=other, stderr=other
    ) as process:
        os.close(other)
        said, answers = "", [line for line in command.shown if line.strip() != "…"]
        with suppress(OSError):  # EIO at the end of the output
            while select.select([terminal], [], [], _PATIENCE)[0] and (piece := os.read(terminal, _MAX_OUTPUT)):
                said += piece.decode("utf-8").replace("\r\n", "\n")
                prompt = _normal(said.rpartition("\n")[2])
                found = [line for line in answers if prompt and line.startswith(prompt)]
                if prompt.endswith(":") and found:
                    answers.remove(found[0])
                    os.write(terminal, f"{found[0][len(prompt) :].strip()}\n".encode())
        os.close(terminal)  # which ends a command that still waits for an answer
        return process.wait(_PATIENCE), said
