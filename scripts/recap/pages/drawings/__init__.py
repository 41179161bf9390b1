"""Takes events and talks and gives drawings: SVG inside a page, with a table that says the same. May be left out."""
