"""Takes a catalogue and gives files for machines; one module per format."""
