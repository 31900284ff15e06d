"""Choices of a form by value and by label, for exports that hold labels instead of values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.forms.itext import Text

if TYPE_CHECKING:
    from app.forms import Definition
    from app.forms.definition import Itemset, Question
    from app.forms.schema import Spec

_INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)/([\w.\-/]+)")
_SEVERAL = ("select", "rank")


class Choices:
    """Every choice that a question may ever offer, filters left aside."""

    def __init__(self, form: Definition) -> None:
        self._form = form
        self._known: dict[str, tuple[frozenset[str], dict[str, str]]] = {}

    def several(self, spec: Spec) -> bool:
        """Tell whether several choices may be chosen."""
        return spec.question is not None and spec.question.control in _SEVERAL

    def has(self, spec: Spec | None) -> bool:
        """Tell whether the question offers choices that are known here."""
        return spec is not None and bool(self._of(spec)[0])

    def value(self, spec: Spec | None, text: str) -> str:
        """Return the value of a choice, named by value or label; empty when there is none."""
        if spec is None:
            return ""
        values, labels = self._of(spec)
        return text if text in values else labels.get(text.strip(), "")

    def values(self, spec: Spec, text: str) -> str:
        """Return an answer in values, one that is given in labels too; unchanged if it is neither.

        Labels of several choices stand in one cell with blanks between, and hold blanks
        themselves; they are taken apart where there is only one way to.
        """
        values, labels = self._of(spec)
        if not values or not text.strip():
            return text
        if not self.several(spec):
            return self.value(spec, text) or text
        words = text.split()
        if all(word in values for word in words):
            return text
        found = _split(words, {tuple(label.split()): value for label, value in labels.items()})
        return " ".join(found) if found is not None else text

    def _of(self, spec: Spec) -> tuple[frozenset[str], dict[str, str]]:
        known = self._known.get(spec.key)
        if known is None:
            question = spec.question
            known = self._read(question) if question is not None else (frozenset(), {})
            self._known[spec.key] = known
        return known

    def _read(self, question: Question) -> tuple[frozenset[str], dict[str, str]]:
        pairs = [(choice.value, choice.label) for choice in question.choices]
        if not pairs and question.itemset is not None:
            pairs = self._listed(question.itemset)
        labels: dict[str, str] = {}
        double: set[str] = set()
        for value, label in pairs:
            for language in self._form.languages or ("",):
                text = " ".join(self._form.text(label, language).split())
                if text and labels.setdefault(text, value) != value:
                    double.add(text)
        for text in double:
            del labels[text]
        return frozenset(value for value, _label in pairs), labels

    def _listed(self, itemset: Itemset) -> list[tuple[str, Text]]:
        found = _INSTANCE.search(itemset.nodeset)
        document = self._form.instances.get(found[1]) if found is not None else None
        if found is None or document is None or not document.children:
            return []
        names = found[2].strip("/").split("/")
        top = document.root
        if top.name != names[0]:
            return []
        pairs = []
        for item in top.descend(names[1:]):
            value = item.child(itemset.value)
            if itemset.label.ref.startswith("jr:itext"):
                ident = item.child("itextId")
                label = Text(itext=ident.string() if ident is not None else "")
            else:
                text = item.child(itemset.label.ref)
                label = Text((text.string(),) if text is not None else ())
            pairs.append((value.string() if value is not None else "", label))
        return pairs


def _split(words: list[str], labels: dict[tuple[str, ...], str]) -> list[str] | None:
    """Take words apart into labels; None when there is no way, or more than one."""
    longest = max((len(label) for label in labels), default=0)
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(words) + 1):
        here: list[list[str]] = []
        for length in range(1, min(longest, end) + 1):
            value = labels.get(tuple(words[end - length : end]))
            if value is not None:
                here += [[*way, value] for way in ways[end - length]]
        ways.append(here[:2])  # two are as good as many: it cannot be told
    return ways[-1][0] if len(ways[-1]) == 1 else None
