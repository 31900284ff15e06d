"""A visit (入户检查): one inspection open in memory, and all that people do with it.

An answer is durable when `Visit.answer` returns: it is committed as a change before anything else
happens to it (`app.inspection.visit_writing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self
from uuid import UUID

from app.errors import AppError
from app.forms import FormError
from app.i18n import N_
from app.inspection import visit_opening
from app.inspection.answers import REASONS, photos_by_question
from app.inspection.form_store import media_folder
from app.inspection.review.desk import resubmit
from app.inspection.visit_opening import inspections_of
from app.inspection.visit_writing import Basis, Writing
from app.models import media
from app.models.acts import Act, acting
from app.models.log import delete

if TYPE_CHECKING:
    from pathlib import Path

    from app.workspace import Workspace

__all__ = ["Basis", "Visit", "inspections_of"]


class Visit(Writing):
    """An open inspection.

    Attributes:
        workspace: Where it is kept.
        person: Who answers.
        inspection: Its id; the same on every laptop that inspects this place.
        place: The place inspected.
        definition: The form version that it began with.
        instance: Answers and rules in memory.
        stored: Answers as stored, by path, with basis and conflict marks.
        commit: Runs the part of a change that touches the disk; by default at once. A window sets
            it to hand that part to its writer's lane, in order; when it fails there, the window
            calls `reload`.
    """

    @classmethod
    def begin(
        cls, workspace: Workspace, place: UUID, *, person: str = "", now_ms: int | None = None
    ) -> Self:
        """Open the inspection of a place in this campaign's round, starting it if there is none.

        One that was removed comes back with its answers. A new one begins with the newest checklist
        for this kind of place, and with what the roster knows of it as answers of provenance
        ``imported`` (别人的资料).

        Raises:
            AppError: The place is unknown or has no checklist.
        """
        found = visit_opening.begin(workspace, place, person=person, now_ms=now_ms)
        return cls(workspace, person, *found)

    @classmethod
    def open(cls, workspace: Workspace, inspection: UUID, *, person: str = "") -> Self:
        """Open an inspection that exists, by its id, under the form version it began with.

        Raises:
            AppError: It is unknown, or its checklist is not here.
        """
        return cls(workspace, person, *visit_opening.find(workspace, inspection))

    @property
    def media_folders(self) -> tuple[Path, ...]:
        """Where the form's own pictures, sound and film lie."""
        return (media_folder(self.workspace, self.definition.hash),)

    def answer(
        self, path: str, text: str, basis: Basis | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Record an answer; empty text clears it.

        Returns:
            Paths whose value, relevance or rules changed.

        Raises:
            AppError: The workspace cannot be written; memory and disk are then as before.
        """
        return self._change(
            Act("answer", path), lambda: self.instance.set(path, text).changed, basis, now_ms
        )

    def leave_open(
        self, path: str, reason: str, basis: Basis | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Record why a question has no answer: 判不了, 不适用 or 未查到.

        Args:
            path: The question.
            reason: ``undecidable``, ``not_applicable`` or ``not_reached``; empty: take it back.
            basis: How this is known.
            now_ms: Wall clock, UTC milliseconds.
        """
        if reason and reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        return self._change(
            Act("reason", path),
            lambda: self.instance.set_reason(path, reason).changed,
            basis,
            now_ms,
        )

    def set_basis(self, path: str, basis: Basis, *, now_ms: int | None = None) -> None:
        """Say how an answer that stands is known."""
        self._change(Act("basis", path), frozenset, basis, now_ms)

    def add_repeat(self, path: str, *, now_ms: int | None = None) -> str:
        """Add an instance of a repeat; returns its path with its key."""
        before = set(self.instance.repeat_paths(path))

        def work() -> frozenset[str]:
            changed = self.instance.add_repeat(path).changed
            # Values that a new instance starts with are not among the changes.
            added = [one for one in self.instance.repeat_paths(path) if one not in before]
            below = {
                field.path
                for field in self.instance.fields()
                if any(field.path.startswith(one) for one in added)
            }
            return changed | below

        self._change(Act("repeat_add"), work, None, now_ms)
        return next(one for one in self.instance.repeat_paths(path) if one not in before)

    def remove_repeat(self, path: str, *, now_ms: int | None = None) -> frozenset[str]:
        """Remove one instance of a repeat, given its path with its key, and its answers."""
        return self._change(
            Act("repeat_remove"), lambda: self.instance.remove_repeat(path).changed, None, now_ms
        )

    def finish(self, *, now_ms: int | None = None) -> None:
        """Say 查完; allowed when nothing is missing.

        Raises:
            AppError: Something is missing; says how much.
        """
        missing = self.instance.missing()
        if missing:
            raise AppError(
                N_("{count} things are still missing: {first}"),
                count=len(missing),
                first=missing[0].label,
            )
        self._write(Act("finish"), {"finished": True}, now_ms)
        self.finished = True
        resubmit(self.workspace, self.inspection, person=self.person)

    def set_aside(self, *, now_ms: int | None = None) -> None:
        """Say 先这样，标待补: left with things missing on purpose; it is not counted as 查完."""
        self._write(Act("aside"), {"finished": True}, now_ms)
        self.finished = True

    def reopen(self, *, now_ms: int | None = None) -> None:
        """Take 查完 back."""
        self._write(Act("reopen"), {"finished": None}, now_ms)
        self.finished = False

    def discard(self, *, now_ms: int | None = None) -> None:
        """Delete the whole inspection; `app.models.log.restore` brings it back."""
        with acting(Act("discard")), self.workspace.sessions.begin() as session:
            author = self.workspace.writer(session, self.person)
            delete(session, author, "inspection", self.inspection, now_ms=now_ms)

    def photos_changed(
        self, pictures: Mapping[str, str] | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Take photo rows into the instance, after photos were added, moved or removed.

        What follows from them by the form's own rules is stored as well.

        Args:
            pictures: File name of the first photo by question, as `photos_by_question` gives it;
                None: read them.
            now_ms: Wall clock, UTC milliseconds.

        Returns:
            Paths whose value, relevance or rules changed.
        """
        if pictures is None:
            with self.workspace.reading() as session:
                pictures = photos_by_question(session, self.inspection)
        before, self._pictures = self._pictures, dict(pictures)
        changed: set[str] = set()
        for path in sorted(before.keys() | pictures.keys()):
            wanted = pictures.get(path, "")
            question = self.definition.question(path)
            if before.get(path, "") == wanted or question is None:
                continue
            if question.kind not in media.QUESTIONS:
                continue
            try:
                field = self.instance.node(path)
            except FormError:  # a repeat instance that is gone; its photos are still rows
                continue
            if field.kept != wanted:
                changed |= self.instance.set(path, wanted).changed | {path}
        follow = dict(self._to_write(changed, "", None))
        if follow:
            self._write(Act("answer", follows="photo"), follow, now_ms)
        if self.finished and self.instance.missing():
            self._write(Act("reopen", follows="photo"), {"finished": None}, now_ms)
            self.finished = False
        return frozenset(changed)
