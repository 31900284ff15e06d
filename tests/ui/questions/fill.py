"""Give each question of any form an answer through its own widget, with keys and the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.page_card import PageCard
from app.ui.field.cards.repeat_card import RepeatCard
from app.ui.field.outline import Slot
from tests.ui.questions.shown_form import FormShown

ENTER = Qt.Key.Key_Return
BY_DIGIT = ("select_one", "select_multiple", "boolean")
TYPED = {
    "text": "Answer 1",
    "integer": "7",
    "decimal": "7.5",
    "date": "2026-11-22",
    "time": "14:30",
    "dateTime": "2026-11-22 14:30",
    "geopoint": "37.51 105.19",
    "geotrace": "37.51 105.19",
    "geoshape": "37.51 105.19",
    "barcode": "6901234567892",
}
MOST = 60
"""Questions of one form that are answered; the rest is only opened."""


def fill(shown: FormShown) -> dict[str, int]:
    """Walk through a form; return how many questions were opened, answered, refused, skipped."""
    counts = dict.fromkeys(("opened", "answered", "refused", "left"), 0)
    seen: set[str] = set()
    while True:
        slot = next((one for one in shown.building.slots if _is_next(one, seen)), None)
        if slot is None:
            return counts
        seen.add(slot.path)
        if slot.repeat is not None:
            _add_instance(shown, slot)
            continue
        _answer(shown, slot, counts)


def _is_next(slot: Slot, seen: set[str]) -> bool:
    if slot.path in seen:
        return False
    if slot.repeat is not None:
        return True
    return slot.question is not None and slot.field is not None and slot.field.relevant


def _add_instance(shown: FormShown, slot: Slot) -> None:
    shown.pane.show_part(slot.part, open_first=False)
    shown.pane.view.open_question(slot.path)
    card = shown.pane.view.card
    assert isinstance(card, RepeatCard)
    there = shown.building.visit.instance.repeat_paths(slot.path)
    if not there and card.add.isVisible():
        shown.click(card.add)


def _answer(shown: FormShown, slot: Slot, counts: dict[str, int]) -> None:
    assert slot.question is not None
    assert slot.field is not None
    assert shown.pane.go_to(slot.path), slot.path
    shown.qtbot.wait(0)
    card = shown.pane.view.card
    inner = card.focus_path(slot.path) if isinstance(card, PageCard) else card
    assert isinstance(inner, OpenCard), (slot.path, card)
    counts["opened"] += 1
    kind, field = slot.question.kind, slot.field
    if field.readonly or not slot.asks or counts["answered"] > MOST:
        counts["left"] += 1
        return
    before = field.value
    _give(shown, kind, inner)
    shown.qtbot.wait(0)
    shown.pane.flush()
    if field.value or field.reason or before:
        counts["answered"] += 1
    elif field.rejected:
        counts["refused"] += 1
    else:
        counts["left"] += 1


def _give(shown: FormShown, kind: str, card: OpenCard) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    assert card.isAncestorOf(target), (card.path, target)
    assert target.accessibleName() or card.accessibleName(), card.path
    keys = shown.qtbot
    if kind in BY_DIGIT:
        keys.keyClick(target, Qt.Key.Key_1)
        if isValid(target) and not shown.building.field(card.path).value:
            keys.keyClick(target, ENTER)  # a search: the first that is found
    elif kind == "rank":
        keys.keyClick(target, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    elif kind in ("acknowledge", "range"):
        keys.keyClick(target, Qt.Key.Key_Space)
        if isValid(target) and not shown.building.field(card.path).value:
            keys.keyClick(target, Qt.Key.Key_1)
    elif kind in TYPED:
        appearance = card.slot.question.appearance if card.slot.question else ()
        text = "2026" if "year" in appearance else TYPED[kind]
        text = "7" if "numbers" in appearance or "thousands-sep" in appearance else text
        keys.keyClicks(target, text)
        if isValid(target):
            keys.keyClick(target, Qt.Key.Key_Tab)
