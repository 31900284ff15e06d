"""Controls of the body: what kind of question each is, and where its choices come from."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from app.forms.definition import Choice, Itemset, Question
from app.forms.errors import FormError
from app.forms.itext import Text, read_text
from app.forms.schema import READONLY, Spec
from app.forms.source import children, first, local
from app.i18n import N_

CONTROLS = frozenset(["input", "secret", "select", "select1", "rank", "range", "trigger", "upload"])
ACTIONS = frozenset(("setvalue", "setgeopoint", "recordaudio"))
CHOOSING = frozenset(("select", "select1", "rank"))
_KINDS = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
    "boolean": "boolean",
    "select": "select_multiple",
    "binary": "file",
}
_BY_CONTROL = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "acknowledge",
}
_WHOLE_LIST = re.compile(r"""instance\(\s*['"]([^'"]+)['"]\s*\)/[\w.\-]+/[\w.\-]+""")


def kind_of(control: str, spec: Spec, attributes: dict[str, str]) -> str:
    """Return what a control is in the words of XLSForm; see `Question.kind`.

    Raises:
        FormError: An upload wants something that is no kind of media.
    """
    if control == "upload":
        media = attributes.get("mediatype", "")
        if media and "/" not in media:
            raise FormError(
                N_("{path}: {name} is not a kind of media, such as image/*"),
                path=spec.path,
                name=media,
            )
        kind = media.partition("/")[0] or "file"
        return kind if kind in ("image", "audio", "video") else "file"
    if control in _BY_CONTROL:
        return _BY_CONTROL[control]
    readonly = spec.rules[READONLY]
    if spec.type in ("string", "intent") and readonly is not None and readonly.constant:
        return "note"
    if attributes.get("query"):
        return "select_one"
    return _KINDS.get(spec.type, "text")


def read_choices(element: ET.Element, question: Question) -> None:
    """Read the items and itemsets of a control, or its query of external choices.

    Raises:
        FormError: An itemset lacks its nodes or its value.
    """
    query = question.attributes.get("query")
    if query:
        question.itemset = Itemset(query, "name", Text(ref="label"))
    choices: list[Choice] = []
    for child in element:
        name = local(child.tag)
        if name == "item":
            value = first(child, "value")
            if value is not None:
                text = "".join(value.itertext()).strip()
                choices.append(Choice(text, read_text(first(child, "label")) or Text((text,))))
        elif name == "itemset":
            question.itemset = _itemset(child, question.path)
    question.choices = tuple(choices)


def _itemset(element: ET.Element, path: str) -> Itemset:
    nodeset = (element.get("nodeset") or "").strip()
    value = next(children(element, "value"), None)
    label = read_text(first(element, "label"))
    if not nodeset or value is None:
        raise FormError(N_("The choices of {path} are incomplete"), path=path)
    ref = (value.get("ref") or "").strip()
    whole = _WHOLE_LIST.fullmatch(nodeset)
    return Itemset(nodeset, ref, label or Text(ref=ref), whole[1] if whole else "")
