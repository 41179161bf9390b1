"""Takes a catalogue and gives every page of the site: its Markdown and its template data."""
