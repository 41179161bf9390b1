"""Takes a foreign programme and gives files for docs/; one module per format."""
