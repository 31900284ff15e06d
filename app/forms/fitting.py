"""Whether a stored answer is still a value of its question: types and choices change over versions.

A saved answer that does not fit is neither dropped nor taken for an answer: it stays where it is,
is told as not allowed, and whoever opens the record mends it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms.lexical import canonical, number

if TYPE_CHECKING:
    from app.forms.schema import Spec

_SEVERAL = ("select", "rank")


def misfit(spec: Spec, text: str) -> str:
    """Return why a stored text is no value of its question.

    Args:
        spec: The question's place in the form.
        text: The stored text.

    Returns:
        ``type``, ``choice``, ``range``, or empty when it fits. Choices that depend on other
        answers are left to the filter.
    """
    if not text:
        return ""
    if not canonical(spec.type, text):
        return "type"
    question = spec.question
    if question is None:
        return ""
    if question.control == "range":
        low = number(question.attributes.get("start", ""))
        high = number(question.attributes.get("end", ""))
        amount = number(canonical(spec.type, text))
        # A bound that is no number (NaN) bounds nothing.
        if amount < min(low, high) or amount > max(low, high):
            return "range"
    if question.choices and not any(word.startswith("search(") for word in question.appearance):
        values = {choice.value for choice in question.choices}
        given = text.split() if question.control in _SEVERAL else [text]
        if any(one not in values for one in given):
            return "choice"
    return ""
