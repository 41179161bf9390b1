"""Values in `mkdocs.yml` that follow rules of records: the licence and the address for readers.

What knows those rules takes longer to load than all settings, so it is loaded for a site that has such a value.
"""

import re
from typing import Any

_MAIL = r"mailto:[^\s<>\"\\^`{|}\[\]@]+@[^\s<>\"\\^`{|}\[\]@]+"
"""Without the characters that no URL holds as they are (RFC 3986, appendix A)."""


def is_contact(value: Any) -> bool:
    """Return True for an address that readers can write to: `mailto:` with an address, or a page of the web."""
    from recap.content.field_types import URL

    return isinstance(value, str) and bool(re.fullmatch(f"{_MAIL}|{URL}", value))


def canonical_license(value: Any) -> str | None:
    """Return an SPDX expression as SPDX spells it, by the rule of front matter; None for anything else."""
    from pydantic import TypeAdapter, ValidationError

    from recap.content.field_types import License

    try:
        return str(TypeAdapter(License).validate_python(value))
    except ValidationError:
        return None
