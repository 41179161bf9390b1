"""Takes a file and gives a validated record with the position of every value, or diagnostics."""
