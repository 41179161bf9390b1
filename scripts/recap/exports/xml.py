"""XML helpers shared by feeds and schedules."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring


def put_texts(parent: Element, **texts: str) -> None:
    """Append elements with nothing but a text."""
    for name, text in texts.items():
        SubElement(parent, name).text = text


def as_xml(root: Element) -> str:
    """Return the indented XML file of a tree."""
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, "unicode")}\n'
