"""Compiled templates that are kept: the same source gives the same code, and damaged or foreign bytes never run."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache

from recap.plugin import template_cache
from recap.plugin.template_cache import TemplateCache

SOURCE = "{% for each in 'abc' %}{{ each | upper }}{% endfor %}" * 5


def environment(folder: Path, source: str = SOURCE, **options: object) -> Environment:
    """An environment with one template and a cache."""
    env = Environment(loader=DictLoader({"a.html": source}), **options)  # type: ignore[arg-type]
    env.bytecode_cache = TemplateCache(env, folder)
    return env


def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are compiled from now on."""
    found: list[str] = []
    compile_template = Environment.compile

    def note(self: Environment, source: str, name: str | None = None, *others: object, **options: object) -> object:
        found.append(name or "")
        return compile_template(self, source, name, *others, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", note)
    return found


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the same program, for an environment of the same syntax and filters; each version of a source has its own."""
    compiled = compilations(monkeypatch)

    def render(env: Environment) -> bool:
        del compiled[:]
        assert env.get_template("a.html").render().startswith("ABC")
        return bool(compiled)

    assert render(environment(tmp_path))
    assert not render(environment(tmp_path))
    assert render(environment(tmp_path, SOURCE + "\n"))
    assert not render(environment(tmp_path))
    assert render(environment(tmp_path, trim_blocks=True))
    other = environment(tmp_path)
    other.filters["upper"] = lambda value: str(value).upper()
    assert render(other)
    monkeypatch.setattr(jinja2, "__version__", "0.1")
    assert render(environment(tmp_path))
    monkeypatch.setattr(template_cache, "MAGIC_NUMBER", b"another Python")
    assert render(environment(tmp_path))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "garbage": lambda _: os.urandom(500),
    "longer": lambda content: content + b"x",
    "all but the digest": lambda content: content[32:],
    "another digest": lambda content: bytes(32) + content[32:],
}


def test_damaged_bytes_are_compiled_again(tmp_path: Path) -> None:
    """Truncated anywhere, a bit turned over anywhere, or something else: the right text, no error, and a whole file."""
    assert environment(tmp_path).get_template("a.html")
    [path] = tmp_path.iterdir()
    good = path.read_bytes()
    assert len(good) > 500
    spoilt = [harm(good) for harm in HARMS.values()]
    spoilt += [good[:length] for length in range(0, len(good), 97)]
    spoilt += [
        good[:place] + bytes([good[place] ^ 1 << place % 8]) + good[place + 1 :] for place in range(0, len(good), 97)
    ]
    for content in spoilt:
        path.write_bytes(content)
        assert environment(tmp_path).get_template("a.html").render() == "ABC" * 5
        assert path.read_bytes() == good
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert environment(tmp_path).get_template("a.html").render() == "ABC" * 5
    assert not path.is_symlink()


def test_foreign_bytecode_never_runs(tmp_path: Path) -> None:
    """Code under the name of a template, as Jinja's own cache writes and runs it, is not run by ours."""
    evil = Environment(loader=DictLoader({"a.html": SOURCE}), bytecode_cache=FileSystemBytecodeCache(str(tmp_path)))
    vars(evil)["compile"] = lambda *_, **__: compile("raise SystemExit('pwned')", "a.html", "exec")
    with pytest.raises(SystemExit, match="pwned"):
        evil.get_template("a.html")
    [path] = tmp_path.iterdir()
    assert environment(tmp_path).get_template("a.html").render() == "ABC" * 5
    content = path.read_bytes()
    for each in tmp_path.iterdir():
        each.write_bytes(content)
    assert environment(tmp_path).get_template("a.html").render() == "ABC" * 5


def test_a_full_disk_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is compiled again by the next build."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(template_cache, "write_private", full)
    assert environment(tmp_path).get_template("a.html").render() == "ABC" * 5
    assert [*tmp_path.iterdir()] == []


def test_what_is_not_used_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a month, or beyond a number; what is used stays, even if it was compiled long ago."""
    assert environment(tmp_path).get_template("a.html")
    [used] = tmp_path.iterdir()
    old = tmp_path / hashlib.sha256(b"").hexdigest()
    old.write_bytes(b"")
    for path in (used, old):
        os.utime(path, (time.time() - 40 * 86400,) * 2)
    assert environment(tmp_path).get_template("a.html")
    assert environment(tmp_path, "b").get_template("a.html")
    assert used.exists()
    assert not old.exists()
    monkeypatch.setattr(template_cache, "MAX_FILES", 2)
    os.utime(used, (time.time() - 3600,) * 2)
    assert environment(tmp_path, "c").get_template("a.html")
    assert not used.exists()
    assert len([*tmp_path.iterdir()]) == 2
