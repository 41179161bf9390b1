"""Takes the words of a page or book and gives a picture: the one of a shared link, the cover of a book."""
