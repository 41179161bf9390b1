"""The files of a small site that several tests start from."""

HOME = "---\ntitle: Recap\n---\nBonjour.\n"
EVENT = """---
kind: event
title: Rencontre 2026
start_date: 2026-05-01
end_date: 2026-05-02
timezone: Europe/Paris
summary: Deux jours.
---
"""
TALK = """---
title: Un début
speakers: [{name: Ana Foo, organisation: Acme}]
date: 2026-05-01
topics: [seccomp]
summary: Un premier pas.
---
Il était une fois.
"""
FILES = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/un-debut.md": TALK}
