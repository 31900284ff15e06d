"""What the records of one building found, each thing once: the rule of the lists and the window.

Where one building was inspected under several of its places, what all its finished records found
counts once; what one of them lacks is in conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeVar

T = TypeVar("T")
P = TypeVar("P", bound=Hashable)


def doubled(finished: Iterable[tuple[P, str, bytes]]) -> dict[tuple[P, str], set[bytes]]:
    """Return the finished inspections of each place and form that has more than one.

    Args:
        finished: Place that counts, form and id of every finished inspection.
    """
    done: dict[tuple[P, str], set[bytes]] = {}
    for place, form_id, inspection in finished:
        done.setdefault((place, form_id), set()).add(inspection)
    return {key: ids for key, ids in done.items() if len(ids) > 1}


def once(
    by_record: Mapping[bytes, list[T]], records: int, quantity: Callable[[T], Decimal | None]
) -> Iterator[tuple[list[T], bool]]:
    """Yield what the records of one building found by one rule, each thing once.

    Args:
        by_record: Findings by inspection; an inspection that found nothing may be left out.
        records: How many finished inspections there are.
        quantity: How much a finding says; findings of the same quantity tell of the same thing.

    Yields:
        The findings that tell of one thing, the one to show first; whether a record lacks it.
    """
    lists = [list(by_record[record]) for record in sorted(by_record)]
    for number, own in enumerate(lists):
        for one in own:
            told = [one]
            for other in lists[number + 1 :]:
                alike = next((each for each in other if quantity(each) == quantity(one)), None)
                if alike is not None:
                    other.remove(alike)
                    told.append(alike)
            yield told, len(told) < records


def amount(text: str | None) -> Decimal | None:
    """Read a quantity as the database keeps it; None where there is none."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
