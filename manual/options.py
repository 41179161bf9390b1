"""Reference of options: what `mkdocs.yml` can say, from the settings and `notes.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from manual.keys import TEXTS
from recap.content.settings import Settings
from recap.content.yaml_writer import to_flow_yaml

OPTIONS: Mapping[str, Mapping[str, Any]] = TEXTS["options"]
"""Option of the plugin -> its `type` and `text` in words, and an `example`."""
MKDOCS_KEYS: Mapping[str, Mapping[str, Any]] = TEXTS["mkdocs"]
"""Key of MkDocs that Recap uses -> the same."""


def page() -> str:
    """Return the Markdown of the page on options."""
    parts = [_HEAD]
    parts += [_section(name, each, "plugins:\n  - recap:\n      ", _default(name)) for name, each in OPTIONS.items()]
    parts.append(_KEYS_OF_MKDOCS)
    parts += [_section(name, each, "", "") for name, each in MKDOCS_KEYS.items()]
    return "\n\n".join(parts) + "\n"


_HEAD = """# Options

`mkdocs.yml` needs three lines; everything else has a default:

```yaml
site_name: My conference
theme: {name: recap, language: en}
plugins: [recap]
```

Options of the plugin stand below its name. A misspelt one is an error, with the right one in the message.

## Options of the plugin"""
_KEYS_OF_MKDOCS = """## Keys of MkDocs

These are MkDocs’ own ([all of them](https://www.mkdocs.org/user-guide/configuration/)), and Recap uses them too."""


def _section(name: str, entry: Mapping[str, Any], before: str, default: str) -> str:
    lines = [f"### `{name}` {{ #{name.replace('.', '-')} }}", entry["text"].strip()]
    written = entry.get("written") or f"{name}: {to_flow_yaml(entry['example'])}"
    lines.append(f"```yaml\n{before}{written}\n```")
    return "\n\n".join([*lines, f"Type: {entry['type']}{default}."])


def _default(name: str) -> str:
    """Return the default value of an option, in words; empty if it is empty."""
    settings = Settings()
    value = getattr(settings, name) if name in {field.name for field in fields(settings)} else None
    if isinstance(value, bool):
        return f"; without it `{str(value).lower()}`"
    if is_dataclass(value) and not isinstance(value, type):
        return f"; without it `{to_flow_yaml({each.name: getattr(value, each.name) for each in fields(value)})}`"
    return ""
