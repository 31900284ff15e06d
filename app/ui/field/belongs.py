"""归到: what a photo of a building can belong to, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import _, language
from app.models.ids import finding_id
from app.ui.field.shown import short_code
from app.ui.words import word

if TYPE_CHECKING:
    from app.forms.outcome import Found
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building


@dataclass(frozen=True)
class Target:
    """Something that a photo can belong to.

    Attributes:
        words: What it is called.
        question: Path of the question or demanded picture; None: the whole building.
        finding: The finding it shows, if one.
    """

    words: str
    question: str | None = None
    finding: UUID | None = None


def targets(building: Building, here: str = "") -> list[Target]:
    """Return what photos of a building can belong to: findings first, the worst first.

    Args:
        building: The open building.
        here: Path of the open question, which can always be chosen.
    """
    found = [_of_finding(building, one) for one in _in_order(building)]
    questions = [Target(name_of(building, path), path) for path in _paths(building, here)]
    return [Target(_("Whole building")), *found, *questions]


def target_of(building: Building, photo: PhotoRow) -> Target:
    """Return what a photo belongs to now."""
    known = targets(building)
    for one in known:
        if photo.finding is not None and one.finding == photo.finding:
            return one
    for one in known:
        if one.question == photo.question and one.finding is None:
            return one
    return Target(name_of(building, photo.question), photo.question)


def name_of(building: Building, path: str | None) -> str:
    """Return what a path is called: its question, and which demanded picture."""
    question = building.visit.definition.question(path) if path else None
    if question is None or path is None:
        return _("Whole building")
    label = building.field(path).label
    owner = building.slot(path)
    code = short_code(question.code)
    if question.kind == "image" and owner is not None and owner.field is not None:
        return f"{code} {owner.field.label} · {label}"
    return f"{code} {label}"


def _in_order(building: Building) -> list[Found]:
    rank = ("critical", "serious", "minor")
    groups = building.found_by_path().values()
    return sorted(
        (one for group in groups for one in group),
        key=lambda one: rank.index(one.rule.severity) if one.rule.severity in rank else len(rank),
    )


def _of_finding(building: Building, found: Found) -> Target:
    question = building.visit.definition.question(found.path)
    code = short_code(question.code if question else found.rule.code)
    title = found.rule.title("en" if language() == "en" else "zh")
    severity = word(found.rule.severity) if found.rule.severity else ""
    words = " · ".join(part for part in (f"{code} {title}", severity) if part)
    key = finding_id(building.visit.inspection, found.rule.code, found.repeat_key)
    return Target(words, found.path, key)


def _paths(building: Building, here: str) -> list[str]:
    """Return demanded pictures and the questions that have photos, findings or the focus."""
    paths: list[str] = []
    for slot in building.slots:
        if slot.question is None or slot.field is None or not slot.field.relevant:
            continue
        _where, photos = building.companions(slot.question, slot.path)
        wanted = [path for path in photos if building.field(path).relevant]
        named = building.photos_at({slot.path})
        if slot.path == here or wanted or named or building.found(slot.path):
            paths += [slot.path, *wanted]
    return paths
