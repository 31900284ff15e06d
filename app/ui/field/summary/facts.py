"""What a building amounts to, as plain values: what the summary shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.ui.field.photo.doubts import DOUBTFUL
from app.ui.field.shown import photos_count, short_code
from app.ui.questions.options import REASONS, is_defect, value_words
from app.ui.widgets.chips import ChipSpec, chip_for

if TYPE_CHECKING:
    from app.forms.outcome import Missing
    from app.ui.field.building import Building

SEVERITIES = ("critical", "serious", "minor")
NAMED = 9
"""Most things named under 还差; the rest is a count."""
_OUTCOME = ("ZF_M02", "ZF_M01_escort")
_FEW = 5
"""With no more gaps than this one stays and closes them."""


@dataclass(frozen=True)
class Gap:
    """One missing thing.

    Attributes:
        path: Where it is missing.
        mark: Mark of its row.
        what: Question, or question and photo.
        why: One line beneath.
        go: What the button says.
        count: For how many missing things it stands: photos of one question are taken together.
    """

    path: str
    mark: str
    what: str
    why: str
    go: str
    count: int = 1


@dataclass(frozen=True)
class Summary:
    """What a building amounts to.

    Attributes:
        gaps: The first things missing.
        short: How many things are missing in all.
        found: Findings by severity.
        clear: Questions answered 无.
        reasons: Questions left open, by reason.
        chips: Findings, reasons and conflicts as chips.
        facts: (name, value) of this inspection, such as who was there.
    """

    name: str
    answered: int
    relevant: int
    gaps: tuple[Gap, ...]
    short: int
    found: dict[str, int]
    clear: int
    reasons: dict[str, int]
    chips: tuple[ChipSpec, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """What is said of the building as a whole."""
        if self.short:
            words = ngettext(
                "{name} lacks {count} thing", "{name} lacks {count} things", self.short
            )
            return words.format(name=self.name, count=self.short)
        return _("Nothing is missing in {name}").format(name=self.name)

    @property
    def why(self) -> str:
        """The sentence beneath the title."""
        if not self.short:
            return _("All that must be answered is answered, and every photo is there.")
        leave = _("You may leave it now: all is kept, the building is marked incomplete.")
        few = _("Not much is missing. You may also leave now: all is kept, marked incomplete.")
        return few if self.short <= _FEW else leave


def sum_up(building: Building, named: int = NAMED) -> Summary:
    """Return what the building amounts to now; at most ``named`` gaps are named."""
    counts, missing = building.counts(), building.missing()
    found, reasons = _by_severity(building), _reasons(building)
    return Summary(
        building.line.name,
        counts.answered,
        counts.relevant,
        _gaps(building, missing)[:named],
        len(missing),
        found,
        _clear(building),
        reasons,
        tuple(_chips(building, found, reasons)),
        tuple(_facts(building)),
    )


def _gaps(building: Building, missing: Sequence[Missing]) -> tuple[Gap, ...]:
    """Name what is missing; the photos of one question stand together."""

    def owner(one: Missing) -> tuple[str, str]:
        slot = building.slot(one.path)
        together = one.kind == "photo" and slot is not None
        return one.kind, slot.path if together and slot is not None else one.path

    groups = (list(group) for _owner, group in groupby(missing, owner))
    return tuple(_gap(building, group[0], group) for group in groups)


def _gap(building: Building, missing: Missing, together: Sequence[Missing]) -> Gap:
    question = building.visit.definition.question(missing.path)
    code = short_code(question.code) if question else ""
    if missing.kind == "photo":
        count = len(together)
        words = ngettext("lacks a photo: {what}", "lacks {count} photos: {what}", count)
        what = words.format(count=count, what=_(", ").join(one.label for one in together))
        why = _photo_why(building, missing.path)
        go = ngettext("Take it", "Take them", count)
        return Gap(missing.path, "camera", f"{code} {what}".strip(), why, go, count)
    if question is not None and question.belongs_to:
        owner = building.slot(missing.path)
        asked = owner.field.label if owner and owner.field else ""
        code = f"{code} {asked}".strip()
    what = f"{code} {missing.label}".strip()
    if missing.kind == "constraint":
        field = building.field(missing.path)
        said = field.message or _("this answer is not allowed")
        if question is not None and field.value:
            said = _("{value}: {why}").format(value=value_words(question, field), why=said)
        return Gap(missing.path, "critical", what, said, _("Mend it"))
    return Gap(missing.path, "not_started", what, _("not answered yet"), _("Answer it"))


def _photo_why(building: Building, path: str) -> str:
    """Return where the defect is and which photos of it are there."""
    slot = building.slot(path)
    if slot is None or slot.question is None:
        return _("no photo yet")
    where_path, wanted = building.companions(slot.question, slot.path)
    where = building.field(where_path).value if where_path else ""
    count = len(building.photos_at({slot.path, *wanted}))
    if not count:
        return where or _("no photo yet")
    have = photos_count(count)
    if where:
        return _("{where}; has {photos}").format(where=where, photos=have)
    return _("has {photos}").format(photos=have)


def _by_severity(building: Building) -> dict[str, int]:
    counts = dict.fromkeys(SEVERITIES, 0)
    for group in building.found_by_path().values():
        for one in group:
            if one.rule.severity in counts:
                counts[one.rule.severity] += 1
    return counts


def _reasons(building: Building) -> dict[str, int]:
    counts = dict.fromkeys(REASONS, 0)
    for part in building.parts:
        for field in part.counted:
            if field.relevant and field.reason in counts:
                counts[field.reason] += 1
    return counts


def _clear(building: Building) -> int:
    return sum(
        slot.field.relevant and slot.field.value == "none"
        for slot in building.slots
        if slot.question is not None and slot.field is not None and is_defect(slot.question)
    )


def _chips(building: Building, found: dict[str, int], reasons: dict[str, int]) -> list[ChipSpec]:
    specs = [chip_for(level, str(count)) for level, count in found.items() if count]
    specs += [chip_for(reason, str(count)) for reason, count in reasons.items() if count]
    conflicts = sum(stored.conflict for stored in building.visit.stored.values())
    if conflicts:
        specs.append(chip_for("conflict", str(conflicts)))
    doubtful = int(building.property(DOUBTFUL) or 0)
    if doubtful:
        words = ngettext("{count} photo to look into", "{count} photos to look into", doubtful)
        specs.append(ChipSpec("serious", words.format(count=doubtful), "serious"))
    return specs


def _facts(building: Building) -> list[tuple[str, str]]:
    photos = photos_count(len(building.photos))
    broken = sum(not photo.here for photo in building.photos)
    if building.photos and not broken:
        photos = _("{photos}, all can be opened").format(photos=photos)
    facts = [(_("Photos"), photos)]
    for name in _OUTCOME:
        for slot in building.slots:
            if slot.question is not None and slot.question.name == name and slot.field:
                said = value_words(slot.question, slot.field)
                if said:
                    facts.append((slot.field.label.partition("（")[0], said))
    return facts
