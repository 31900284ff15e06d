"""One change as it travels: an immutable row and its canonical JSON line."""

from __future__ import annotations

import json
import re
import unicodedata
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
