"""What the gap finder found, one line each: whom it concerns, what to do, where to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import N_, _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.gaps import Gaps

KINDS = (
    ("numbers", N_("Packages {count}")),
    ("photos", N_("Photos {count}")),
    ("twice", N_("Inspected twice {count}")),
    ("strangers", N_("Not assigned {count}")),
    ("silent", N_("Silent {count}")),
    ("never", N_("Never inspected {count}")),
)
NAMES = {
    "numbers": N_("Package missing"),
    "photos": N_("Photo missing"),
    "twice": N_("Inspected twice"),
    "strangers": N_("Not assigned"),
    "silent": N_("Silent laptop"),
    "never": N_("Never inspected"),
}
TONES = {
    "numbers": "critical",
    "photos": "critical",
    "twice": "serious",
    "strangers": "serious",
    "silent": "serious",
    "never": "neutral",
}


@dataclass(frozen=True)
class GapLine:
    """One thing that lacks, or is here twice.

    Attributes:
        kind: Key of `NAMES`.
        who: Device, person or place that it is about; ``what``: what lacks.
        todo: What to do, in a sentence.
        place, record, device: Where it matters, as far as that is known.
    """

    kind: str
    who: str
    what: str
    todo: str
    place: UUID | None = None
    record: UUID | None = None
    device: UUID | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this line from others."""
        return self.kind, self.who, self.what, self.place, self.record


def gap_lines(found: Gaps, where: Mapping[UUID, str], names: Mapping[UUID, str]) -> list[GapLine]:
    """Return the lines in the order of `KINDS`.

    Args:
        found: What the gap finder found.
        where: Path of places in words.
        names: What devices are called.
    """
    names = told_apart(names)
    makers: tuple[Callable[[], list[GapLine]], ...] = (
        lambda: _numbers(found, names),
        lambda: _photos(found, where, names),
        lambda: _twice(found, where),
        lambda: _strangers(found, where),
        lambda: _silent(found, names),
        lambda: [
            GapLine(
                "never",
                where.get(place) or name,
                _("Nobody has been there"),
                _("Send somebody, or ask whose laptop has it."),
                place=place,
            )
            for place, name in found.never
        ],
    )
    return [line for make in makers for line in make()]


def told_apart(names: Mapping[UUID, str]) -> dict[UUID, str]:
    """Return names of devices; where two have one name, each with the number of its device."""
    often = Counter(names.values())
    return {
        device: f"{name} {device.hex[:8]}" if name and often[name] > 1 else name
        for device, name in names.items()
    }


def _device(sender: str, device: UUID | None, names: Mapping[UUID, str]) -> str:
    name = names.get(device, "") if device is not None else ""
    if sender and name.startswith(sender):  # told apart by a number behind it
        return name
    return " · ".join(part for part in (sender, name) if part) or "—"


def _numbers(found: Gaps, names: Mapping[UUID, str]) -> list[GapLine]:
    lines = []
    for one in found.numbers:
        for number in one.missing:
            volumes = one.lacking.get(number, ())
            if volumes:
                what = _("No. {number}, volumes {volumes} not here").format(
                    number=number, volumes=listed(map(str, volumes))
                )
                todo = _("Look on the stick for the volumes, or have it sent again.")
            else:
                what = _("No. {number} never came").format(number=number)
                todo = _("Ask the sender for this package: it may be on another stick.")
            who = _device(one.sender, one.device, names)
            lines.append(GapLine("numbers", who, what, todo, device=one.device))
    return lines


def _photos(found: Gaps, where: Mapping[UUID, str], names: Mapping[UUID, str]) -> list[GapLine]:
    return [
        GapLine(
            "photos",
            where.get(one.place, "") if one.place is not None else "—",
            _("Photo {digest} named, not here").format(digest=one.sha256[:8]),
            _("{device} sends it with its next package, once it has the receipt.").format(
                device=_device("", one.sender, names)
            ),
            place=one.place,
            record=one.inspection,
            device=one.sender,
        )
        for one in found.photos
    ]


def _twice(found: Gaps, where: Mapping[UUID, str]) -> list[GapLine]:
    return [
        GapLine(
            "twice",
            where.get(one.place) or one.name,
            _("By {people}").format(people=listed(one.people)),
            _("Both are kept in one record. Settle the conflicts, if there are any."),
            place=one.place,
        )
        for one in found.twice
    ]


def _strangers(found: Gaps, where: Mapping[UUID, str]) -> list[GapLine]:
    return [
        GapLine(
            "strangers",
            where.get(one.place) or one.name,
            _("By {people}").format(people=listed(one.people)),
            _("No task package names them for this community. Ask who sent them."),
            place=one.place,
        )
        for one in found.strangers
    ]


def _silent(found: Gaps, names: Mapping[UUID, str]) -> list[GapLine]:
    now = wall_ms()
    return [
        GapLine(
            "silent",
            _device(one.sender, one.device, names),
            ngettext(
                "Nothing for {count} day, last {when}", "Nothing for {count} days, last {when}",
                one.days,
            ).format(count=one.days, when=day_and_time(one.last_at, now) if one.last_at else "—"),
            _("Call: is the laptop in use, and does it send?"),
            device=one.device,
        )
        for one in found.silent
    ]  # fmt: skip
