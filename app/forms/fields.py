"""What one node of an instance looks like to whoever shows or records it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.forms.definition import Element, Question
from app.forms.errors import FormError
from app.forms.itext import Text
from app.forms.lexical import canonical
from app.forms.options import Option, options
from app.forms.schema import Spec
from app.forms.state import State, is_readonly, path_of
from app.forms.xpath import XPathError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node

REQUIRED_TEXT = N_("This question must be answered")
CONSTRAINT_TEXT = N_("This answer is not allowed")
TYPE_TEXT = N_("“{text}” is no answer to this question")
SHAPE_TEXTS = {
    "int": N_("“{text}” is no whole number; write one such as 12"),
    "decimal": N_("“{text}” is no number; write one such as 3.5"),
    "date": N_("“{text}” is no date; write one such as 2026-11-23"),
    "time": N_("“{text}” is no time; write one such as 14:30"),
    "dateTime": N_("“{text}” is no date with its time; write one such as 2026-11-23 14:30"),
    "month-year": N_("“{text}” is no month; write one such as 2026-11"),
    "year": N_("“{text}” is no year; write one such as 2026"),
}
"""How to write what a type or an appearance wants."""


class Field:
    """A view of one node; cheap to make, always up to date.

    Attributes:
        path: Path with the keys of repeat instances.
        node: Node of the tree, for expressions of one's own.
    """

    __slots__ = ("_instance", "_state", "node")

    def __init__(self, instance: Instance, node: Node, own: State) -> None:
        self._instance = instance
        self.node = node
        self._state = own

    @property
    def path(self) -> str:
        """Path with the keys of repeat instances."""
        return path_of(self.node)

    @property
    def spec(self) -> Spec:
        """What the form says about the node."""
        return self._state.spec

    @property
    def element(self) -> Element | None:
        """The question, group or repeat it is shown as, None when it is not shown."""
        return self._instance.definition.by_path.get(self._state.spec.path)

    @property
    def question(self) -> Question | None:
        """The question it is shown as."""
        return self._state.spec.question

    @property
    def value(self) -> str:
        """The answer as stored; empty while the question is not relevant."""
        return self.node.string() if not self.node.children else ""

    @property
    def kept(self) -> str:
        """The answer as stored, also while the question is not relevant."""
        return self.node.text

    @property
    def rejected(self) -> str:
        """Text that was given but is no value of this question; kept so that it can be mended."""
        return self._state.rejected

    @property
    def reason(self) -> str:
        """Why there is no answer: undecidable, not_applicable, not_reached, or empty."""
        return self._state.reason

    @property
    def key(self) -> str:
        """Key of a repeat instance."""
        return self._state.key

    @property
    def ordinal(self) -> float:
        """Place of a repeat instance among its siblings, for sorting."""
        return self._state.ordinal

    @property
    def relevant(self) -> bool:
        """Whether it is shown and counts."""
        return self.node.relevant

    @property
    def required(self) -> bool:
        """Whether the form wants an answer (also while it is not relevant)."""
        return self._state.required

    @property
    def readonly(self) -> bool:
        """Whether people may not change it."""
        return is_readonly(self.node)

    @property
    def condition(self) -> str:
        """What is wrong: ``required``, ``constraint``, ``type``, or empty."""
        if not self.node.relevant:
            return ""
        if self._state.rejected:
            return "type"
        if not self.node.text:
            missing = self._state.required and not self._state.reason and not self.node.children
            return "required" if missing else ""
        return "" if self._state.holds else "constraint"

    @property
    def refused(self) -> bool:
        """Whether what stands here is not allowed: kept as typed, but no answer until mended."""
        return self.condition in ("constraint", "type")

    @property
    def answered(self) -> bool:
        """Whether it counts as answered: by an allowed answer, or by a reason for none."""
        return bool(self.reason or (self.value and not self.refused))

    def doubtful(self, text: str) -> bool:
        """Tell whether a value would be possible but unusual, as ``cj:doubt`` of the form says.

        Nothing is changed by asking. A doubt that cannot be evaluated is none.
        """
        test = self._state.spec.extras.get("doubt", "")
        value = canonical(self._state.spec.type, text) if test else ""
        if not value:
            return False
        node, before = self.node, self.node.text
        node.text = value
        try:
            return self._instance.expression(test, node).boolean(node, self._instance.env)
        except (FormError, XPathError):
            return False
        finally:
            node.text = before

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.condition

    @property
    def message(self) -> str:
        """What to tell about `condition`, the form's own words first; empty when valid."""
        condition = self.condition
        return self.message_for(condition) if condition else ""

    def message_for(self, condition: str) -> str:
        """Return the message of a condition, whether or not it holds."""
        spec = self._state.spec
        own = spec.constraint_message if condition == "constraint" else spec.required_message
        text = self._instance.text(own, self.node) if own and condition != "type" else ""
        if text:
            return text
        if condition == "type":
            return _(self._shape_text()).format(text=self._state.rejected)
        plain = CONSTRAINT_TEXT if condition == "constraint" else REQUIRED_TEXT
        return _(plain)

    def _shape_text(self) -> str:
        """Return the sentence that says how an answer of this type is written."""
        kind = self._state.spec.type
        if kind == "date" and self.question is not None:
            parts = (part for part in ("month-year", "year") if part in self.question.appearance)
            kind = next(parts, kind)
        return SHAPE_TEXTS.get(kind, TYPE_TEXT)

    @property
    def label(self) -> str:
        """Label in the language of the instance, outputs filled in."""
        return self._text("label")

    @property
    def hint(self) -> str:
        """Hint, likewise."""
        return self._text("hint")

    @property
    def guidance(self) -> str:
        """Further guidance, likewise."""
        hint = getattr(self.element, "hint", None)
        if hint is None:
            return ""
        # XLSForm calls it guidance, the specification print.
        return self._instance.text(hint, self.node, "guidance") or self._instance.text(
            hint, self.node, "print"
        )

    @property
    def media(self) -> Mapping[str, str]:
        """Addresses of image, audio, video and big-image of the label."""
        element = self.element
        if element is None or element.label is None:
            return {}
        return self._instance.media(element.label)

    @property
    def choices(self) -> tuple[Option, ...]:
        """The choices as they stand now."""
        question = self._state.spec.question
        return options(self._instance, self.node, question) if question is not None else ()

    def _text(self, name: str) -> str:
        text: Text | None = getattr(self.element, name, None)
        return self._instance.text(text, self.node) if text is not None else ""

    def __repr__(self) -> str:
        return f"<Field {self.path} {self.value!r}>"
