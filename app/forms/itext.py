"""Texts of a form: literal, with outputs, or looked up in the itext dictionary by language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from app.forms.errors import FormError
from app.forms.source import children, local
from app.i18n import N_


@dataclass(frozen=True, slots=True)
class Output:
    """A value put into a text; ``value`` is its XPath."""

    value: str


Parts = tuple[str | Output, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A label, hint or message as the form gives it.

    Attributes:
        parts: Literal text and outputs; what is shown when `itext` and `ref` give nothing.
        itext: Id in the dictionary, empty for none.
        ref: XPath of the text (a child of an item, a node, ``jr:itext(itextId)``), or empty.
    """

    parts: Parts = ()
    itext: str = ""
    ref: str = ""

    @property
    def outputs(self) -> bool:
        """Whether the literal parts hold outputs."""
        return any(isinstance(part, Output) for part in self.parts)

    @property
    def moving(self) -> bool:
        """Whether it is more than literal text: answers or the language may change it."""
        if self.itext or self.ref or len(self.parts) > 1:
            return True
        return bool(self.parts) and not isinstance(self.parts[0], str)


_LITERAL_ID = re.compile(r"""\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*""")


def itext_id(expression: str) -> str:
    """Return the id in ``jr:itext('id')``; empty for any other expression."""
    found = _LITERAL_ID.fullmatch(expression)
    return (found[1] or found[2] or "") if found else ""


def read_text(element: ET.Element | None) -> Text | None:
    """Read a ``label``, ``hint`` or similar element."""
    if element is None:
        return None
    ref = (element.get("ref") or "").strip()
    if not ref:
        return Text(read_parts(element))
    known = itext_id(ref)
    return Text(read_parts(element), known, "" if known else ref)


def message(value: str | None) -> Text | None:
    """Read a message attribute: literal, or ``jr:itext('id')``."""
    if not value:
        return None
    known = itext_id(value)
    if known:
        return Text(itext=known)
    if value.strip().startswith("jr:itext("):
        return Text((value,), ref=value.strip())
    return Text((value,))


def read_parts(element: ET.Element) -> Parts:
    """Read mixed content: text, ``output`` elements; other markup is kept as text."""
    if not len(element):
        plain = (element.text or "").strip()
        return (plain,) if plain else ()
    parts: list[str | Output] = []
    _collect(element, parts)
    merged: list[str | Output] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part:
            merged.append(part)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip()
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip()
    return tuple(part for part in merged if part)


def _collect(element: ET.Element, parts: list[str | Output]) -> None:
    parts.append(element.text or "")
    for child in element:
        name = local(child.tag)
        if name == "output":
            parts.append(Output((child.get("value") or child.get("ref") or "").strip()))
        elif name:
            parts.append(f"<{name}>")
            _collect(child, parts)
            parts.append(f"</{name}>")
        parts.append(child.tail or "")


@dataclass
class Dictionary:
    """The itext of a form.

    Attributes:
        languages: Names, the default one first.
        texts: By language and id: the forms of the text (``""``, long, short, guidance, image,
            audio, video, big-image …).
    """

    languages: tuple[str, ...] = ()
    texts: dict[str, dict[str, dict[str, Parts]]] = field(default_factory=dict)

    def forms(self, ident: str, language: str = "") -> dict[str, Parts]:
        """Return every form of a text, in the default language when the asked one lacks it."""
        for name in (language, *self.languages):
            found = self.texts.get(name, {}).get(ident)
            if found is not None:
                return found
        return {}

    def parts(self, ident: str, language: str = "", form: str = "") -> Parts:
        """Return one form of a text; the plain one falls back to long, then short."""
        forms = self.forms(ident, language)
        if form:
            return forms.get(form, ())
        return forms.get("") or forms.get("long") or forms.get("short") or ()

    def outputs(self, ident: str) -> list[str]:
        """Return the XPath of each output in any language."""
        found: list[str] = []
        for texts in self.texts.values():
            for parts in texts.get(ident, {}).values():
                found.extend(part.value for part in parts if isinstance(part, Output))
        return found


def read_itext(element: ET.Element | None) -> Dictionary:
    """Read the ``itext`` element of a model.

    Raises:
        FormError: A language stands twice.
    """
    texts: dict[str, dict[str, dict[str, Parts]]] = {}
    default = ""
    for translation in children(element, "translation"):
        language = translation.get("lang") or ""
        if language in texts:
            raise FormError(N_("The language {name} is declared twice"), name=language)
        if translation.get("default") not in (None, "false()", "false") and not default:
            default = language
        table = texts[language] = {}
        for text in children(translation, "text"):
            forms: dict[str, Parts] = {}
            for value in children(text, "value"):
                forms.setdefault(value.get("form") or "", read_parts(value))
            table[text.get("id") or ""] = forms
    names = sorted(texts, key=lambda name: name != default) if default else list(texts)
    return Dictionary(tuple(names), texts)
