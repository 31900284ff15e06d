"""Ctrl+Shift+B: what is answered here is offered to other buildings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from app.i18n import _, ngettext
from app.ui.field.shown import short_code
from app.ui.lazy import lazy
from app.ui.questions.options import value_words
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.ui.desk import Desk
    from app.ui.effort.bulk_dialog import BulkDialog
    from app.ui.effort.undoing import Undoing
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    browse = lazy("app.inspection.browse")


@dataclass(frozen=True)
class Wanted:
    """One answer to one question.

    Attributes:
        path: The question.
        text: The answer as stored.
        words: Both in words.
        value_words: Says another stored answer in words.
    """

    path: str
    text: str
    words: str
    value_words: Callable[[str], str]


class BulkActs(QObject):
    """Opens the dialog for the open question."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits, undoing: Undoing) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits, self._undoing = desk, panes, visits, undoing
        self.dialog: BulkDialog | None = None
        self._latest: list[UUID] = []  # for the next question the same buildings are offered
        self._open, self._before = "", ""
        panes.questions.view.opened.connect(self._opened)
        visits.begun.connect(lambda _building: self._opened(""))

    def _opened(self, path: str) -> None:
        if path != self._open:
            self._open, self._before = path, self._open

    def open(self) -> None:
        """Offer the answer of the open question to the buildings beside this one.

        While that waits for an answer, the one before it: an answer goes on at once.
        """
        building, card = self._visits.building, self._panes.card
        if building is None or self.dialog is not None:
            return
        self._panes.questions.flush()
        path = card.path if card is not None else self._before
        slot = building.slot(path)
        if slot is not None and self._before and building.is_open(slot):
            path = self._before
            slot = building.slot(path)
        question = slot.question if slot is not None else None
        if question is None or "[" in path or not building.field(path).value:
            self._desk.say(_("Answer the question here first, then for other buildings"), "info")
            return
        field = building.field(path)
        labels = {choice.value: to_plain(choice.label) for choice in field.choices}
        said = value_words(question, field)
        code = short_code(question.code)
        words = _("{question}: {answer}").format(
            question=f"{code} {to_plain(field.label)}".strip(), answer=said
        )
        wanted = Wanted(path, field.value, words, lambda text: labels.get(text, text))
        place = building.line.id
        levels = {level: key for key, level, _name in building.above}
        selected = [UUID(key) for key in self._panes.tree.tree.chosen()]
        chosen = [one for one in selected or self._latest if one != place]
        self._desk.read(
            lambda session: (
                wanted, _groups(session, levels["area"], levels["community"], place, chosen)
            ),
            self._show,
            "buildings beside",
        )  # fmt: skip

    def _show(self, result: tuple[Wanted, dict[str, list[PlaceLine]]]) -> None:
        from app.ui.effort.bulk_dialog import BulkDialog

        if self.dialog is not None:
            return
        self.dialog = BulkDialog(self._desk, *result)
        self.dialog.answered.connect(self._answered)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _answered(self, count: int) -> None:
        if self.dialog is not None:
            self._latest = self.dialog.ticked()
        words = ngettext(
            "Answered for {count} building", "Answered for {count} buildings", count
        ).format(count=count)
        self._undoing.offer(words)
        self._desk.places_changed.emit()


def _groups(
    session: Any, area: UUID, community: UUID, here: UUID, chosen: list[UUID]
) -> dict[str, list[PlaceLine]]:
    """Return the other buildings of an area, of its community, and those that were selected."""
    groups: dict[str, list[PlaceLine]] = {"area": [], "community": []}
    for group in browse.areas(session, community):
        lines: list[PlaceLine] = []
        while page := browse.buildings(session, group.id, "", len(lines)):
            lines += page
        others = [replace(one, where=group.name) for one in lines if one.id != here]
        groups["community"] += others
        if group.id == area:
            groups["area"] = others
    rows = (browse.line(session, one) for one in chosen)
    found = [one for one in rows if one is not None and one.level == "building"]
    if found:
        groups["chosen"] = found
    return groups
