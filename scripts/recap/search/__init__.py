"""Takes rendered pages and gives the files of a search index that works without a server."""
