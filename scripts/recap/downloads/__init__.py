"""A built site -> its downloads: the tree as a ZIP, a book for each conference, and their sums."""
