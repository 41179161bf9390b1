"""Foreign programmes -> files of docs/: one module reads a format, `merge` brings it together with what is there."""
