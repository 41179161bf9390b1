"""Content Security Policy of the pages: what a browser may run and load."""

from collections.abc import Collection


def content_security_policy(image_hosts: Collection[str] = ()) -> str:
    """Return the policy of every page (Content Security Policy Level 3): only the site's own files.

    Pictures from `data:` are the theme's icons. JSON blocks are data and need no permission.
    """
    pictures = " ".join(["img-src 'self' data:", *(f"https://{host}" for host in image_hosts)])
    return f"default-src 'none'; script-src 'self'; style-src 'self'; {pictures}; base-uri 'none'; form-action 'self'"
