"""The clerk of `bench.effort`: presses keys through the real window and counts them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ui.app import Program
from app.ui.field.cards.card import OpenCard
from app.ui.field.panes import SUMMARY
from bench.effort_keys import CTRL, SHIFT, Keys

_ONE_BY_ONE = "BC"


class Clerk(Keys):
    """Presses keys and counts them, and what a person would have to look at.

    Attributes:
        keys: Pressed so far.
        looks: Decisions: one for a question, a part that is stated, a copied answer looked at, a
            photo, a building finished.
        asked: Keys by question.

    Args:
        program: With a workspace open.
        statement: Close parts by the statement where the window offers it.
        copy: Copy from a neighbour where the window offers it.
        bulk: Questions that are answered for the buildings beside, too, in the first one.
    """

    def __init__(
        self, program: Program, *, statement: bool, copy: bool, bulk: Collection[str] = ()
    ) -> None:
        super().__init__(program)
        self.statement, self.copy = statement, copy
        self.bulk, self.beside = set(bulk), 0
        self.skipped: list[str] = []
        self.asked: dict[str, int] = {}
        self.each: list[tuple[int, int]] = []

    def begin_building(self) -> None:
        """Count from nothing."""
        self.keys = self.looks = self.photos = 0
        for kept in (self.skipped, self.spent, self.asked):
            kept.clear()

    # A building

    def inspect(self, answers: dict[str, str], where: dict[str, str]) -> None:
        """Inspect the open building from its first open question to 查完."""
        self.settle()
        helps = self.room.helps
        if self.copy and helps.copy.copy.isVisible():
            self.press(Qt.Key.Key_D, CTRL, "copy")
            self.looks += 1
            self.settle()
        for _step in range(400):
            if self.room.mode == SUMMARY:  # the last answer led here
                break
            building, pane = self.room.building, self.room.questions
            slot = building.slot(pane.view.open_key)
            if slot is None or not self._waits(slot):
                following = building.next_open(pane.view.open_key, wanted=True)
                if following is None:
                    break
                self.press(Qt.Key.Key_F8, what="walk")
                continue
            if slot.question.name in self.skipped:  # left open on purpose; nothing behind it waits
                break
            if building.unlooked():  # the line that counts them is read before anything is done
                self.settle()
            if helps.copy.part.isVisible() and self._copied_as(answers):
                self.looks += len(helps._copied_here())
                self.press(Qt.Key.Key_K, CTRL, "look at copied")
                self.settle()
                continue
            before, name = self.keys, slot.question.name
            if not self._state(slot, answers):
                self.looks += 1
                self._answer(slot, answers, where)
                self.asked[name] = self.asked.get(name, 0) + self.keys - before
                if name in self.bulk and self.beside:
                    self._for_all()
        self._finish()

    def select_beside(self, count: int) -> None:
        """Select the buildings below the open one in the tree: Shift and arrows."""
        self.beside = count
        for _try in range(3):
            self.press(Qt.Key.Key_Escape, what="select")
            self.settle()
            if QApplication.focusWidget() is self.room.tree.tree:
                break
        for _one in range(count):
            self.press(Qt.Key.Key_Down, SHIFT, "select")
        tree: Any = self.room.tree.tree
        assert len(tree.chosen()) == count + 1, tree.chosen()
        self.press(Qt.Key.Key_F8, what="select")  # and back, into the question
        self.press(Qt.Key.Key_F8, SHIFT, "select")
        self.settle()

    def _for_all(self) -> None:
        """Give the answer to the buildings beside: looked at first, then confirmed."""
        self.settle()
        self.press(Qt.Key.Key_B, CTRL | SHIFT, "bulk")
        self.settle()
        dialog = self.room.bulk.dialog
        assert dialog is not None, "no dialog"
        assert len(dialog.ticked()) == self.beside
        for _step in range(2):
            self.press(Qt.Key.Key_Return, what="bulk")
            self.settle()
        self.looks += 2
        assert self.room.bulk.dialog is None, dialog.found.text()

    def _copied_as(self, answers: dict[str, str]) -> bool:
        """Tell whether what was copied in this part is what the clerk sees."""
        building = self.room.building
        for path in self.room.helps._copied_here():
            name = path.rpartition("/")[2]
            assert building.field(path).value == answers.get(name, building.field(path).value), name
        return True

    def _waits(self, slot: Any) -> bool:
        card = self.room.questions.card
        return bool(self.room.building.is_open(slot) or (card is not None and card.waits))

    def _state(self, slot: Any, answers: dict[str, str]) -> bool:
        """Close this part, or all at once, when what they would answer is so."""
        letter = slot.part.rpartition("/")[2]
        if not self.statement or letter in _ONE_BY_ONE:
            return False
        self.settle()
        strip, building = self.room.helps.state, self.room.building
        if strip.isHidden():
            return False
        from app.inspection.effort.statement import open_by_part

        by_part = open_by_part(building.visit)
        wrong = {
            part
            for part, paths in by_part.items()
            if any(answers.get(one.rpartition("/")[2], "none") != "none" for one in paths)
        }
        if not strip.more.isHidden() and not wrong:
            self.press(Qt.Key.Key_J, CTRL | SHIFT, "statement")
            self.settle()
            self.press(Qt.Key.Key_Return, what="statement")
            self.looks += len(by_part)  # the list is read
        elif letter in by_part and letter not in wrong:
            self.press(Qt.Key.Key_J, CTRL, "statement")
            self.looks += 1
        else:
            return False
        self.settle()
        return True

    def _answer(self, slot: Any, answers: dict[str, str], where: dict[str, str]) -> None:
        building, question = self.room.building, slot.question
        name, field = question.name, slot.field
        if field.value:  # copied: looked at, it is so; or a problem that wants place and photo
            if building.stored(slot.path).source.startswith(("copied:", "earlier:")):
                assert field.value == answers.get(name, field.value), name
                self.press(Qt.Key.Key_Return, what="look at copied")
            else:
                self._complete(slot, where)
            return
        text = answers.get(name, "")
        if not text and not field.required:
            self.skipped.append(name)
            self.press(Qt.Key.Key_F8, what="skip")
            return
        values = [choice.value for choice in field.choices]
        if question.kind == "select_multiple":
            for one in text.split():
                self.press(_digit(values.index(one)), what="choose")
        elif question.kind == "select_one":
            self.press(_digit(values.index(text)), what="choose")
            if self._here(slot) and self._waits_still(slot):
                self._complete(slot, where)
        else:
            self.type(text, "type")
            self.press(Qt.Key.Key_Return, what="enter")
        if self._here(slot) and not self._waits_still(slot):
            self.press(Qt.Key.Key_Return, what="enter")

    def _here(self, slot: Any) -> bool:
        return bool(self.room.mode != SUMMARY and self.room.questions.view.open_key == slot.path)

    def _waits_still(self, slot: Any) -> bool:
        pane = self.room.questions
        return bool(self._here(slot) and pane.card is not None and pane.card.waits)

    def _complete(self, slot: Any, where: dict[str, str]) -> None:
        """Give the place and the photos that an answer calls for."""
        card: OpenCard = self.room.questions.card
        if card.place.lacks:
            self.press(Qt.Key.Key_L, CTRL, "place")
            self.type(where.get(slot.question.name, "2层楼道"), "place")
        for _photo in range(9):
            self.settle()
            if not card.pictures.missing:
                break
            self.photo()
        self.press(Qt.Key.Key_Return, what="enter")

    def _finish(self) -> None:
        """Give what is missing in the summary one by one, then Enter."""
        if self.room.mode != SUMMARY:
            self.press(Qt.Key.Key_F9, what="finish")
        self.settle()
        for _gap in range(20):
            missing = self.room.building.missing()
            if not missing:
                break
            if missing[0].kind != "photo":
                raise SystemExit(f"the script has no answer to {missing[0].path}")
            self.photo(Qt.Key.Key_1)
        done = self.room.building
        self.press(Qt.Key.Key_Return, what="finish")
        self.looks += 1
        self.settle()
        assert done.visit.finished, "the building is not 查完"
        assert done is not self.room.building, "the next building did not open"
        self.each.append((self.keys, self.looks))


def _digit(at: int) -> Qt.Key:
    return Qt.Key(Qt.Key.Key_1.value + at)
