"""Takes a text, as source or rendered, and gives what it must not contain."""
