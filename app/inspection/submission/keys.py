"""Keys of repeat instances where a submission has none: by position, as it left this program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.inspection.submission.record import Record

_STEP = re.compile(r"(.+)\[_(\d+)\]")


def adopt_keys(record: Record, keys: Mapping[str, str]) -> None:
    """Give the repeat instances of a record the keys that its earlier edition had.

    Args:
        record: A submission without keys of its own: its instances are called ``_1``, ``_2`` …
        keys: Key by path with positions, such as ``/housing/J/seg[2]``.
    """
    record.answers = {_renamed(path, keys): given for path, given in record.answers.items()}
    record.repeats = {_renamed(path, keys): place for path, place in record.repeats.items()}


def _renamed(path: str, keys: Mapping[str, str]) -> str:
    placed, own = "", ""
    for step in path.strip("/").split("/"):
        found = _STEP.fullmatch(step)
        if found is None:
            placed, own = f"{placed}/{step}", f"{own}/{step}"
            continue
        placed = f"{placed}/{found[1]}[{found[2]}]"
        own = f"{own}/{found[1]}[{keys.get(placed) or '_' + found[2]}]"
    return own
