"""Catalogue -> the files that machines read beside the pages, a module a format."""
