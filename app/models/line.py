"""One change as it travels: an immutable row and its canonical JSON line."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.models.values import canonical, decode

_LARGEST = 2**63
_LONGEST_NAME = 1000
_FIELDS = frozenset(
    "id kind subject field value bases clock device person batch time".split()  # noqa: SIM905
)
_text = json.JSONEncoder(ensure_ascii=False).encode
_unstorable = re.compile("[\x00-\x1f\x7f\ud800-\udfff]").search
# The canonical line, with texts that need no escape. What does not look so is read the long way.
_ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PLAIN = '[^"\\\\\x00-\x1f\x7f\ud800-\udfff]'
_usual = re.compile(
    rf'{{"bases":\[((?:"{_ID}"(?:,"{_ID}")*)?)\],"batch":(0|[1-9][0-9]{{0,17}}),'
    rf'"clock":(0|[1-9][0-9]{{0,17}}),"device":"({_ID})","field":"({_PLAIN}{{1,{_LONGEST_NAME}}})",'
    rf'"id":"({_ID})","kind":"({_PLAIN}{{1,{_LONGEST_NAME}}})",'
    rf'"person":"({_PLAIN}{{0,{_LONGEST_NAME}}})","subject":"({_ID})",'
    r'"time":(0|[1-9][0-9]{0,17}),"value":(.*)}'
).fullmatch
_SHORT = 200


class ChangeLine(NamedTuple):
    """A change with everything it carries from machine to machine.

    Attributes:
        id: UUIDv7, made where the change was born.
        kind: What it speaks of: one of `app.models.tables.PROJECTIONS`, or batch.
        subject: Which one.
        field: Name of the field; ``*`` for deletion.
        value: Canonical JSON text.
        bases: Changes that the writer saw as the current value, sorted.
        clock: Hybrid logical clock.
        device: Who wrote it.
        person: Name of the person.
        batch: The device's batch that was open then.
        time: Wall clock of the device, UTC milliseconds; for people only.
    """

    id: UUID
    kind: str
    subject: UUID
    field: str
    value: str
    bases: tuple[UUID, ...]
    clock: int
    device: UUID
    person: str
    batch: int
    time: int

    def to_json(self) -> str:
        """Return the canonical line, without a line end."""
        bases = ",".join([f'"{base}"' for base in self.bases])
        return (
            f'{{"bases":[{bases}],"batch":{self.batch},"clock":{self.clock},'
            f'"device":"{self.device}","field":{_text(self.field)},"id":"{self.id}",'
            f'"kind":{_text(self.kind)},"person":{_text(self.person)},'
            f'"subject":"{self.subject}","time":{self.time},"value":{self.value}}}'
        )

    @classmethod
    def from_json(cls, line: str) -> ChangeLine:
        """Read a line of a foreign package, checking every part.

        Raises:
            AppError: Something is missing, unknown, or of another type or range.
        """
        return cls.with_text(line)[0]

    @classmethod
    def with_text(cls, line: str) -> tuple[ChangeLine, str]:
        """Read a line of a foreign package; returns the change and its canonical line.

        Raises:
            AppError: As in `from_json`.
        """
        change = _read_usual(line)
        if change is not None:
            return change, line
        change = cls._read_any(line)
        return change, change.to_json()

    @classmethod
    def _read_any(cls, line: str) -> ChangeLine:
        raw = decode(line)
        if not isinstance(raw, dict) or raw.keys() != _FIELDS:
            raise _unreadable("fields")
        bases = raw["bases"]
        if not isinstance(bases, list):
            raise _unreadable("bases")
        try:
            value = canonical(raw["value"])
        except TypeError as error:
            raise _unreadable("value") from error
        return cls(
            _id(raw, "id"),
            _name(raw, "kind"),
            _id(raw, "subject"),
            _name(raw, "field"),
            value,
            tuple(sorted({_uuid(base, "bases") for base in bases})) if bases else (),
            _number(raw, "clock"),
            _id(raw, "device"),
            _name(raw, "person", empty=True),
            _number(raw, "batch"),
            _number(raw, "time"),
        )


def _read_usual(line: str) -> ChangeLine | None:
    """Read a line that is canonical already, three times as fast; None: it is not, or is wrong."""
    found = _usual(line)
    if found is None:
        return None
    bases, batch, clock, device, field, change, kind, person, subject, time, value = found.groups()
    if not line.isascii():
        for text in (kind, field, person):
            if not unicodedata.is_normalized("NFC", text):
                return None
    if not (_is_canonical if len(value) <= _SHORT else _is_canonical.__wrapped__)(value):
        return None
    built: tuple[UUID, ...] = ()
    if bases:
        texts = bases[1:-1].split('","')
        if any(one >= other for one, other in pairwise(texts)):
            return None
        built = tuple([_plain_uuid(one) for one in texts])
    return ChangeLine(
        _plain_uuid(change),
        kind,
        _seen_uuid(subject),
        field,
        value,
        built,
        int(clock),
        _seen_uuid(device),
        person,
        int(batch),
        int(time),
    )


@lru_cache(maxsize=4096)
def _is_canonical(value: str) -> bool:
    try:
        return canonical(decode(value)) == value  # type: ignore[arg-type]
    except (AppError, TypeError):
        return False


def _plain_uuid(text: str) -> UUID:
    return UUID(int=int(text.replace("-", ""), 16))


# Lines in the order of their ids name the same device and subject again and again.
_seen_uuid = lru_cache(maxsize=1024)(_plain_uuid)


def _unreadable(part: str) -> AppError:
    return AppError(
        N_("This line is not a change that the program can read: {reason}"), reason=part
    )


def _uuid(text: object, part: str) -> UUID:
    if type(text) is str and len(text) == 36:
        try:
            found = UUID(text)
        except ValueError:
            raise _unreadable(part) from None
        if str(found) == text:  # one spelling only: lines are compared and digested as text
            return found
    raise _unreadable(part)


def _id(raw: dict[str, Any], part: str) -> UUID:
    return _uuid(raw[part], part)


def _name(raw: dict[str, Any], part: str, *, empty: bool = False) -> str:
    text = raw[part]
    if type(text) is not str or len(text) > _LONGEST_NAME or not (text or empty):
        raise _unreadable(part)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise _unreadable(part)
    if _unstorable(text):
        raise _unreadable(part)
    return text


def _number(raw: dict[str, Any], part: str) -> int:
    number = raw[part]
    if type(number) is not int or not 0 <= number < _LARGEST:
        raise _unreadable(part)
    return number
