"""The clerk of `tests.prove.days`: works a day through the real window and notes what it was told.

Keys go where the focus is; nothing else gives an answer. What the window calls saved is noted: the
answers, photos and 查完 of the open building as they differ from the note before. The clerk errs on
purpose: changes answers, undoes and redoes, leaves a building and comes back.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from app.paths import resource
from tests.prove.days_hands import ALT, CTRL, SHIFT, Hands, Key, LostError, begin, dialogs, digit
from tests.prove.notes import Notes

SCENARIO = json.loads(resource("sample/scenario.json").read_text(encoding="utf-8"))
ORDINARY: dict[str, str] = SCENARIO["ordinary"]["housing"]
PROBLEM, SLIP, UNDO, AWAY, STATE, SEVERAL = 0.04, 0.05, 0.05, 0.01, 0.3, 0.75
"""How often an answer is a problem, is changed, is undone, another building is looked at, a part is
closed by the statement, and in a building all parts at once that may be."""
PATIENCE = 400
"""A building takes some 60 steps; so many mean that it does not go on."""


class Clerk(Hands):
    """Works until so many buildings are 查完, as a clerk does who errs now and then."""

    def work(self, places: set[str], buildings: int) -> None:
        """Inspect until ``places`` (ids that are 查完, added to) has so many buildings."""
        while len(places) < buildings:
            if self.building is None or self.building.visit.finished:
                if self.building is not None:
                    places.add(str(self.building.line.id))
                    if len(places) >= buildings:
                        return
                self._next_building()
                continue
            before = self.building
            self.steps[str(before.line.id)] += 1
            if self.steps[str(before.line.id)] > PATIENCE:
                raise LostError(f"no end at {self.room.questions.view.open_key}")
            self._step()
            self.settle_if_due()
            if before is not self.building and before.visit.finished:
                places.add(str(before.line.id))

    def settle_if_due(self) -> None:
        """A clerk rests now and then; between rests keys come as fast as they are taken."""
        if self.rng.random() < 0.15:
            self.settle()

    def _next_building(self) -> None:
        before = self.building
        self.note(going=True)
        self.press(Key.Key_Down, CTRL)
        self.wait(lambda: self.building is not None and self.building is not before, "no next one")
        self.settle()

    def _step(self) -> None:
        draw = self.rng.random()
        if draw < UNDO:
            self._undo()
        elif draw < UNDO + AWAY:
            self._away()
        else:
            self._answer_next()

    def _undo(self) -> None:
        self.settle()
        self.note(undo=True)
        self.press(Key.Key_Z, CTRL)
        self.settle()
        if self.rng.random() < 0.7:
            self.press(Key.Key_Y, CTRL)
            self.settle()
        self.note(undo=False)

    def _away(self) -> None:
        """Look at the next building and come back."""
        self.settle()
        here = self.building.line.id
        for key in (Key.Key_Right, Key.Key_Left):
            before = self.building
            self.note(going=True)
            self.press(key, ALT)
            if key == Key.Key_Right and self.building is before and not self.program.jobs.running:
                return
            self.wait(lambda: self.building is not None, "no building")
            self.settle()
            self.wait(lambda: self.building is not None, "no building")
            if key == Key.Key_Right and self.building.line.id == here:
                return  # there is no further building
        there = lambda: self.building is not None and self.building.line.id == here  # noqa: E731
        self.wait(there, "not back where it came from")

    def _answer_next(self) -> None:
        building, pane = self.building, self.room.questions
        if self.room.summary.isVisible():
            self.press(Key.Key_Escape)
        if self._spare_keys():
            return
        slot = building.slot(pane.view.open_key)
        card = pane.card
        if card is not None and slot is not None and card.waits and not building.is_open(slot):
            self._complete(slot)
        elif slot is not None and building.is_open(slot) and slot.question is not None:
            self._answer(slot)
        elif building.next_open(pane.view.open_key, wanted=True) is not None:
            self.press(Key.Key_F8)
        elif building.missing():
            self._gap()
        else:
            self._finish()

    def _spare_keys(self) -> bool:
        """Copy from the neighbour, or close a part by the statement, where the window offers it."""
        helps, view = self.room.helps, self.room.questions.view
        if helps.copy.copy.isVisible() and self.building not in self._asked:
            self._asked.append(self.building)
            self.press(Key.Key_D, CTRL)
        elif helps.copy.part.isVisible() and view.open_key not in self._asked:
            self._asked.append(view.open_key)
            self.press(Key.Key_K, CTRL)
        elif helps.state.more.isVisible() and self.building.line.id not in self._asked:
            self._asked.append(self.building.line.id)
            if self.rng.random() >= SEVERAL:
                return False
            self.press(Key.Key_J, CTRL | SHIFT)
            self.wait(lambda: QApplication.activeModalWidget() is not None, "no statement")
            self.press(Key.Key_Return)
            self.wait(lambda: QApplication.activeModalWidget() is None, "the statement stays")
        elif helps.state.state.isVisible() and self.rng.random() < STATE:
            self.press(Key.Key_J, CTRL)
        else:
            return False
        self.settle()
        return True

    def _answer(self, slot: Any) -> None:
        question, field = slot.question, slot.field
        if field.value and not field.valid:
            self._say_otherwise(field)
            return
        if field.value or field.reason:  # copied or the roster's: somebody looks and agrees
            self.press(Key.Key_F8 if "multiline" in question.appearance else Key.Key_Return)
            return
        text = ORDINARY.get(question.name, "")
        if not text and field.required:
            self._say_otherwise(field)
            return
        if not text:
            self.press(Key.Key_F8)
            if self.building.next_open(slot.path, wanted=True) is None:
                self._gap() if self.building.missing() else self._finish()
            return
        values = [choice.value for choice in field.choices]
        if "present" in values and self.rng.random() < PROBLEM:
            text = "present"
        if question.kind in ("select_one", "select_multiple"):
            for one in text.split():
                self.press(digit(values.index(one)))
                if self.rng.random() < SLIP and question.kind == "select_one":
                    self.press(Key.Key_F8, SHIFT)
            if question.kind == "select_multiple":
                self.press(Key.Key_Return)
            return
        self.type(text)
        self.press(Key.Key_Return)

    def _say_otherwise(self, field: Any) -> None:
        """Answer what contradicts something else, or what no ordinary building is asked."""
        if field.value and field.choices:
            self.press(digit(self.rng.randrange(len(field.choices))))
        else:
            self.press(Key.Key_4, ALT)  # 未查到

    def _complete(self, slot: Any) -> None:
        """Give the place and the photos that an answer calls for."""
        where, _photos = self.building.companions(slot.question, slot.path)
        if where and not self.building.field(where).value:
            self.press(Key.Key_L, CTRL)
            self.type(f"{self.rng.randrange(1, 5)}单元{self.rng.randrange(1, 7)}层")
        self.settle()
        for _photo in range(6):
            card = self.room.questions.card
            if card is None or card.path != slot.path or not card.pictures.missing:
                break
            self.press(Key.Key_I, CTRL)
            self.choose_photo()
        if self.room.questions.view.open_key == slot.path:
            self.press(Key.Key_Return)

    def _gap(self) -> None:
        """F9, then the first thing that is missing."""
        missing = self.building.missing()[0]
        self.press(Key.Key_F9)
        self.wait(lambda: self.room.summary.isVisible(), "no summary")
        self.press(Key.Key_1)
        if missing.kind == "photo" and not dialogs():
            self.press(Key.Key_I, CTRL)
        if missing.kind == "photo":
            self.choose_photo()
        elif missing.path.endswith("_where"):
            self.type("2单元3层")
            self.press(Key.Key_Return)
        elif missing.kind == "constraint":
            self._say_otherwise(self.building.field(missing.path))

    def _finish(self) -> None:
        before = self.building
        self.press(Key.Key_F9)
        self.wait(lambda: self.room.summary.isVisible(), "no summary")
        self.settle()
        if before.missing():
            return
        self.note(going=True)
        self.press(Key.Key_Return)
        self.wait(lambda: self.building is not before, "查完 does not go on")
        self.told_finished(before)
        self.settle()


def work(root: Path, seed: int, done: set[str], buildings: int) -> None:
    """Work on, and end when the day's buildings are done and sent; run in a process of its own."""
    spoken = os.open(root.parent / "child.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(spoken, stream)
    note = Notes(root.parent / "notes.jsonl")
    program = begin(root)
    clerk = Clerk(program, note, random.Random(seed), root.parent / "pictures")
    try:
        clerk.wait(lambda: program.page is not None, "no room")
        clerk.dismiss()
        clerk.follow()
        note(ready=True)
        clerk.work(done, buildings)
        clerk.settle()
        clerk.send(root.parent / "stick")
    except BaseException as error:
        import traceback

        note(failed=f"{error!r}\n{traceback.format_exc()}")
        raise
    program.close_workspace()
    note(day=True)
