"""What a newer version of a form means for one record's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.definition import bare
from app.forms.errors import FormError
from app.forms.fitting import misfit

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.versions import Comparison


@dataclass(frozen=True)
class Touched:
    """One answer that the newer version does something to.

    Attributes:
        path: With keys; in the newer form, for answers without a home in the older one.
        code: Code for people.
        label: Label of the question.
        value: The answer as stored; empty where it is missing.
        reason: Reason of a non-answer, or empty.
        why: For invalid: ``type``, ``choice``, ``range`` or ``constraint``; for missing:
            ``answer`` or ``photo``; else empty.
        message: What the form says about it.
        sensitive: The value is not to be shown to everybody.
    """

    path: str
    code: str
    label: str
    value: str
    reason: str = ""
    why: str = ""
    message: str = ""
    sensitive: bool = False


@dataclass(frozen=True)
class Effects:
    """What changes for one record.

    Attributes:
        invalid: Answers that are no longer allowed; kept, to be mended.
        missing: What the newer version asks for in addition.
        hidden: Answers to questions that no longer show; kept, not counted.
        homeless: Answers to questions that are gone; kept.
        moved: (old path, new path) of answers that go to another name.
    """

    invalid: tuple[Touched, ...] = ()
    missing: tuple[Touched, ...] = ()
    hidden: tuple[Touched, ...] = ()
    homeless: tuple[Touched, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()

    @property
    def demands_more(self) -> bool:
        """Whether a finished record is not finished under the newer version."""
        return bool(self.invalid or self.missing)


def transfer(comparison: Comparison, values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return saved values by the paths of the newer form; those without a home are left out."""
    return {
        comparison.translate(path): value
        for path, value in values.items()
        if comparison.has_home(path)
    }


def effects(
    comparison: Comparison, before: Instance, after: Instance, answered: Iterable[str]
) -> Effects:
    """Compare a record under both versions.

    Args:
        comparison: The two versions.
        before: The record under the older one.
        after: The same answers under the newer one, see `transfer`.
        answered: Paths with keys at which an answer or a reason is stored.
    """
    paths = sorted(set(answered))
    back = {comparison.translate(path): path for path in paths}
    old_missing = {comparison.translate(one.path) for one in before.missing()}
    old_wrong = {comparison.translate(one.path) for one in before.violations()}
    invalid, missing = [], []
    for one in after.violations():
        if one.condition == "required" or one.path in old_wrong:
            continue
        field = after.node(one.path)
        why = misfit(field.spec, field.kept) or one.condition
        invalid.append(_touched(after, one.path, why, one.message))
    for gap in after.missing():
        if gap.kind != "constraint" and gap.path not in old_missing:
            missing.append(_touched(after, gap.path, gap.kind))
    hidden, homeless, moved = [], [], []
    for path in paths:
        to = comparison.translate(path)
        if not comparison.has_home(path):
            homeless.append(_touched(before, path))
            continue
        if to != path:
            moved.append((path, to))
        if path.endswith("]"):
            continue
        if _shown(before, back.get(to, path)) and not _shown(after, to):
            hidden.append(_touched(after, to))
    return Effects(tuple(invalid), tuple(missing), tuple(hidden), tuple(homeless), tuple(moved))


def _shown(instance: Instance, path: str) -> bool:
    try:
        field = instance.node(path)
    except FormError:  # its repeat instance is gone
        return False
    return field.relevant and bool(field.kept or field.reason)


def _touched(instance: Instance, path: str, why: str = "", message: str = "") -> Touched:
    question = instance.definition.question(bare(path))
    code = question.code if question else ""
    sensitive = question.sensitive if question else False
    try:
        field = instance.node(path)
    except FormError:
        return Touched(path, code, code, "", why=why)
    label = " ".join(field.label.split()) or field.spec.name
    return Touched(path, code, label, field.kept, field.reason, why, message, sensitive)
