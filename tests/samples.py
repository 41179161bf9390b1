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


def conference(talks: int = 24) -> dict[str, str]:
    """The files of a conference of two days, two rooms and two tracks, large enough for filters and numbers."""
    head = EVENT.replace("kind: event\n", "kind: event\nrooms: [Grande salle, Petite salle]\n")
    head = head.replace("summary:", "tracks: [{id: web, title: Le web}, {id: noyau, title: Le noyau}]\nsummary:")
    files = {"index.md": HOME, "rencontre/index.md": head + "Deux jours, deux salles.\n"}
    for number in range(talks):
        person = f"{{name: Prénom {chr(65 + number)}om{number}, organisation: Société {number % 4}, role: Fonction}}"
        record = [
            f"title: Intervention {number}, sur la chose {number % 7}",
            f"speakers: [{person}]",
            f"date: 2026-05-0{1 + number % 2}",
            f'start: "{9 + number // 4:02}:00"',
            f"duration: {(15, 30, 45, 60)[number % 4]}",
            f"room: {('Grande salle', 'Petite salle')[number // 2 % 2]}",
            f"track: {('web', 'noyau')[number % 2]}",
            f"type: {('talk', 'lightning_talk', 'workshop')[number % 3]}",
            f"topics: [chose-{number % 7}, chose-{number}]",
        ]
        if number % 3:
            record.append(f"published: 2026-05-{3 + number:02}")
        if number:  # the first one waits for its recap
            record.append(f"summary: On y parle de la chose {number % 7}.")
        front = "\n".join(record)
        files[f"rencontre/talk-{number}.md"] = f"---\n{front}\n---\nUn texte sur la chose {number}, et sa suite.\n"
        topic = f"title: Chose {number}\nsummary: Ce qu’est la chose {number}."
        files[f"sujets/chose-{number}.md"] = f"---\n{topic}\n---\n"
    return files


def meetings() -> dict[str, str]:
    """The files of three conferences of twelve talks, whose lists are long for who lets a page hold eight entries."""
    files = {"index.md": HOME}
    for year in (2024, 2025, 2026):
        folder = f"rencontre-{year}"
        files[f"{folder}/index.md"] = EVENT.replace("2026", str(year)).replace(
            "kind: event\n", "kind: event\nrooms: [A, B]\n"
        )
        for number in range(12):
            last = f"{'SSST'[number % 4]}{'aeiou'[number % 5]}n {year}".replace(" ", chr(97 + number))
            name = f"Жанна Жук{year}" if number == 11 else f"Ana {last}"
            files[f"{folder}/talk-{number}.md"] = (
                f"---\ntitle: Intervention {number} de {year}\n"
                f"speakers: [{{name: {name}, organisation: Acme}}, "
                f"{{name: Bo {last}, organisation: Société {number}}}]\n"
                f"date: {year}-05-0{1 + number % 2}\nroom: {'AB'[number // 6]}\npublished: {year}-06-01\n"
                f"topics: [docker, chose-{number}]\nsummary: On y parle de choses.\n---\nUn texte.\n"
            )
    for number in range(12):
        files[f"sujets/chose-{number}.md"] = f"---\ntitle: Chose {number}\nsummary: Une chose.\n---\n"
    return files
