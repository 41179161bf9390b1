"""XML from trees of elements: what feeds and programmes share."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring


def put_texts(parent: Element, **texts: str) -> None:
    """Elements that hold nothing but a text, at the end of another."""
    for name, text in texts.items():
        SubElement(parent, name).text = text


def as_xml(root: Element) -> str:
    """The file of a tree, indented."""
    indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, "unicode")}\n'
