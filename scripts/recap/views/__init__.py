"""Catalogue -> the data that the templates print, a module a kind of page."""
