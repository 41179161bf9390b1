"""Theme `recap` for MkDocs, on top of Material: templates, stylesheets, small scripts.

MkDocs finds its folder by this package, `recap.theme`.
"""
