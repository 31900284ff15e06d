"""Kinds of nodes."""

DOCUMENT, ELEMENT, ATTRIBUTE, TEXT, COMMENT, INSTRUCTION, NAMESPACE = range(7)
XML_NS = "http://www.w3.org/XML/1998/namespace"
