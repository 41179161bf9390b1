"""Takes words that somebody typed and gives new files that pass the check."""
