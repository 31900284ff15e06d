"""Values of changes: canonical JSON text, and when two answers are the same answer."""

from __future__ import annotations

import json
import unicodedata
from typing import TypeAlias

from app.errors import AppError
from app.i18n import N_

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_dumps = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
_DEEPEST = 32


def canonical(value: Json) -> str:
    """Write a value as the one text that all machines agree on: NFC, sorted keys, no blanks.

    Raises:
        TypeError: A float (numbers with fractions travel as text), a key that is no text, another
            type, text that UTF-8 cannot hold, or nesting deeper than 32.
    """
    _check(value, 0)
    text = _dumps(value)
    if unicodedata.is_normalized("NFC", text):
        return text
    return _dumps(_composed(value))


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise TypeError("a value nests too deeply")
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"a key must be text, not {key!r}")
            _check(key, depth)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif type(value) is str:
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise TypeError("text with half a surrogate pair") from error
    elif value is not None and type(value) not in (bool, int):
        raise TypeError(f"a value cannot be {type(value).__name__}: {value!r}")


def _composed(value: Json) -> Json:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(item) for item in value]
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _composed(item) for key, item in value.items()}
    return value


def parsed(text: str) -> Json:
    """Read a canonical value back."""
    value: Json = json.loads(text)
    return value


def answer_key(text: str) -> str:
    """Return what of a canonical value decides equality: its answer or reason, else all of it."""
    if not text.startswith("{"):
        return text
    value = json.loads(text)
    core = {name: value[name] for name in ("answer", "reason") if name in value}
    return _dumps(core) if core else text


def same_answer(a: Json, b: Json) -> bool:
    """Tell whether two values say the same; how it is known (basis, from) makes no difference."""
    return answer_key(canonical(a)) == answer_key(canonical(b))


def _no_float(text: str) -> Json:
    raise ValueError(f"number with a fraction: {text}")


_decode = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def decode(text: str) -> object:
    """Read JSON from a foreign package.

    Raises:
        AppError: It is no JSON, nests too deeply or holds a number with a fraction.
    """
    try:
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise AppError(
            N_("This line is not a change that the program can read: {reason}"), reason=error
        ) from error
