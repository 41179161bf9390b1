"""Takes a docs folder and gives a compiled site: pages, exports, and what rendering needs."""
