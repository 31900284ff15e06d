"""XML text to node tree and back, safe for files from outside.

Entities that a document declares, external references and parameter entities are refused, so
neither a secret file nor a billion laughs gets in. Depth and size are bounded.
"""

from __future__ import annotations

from xml.parsers import expat

from app.errors import AppError
from app.forms.tree import (
    ATTRIBUTE,
    COMMENT,
    DOCUMENT,
    ELEMENT,
    INSTRUCTION,
    TEXT,
    XML_NS,
    Document,
    Node,
)
from app.i18n import N_

MAX_DEPTH = 500
MAX_NODES = 5_000_000


def parse(data: str | bytes, *, keep_space: bool = True) -> Document:
    """Read an XML document.

    Args:
        data: The document; bytes are decoded as their declaration says (UTF-8, UTF-16, Latin-1).
        keep_space: Keep text of white space only that stands between elements.

    Raises:
        AppError: Not well-formed, a prefix without namespace, entities declared, or too large.
    """
    return _Reader(keep_space).read(data)


class _Reader:
    def __init__(self, keep_space: bool) -> None:
        self.keep_space = keep_space
        self.document = Document()
        self.node: Node = self.document
        self.scopes: list[dict[str, str]] = [{"": "", "xml": XML_NS}]
        self.parts: list[str] = []
        self.count = 0
        parser = self.parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.parts.append
        parser.CommentHandler = lambda text: self._leaf(Node(COMMENT, text=text))
        parser.ProcessingInstructionHandler = lambda target, text: self._leaf(
            Node(INSTRUCTION, target, text=text)
        )
        parser.EntityDeclHandler = self._refuse_entity
        parser.ExternalEntityRefHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._refuse_entity

    def read(self, data: str | bytes) -> Document:
        if isinstance(data, str):
            # The text is decoded already, whatever encoding its declaration still names.
            try:
                data = data.encode()
            except UnicodeEncodeError as error:
                raise AppError(N_("The XML holds characters that no text may hold")) from error
            self.parser = self._utf8()
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "")
            raise AppError(
                N_("Line {line}, column {column}: this is not well-formed XML ({reason})"),
                line=error.lineno,
                column=error.offset + 1,
                reason=reason,
            ) from error
        except (LookupError, ValueError) as error:
            raise AppError(N_("The encoding that the XML names is not known")) from error
        return self.document

    def _utf8(self) -> expat.XMLParserType:
        old, new = self.parser, expat.ParserCreate("UTF-8")
        for name in (
            "ordered_attributes",
            "buffer_text",
            "StartElementHandler",
            "EndElementHandler",
            "CharacterDataHandler",
            "CommentHandler",
            "ProcessingInstructionHandler",
            "EntityDeclHandler",
            "ExternalEntityRefHandler",
            "SkippedEntityHandler",
        ):
            setattr(new, name, getattr(old, name))
        new.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        return new

    def _refuse_entity(self, *_: object) -> int:
        raise AppError(N_("The XML declares or uses entities; that is refused for safety"))

    def _attach(self, node: Node) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise AppError(N_("The XML has more than {limit} nodes"), limit=MAX_NODES)
        parent = self.node
        node.parent = parent
        if isinstance(parent.children, list):
            parent.children.append(node)
        else:
            parent.children = [node]

    def _flush(self, leaf: bool = False) -> None:
        text = "".join(self.parts)
        self.parts.clear()
        if leaf and not self.node.children:
            self.node.text = text
        elif text and self.node.kind != DOCUMENT and (self.keep_space or not text.isspace()):
            self._attach(Node(TEXT, text=text))

    def _leaf(self, node: Node) -> None:
        self._flush()
        self._attach(node)

    def _start(self, name: str, attributes: list[str]) -> None:
        self._flush()
        scope = self.scopes[-1]
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True)) if attributes else []
        declared = {
            key[6:]: value for key, value in pairs if key == "xmlns" or key.startswith("xmlns:")
        }
        if declared:
            scope = {**scope, **declared}
        self.scopes.append(scope)
        if len(self.scopes) > MAX_DEPTH:
            raise AppError(N_("The XML is nested deeper than {limit} levels"), limit=MAX_DEPTH)
        node = self._named(ELEMENT, name, scope)
        node.declared = declared or None
        self._attach(node)
        for key, value in pairs:
            if key == "xmlns" or key.startswith("xmlns:"):
                continue
            attribute = self._named(ATTRIBUTE, key, scope)
            attribute.text = value
            attribute.parent = node
            if node.attributes is None:
                node.attributes = {}
            if (attribute.ns, attribute.name) in node.attributes:
                raise AppError(N_("The attribute {name} stands twice on one element"), name=key)
            node.attributes[attribute.ns, attribute.name] = attribute
        self.node = node

    def _named(self, kind: int, qname: str, scope: dict[str, str]) -> Node:
        prefix, colon, local = qname.partition(":")
        if not colon:
            return Node(kind, qname, scope[""] if kind == ELEMENT else "")
        if prefix not in scope or not local:
            raise AppError(N_("The namespace prefix {prefix} is not declared"), prefix=prefix)
        return Node(kind, local, scope[prefix], prefix)

    def _end(self, _name: str) -> None:
        self._flush(leaf=True)
        self.scopes.pop()
        self.node = self.node.parent or self.document


