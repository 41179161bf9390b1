"""Tools that know nothing of conferences: text, addresses, languages, diagnostics, files, SVG."""
