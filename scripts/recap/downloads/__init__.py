"""Takes a built site and gives what readers download: a ZIP archive, and a book for each conference."""