def serialise(node: Node, *, declaration: bool = False) -> str:
    """Write a document or an element as XML text; relevance plays no part.

    Namespaces are declared where the tree declares them, and where a prefix would lack one.
    Characters that XML 1.0 cannot hold are left out.
    """
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n'] if declaration else []
    stack: list[tuple[Node | str, dict[str, str]]] = [(node, {"": "", "xml": XML_NS})]
    while stack:
        item, scope = stack.pop()
        if isinstance(item, str):
            out.append(item)
        elif item.kind == TEXT:
            out.append(_escape(item.string()))
        elif item.kind == COMMENT:
            out.append(f"<!--{item.text}-->")
        elif item.kind == INSTRUCTION:
            out.append(f"<?{item.name} {item.text}?>")
        elif item.kind == DOCUMENT:
            stack.extend((child, scope) for child in reversed(item.children))
        else:
            scope = _open(item, scope, out)
            if item.children:
                out.append(">")
                stack.append((f"</{item.qname}>", scope))
                stack.extend((child, scope) for child in reversed(item.children))
            else:
                out.append(f">{_escape(item.text)}</{item.qname}>" if item.text else "/>")
    return "".join(out)


def _open(node: Node, scope: dict[str, str], out: list[str]) -> dict[str, str]:
    attributes = node.attributes.values() if node.attributes else ()
    declared = dict(node.declared or {})
    for named in (node, *attributes):
        known = {**scope, **declared}.get(named.prefix)
        if known != named.ns and (named.kind == ELEMENT or named.prefix):
            declared[named.prefix] = named.ns
    out.append(f"<{node.qname}")
    for prefix, uri in declared.items():
        name = f"xmlns:{prefix}" if prefix else "xmlns"
        out.append(f' {name}="{_escape(uri, quote=True)}"')
    for attribute in attributes:
        out.append(f' {attribute.qname}="{_escape(attribute.text, quote=True)}"')
    return {**scope, **declared} if declared else scope


_FORBIDDEN = dict.fromkeys(
    [
        *(code for code in range(32) if code not in (9, 10, 13)),
        *range(0xD800, 0xE000),
        0xFFFE,
        0xFFFF,
    ]
)
_TEXT = str.maketrans(
    {**_FORBIDDEN, ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", 13: "&#13;"}
)
_QUOTED = {**_TEXT, ord('"'): "&quot;", 9: "&#9;", 10: "&#10;"}


def _escape(text: str, *, quote: bool = False) -> str:
    return text.translate(_QUOTED if quote else _TEXT)
