"""XForm XML into an element tree by the C parser, with what makes XML dangerous kept out.

The node tree of `app.forms.markup` serves instances; a whole XForm (labels, itext, binds) is read
by the standard library's accelerated parser, which is six times as fast.
"""

from __future__ import annotations

import gc
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from app.errors import AppError
from app.forms import markup
from app.forms.errors import FormError
from app.forms.tree import ELEMENT, Document, Node
from app.i18n import N_

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
EVENTS = "http://www.w3.org/2001/xml-events"
CHENGJIAN = "https://chengjian.org/xforms"

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 200
_DECLARED = re.compile(rb"""xmlns:([\w.\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def read(data: str | bytes) -> tuple[ET.Element, dict[str, str]]:
    """Parse an XForm.

    Args:
        data: XML as text or bytes; bytes are decoded as their declaration says.

    Returns:
        The root element and the first prefix that the document declares for each namespace.

    Raises:
        FormError: Not well-formed, entities or external references declared, too large, too deep.
    """
    if len(data) > MAX_BYTES:
        raise FormError(N_("The form is larger than {limit} MB"), limit=MAX_BYTES >> 20)
    if isinstance(data, str):
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", data.removeprefix("\ufeff"), count=1)
        try:
            data = text.encode()
        except UnicodeEncodeError as error:
            raise FormError(N_("The XML holds characters that no text may hold")) from error
    try:
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:64]:
            markup.parse(data)  # slower, and refuses every kind of entity
        root = ET.fromstring(data)
    except AppError as error:
        raise FormError("{reason}", reason=error) from error
    except ET.ParseError as error:
        line, column = error.position
        raise FormError(
            N_("Line {line}, column {column}: this is not well-formed XML ({reason})"),
            line=line,
            column=column + 1,
            reason=error.msg.split(":")[0],
        ) from error
    except (LookupError, ValueError) as error:
        raise FormError(N_("The encoding that the XML names is not known")) from error
    _check_depth(root)
    prefixes: dict[str, str] = {}
    for prefix, double, single in _DECLARED.findall(data):
        prefixes.setdefault((double or single).decode("utf-8", "replace"), prefix.decode())
    return root, prefixes


def _check_depth(root: ET.Element) -> None:
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node if len(child)]
        if not level:
            return
    raise FormError(N_("The XML is nested deeper than {limit} levels"), limit=MAX_DEPTH)


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """Return the local name of an element or attribute; empty for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(tag: str) -> str:
    """Return the namespace URI of a tag, empty for none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def children(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    """Yield the child elements with this local name."""
    if element is not None:
        for child in element:
            if local(child.tag) == name:
                yield child


def first(element: ET.Element | None, name: str) -> ET.Element | None:
    """Return the first child element with this local name."""
    return next(children(element, name), None)


def to_node(element: ET.Element, prefixes: dict[str, str], *, tidy: bool = False) -> Node:
    """Turn an element into a node tree; white space between elements is dropped.

    Names in the XForms namespace lose it, as submissions are written without it.

    Args:
        element: What to turn.
        prefixes: Prefix by namespace.
        tidy: Strip the space around values, and bring letters with marks into one form (NFC).
    """
    top = _make(element, prefixes)
    stack = [(element, top)]
    while stack:
        source, node = stack.pop()
        if len(source):
            kids: list[Node] = []
            for child in source:
                if not isinstance(child.tag, str):
                    continue
                twin = _make(child, prefixes)
                twin.parent = node
                kids.append(twin)
                if len(child) or child.text:
                    stack.append((child, twin))
            if kids:
                node.children = kids
                continue
            text = "".join(source.itertext())
        else:
            text = source.text or ""
        if tidy and text:
            text = text.strip()
            text = text if text.isascii() else unicodedata.normalize("NFC", text)
        node.text = text
    return top


def _make(element: ET.Element, prefixes: dict[str, str]) -> Node:
    tag = element.tag
    if tag[0] == "{":
        uri, _, name = tag[1:].partition("}")
        if uri == XFORMS:
            node = Node(ELEMENT, name)
        else:
            node = Node(ELEMENT, name, uri, prefixes.get(uri, ""))
    else:
        node = Node(ELEMENT, tag)
    for key, value in element.items():
        uri = namespace(key)
        node.set_attribute(local(key), value, uri, prefixes.get(uri, "ns") if uri else "")
    return node


def document(root: Node) -> Document:
    """Wrap a detached element in a document."""
    made = Document()
    made.children = [root]
    root.parent = made
    return made


@contextmanager
def unhurried() -> Iterator[None]:
    """Hold the garbage collector back while very many objects are made, none of them garbage.

    It would walk all of them again and again, and takes half of the time of loading a large form.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
