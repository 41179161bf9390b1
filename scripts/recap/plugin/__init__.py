"""Takes MkDocs' events and gives a rendered site: the one implementation of a page."""
