"""Conference recaps: a folder of Markdown becomes a catalogue, and the catalogue a website."""
