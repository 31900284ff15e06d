"""Both sides of a conflict recorded as one value (两处都记), where that makes sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inspection.answers import Stored

if TYPE_CHECKING:
    from app.forms import Question
    from app.inspection.conflict.case import Key
    from app.inspection.conflict.side import Detail, Side
    from app.models.log import Json


def merged_value(detail: Detail, key: Key | None = None) -> Json:
    """Return the value that records both sides: a union of choices, texts one after the other.

    For a question of 无/有 the answer is 有: what one saw is not undone by another's not seeing it.
    """
    first, second = detail.sides[:2]
    if key is not None:
        values = [dict(side.companions).get(key) for side in (first, second)]
        texts = list(dict.fromkeys(text_of(one) for one in values if text_of(one)))
        if all(isinstance(one, str) or one is None for one in values):
            return "；".join(texts)
        return {**_dict(values[0] or values[1]), "answer": "；".join(texts)}
    stored = [Stored(side.value) for side in (first, second)]
    if detail.kind == "select_multiple":
        parts = [part for one in stored for part in one.text.split()]
        order = [value for value, _words in detail.options] or parts
        union = sorted(set(parts), key=lambda one: order.index(one) if one in order else 99)
        return {**_dict(first.value), "answer": " ".join(union)}
    if detail.kind == "text":
        return {**_dict(first.value), "answer": "；".join(one.text for one in stored)}
    if isinstance(first.value, str) and isinstance(second.value, str):
        return f"{first.value}；{second.value}"
    return next((s.value for s in (first, second) if s.code == "present"), first.value)


def mergeable(question: Question | None, sides: tuple[Side, ...]) -> bool:
    """Tell whether both sides can be recorded."""
    codes = {side.code for side in sides}
    if question is None:
        return all(isinstance(side.value, str) and side.value for side in sides)
    answered = all(Stored(side.value).text for side in sides)
    if question.kind == "select_multiple":
        return answered and "none" not in codes
    if question.kind == "text":
        return answered
    return "present" in codes and any(side.where or side.remark for side in sides)


def text_of(value: Json) -> str:
    """Return the text of a stored answer, or of a plain field."""
    if isinstance(value, str):
        return value
    return Stored(value).text if isinstance(value, dict) else ""


def _dict(value: Json) -> dict[str, Json]:
    return dict(value) if isinstance(value, dict) else {}
