"""While an input method puts a word together, no key of it is taken for anything else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.widgets.fields import NoteField, SearchField, TextField

from .conftest import press, settle, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
QUESTION = "/housing/C/ZF_C02"


def compose(letters: str) -> QWidget:
    target = QApplication.focusWidget()
    assert target is not None
    QApplication.sendEvent(target, QInputMethodEvent(letters, []))
    return target


def test_keys_of_a_composition_stay_in_the_field(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    assert room.building is not None
    room.building.answer(QUESTION, "none")
    settle(qtbot, program)
    search = program.window.findChild(SearchField)  # type: ignore[union-attr]
    assert search is not None
    search.setFocus()
    type_text(qtbot, "甲")
    compose("lou")
    press(qtbot, program, Qt.Key.Key_Escape)  # turns the word over, not the search
    press(qtbot, program, Qt.Key.Key_Return)
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert search.text() == "甲"
    assert search.hasFocus()
    assert room.building.field(QUESTION).value == "none"
    press(qtbot, program, Qt.Key.Key_U, CTRL)  # the composition is nobody else's
    assert room.people.dialog is None
    compose("")
    press(qtbot, program, Qt.Key.Key_U, CTRL)
    qtbot.waitUntil(lambda: room.people.dialog is not None and room.people.dialog.isVisible())
    dialog = room.people.dialog
    assert dialog is not None
    dialog.name.setFocus()
    compose("laozhou")
    press(qtbot, program, Qt.Key.Key_Return)
    press(qtbot, program, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    type_text(qtbot, "老周")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert program.desk is not None
    assert program.desk.person == "老周"
    press(qtbot, program, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: room.visit_acts.dialog is not None)
    visit = room.visit_acts.dialog
    assert visit is not None
    visit.along.setFocus()
    compose("wuye")
    press(qtbot, program, Qt.Key.Key_Return)
    assert visit.isVisible()
    visit.reject()


def takes_words(widget: QWidget) -> bool:
    """Ask as the input method of the system does."""
    event = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(widget, event)
    return bool(event.value(Qt.InputMethodQuery.ImEnabled))


def test_only_text_takes_an_input_method(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    press(qtbot, program, Qt.Key.Key_Down)  # a row is chosen, and the list has had the focus
    view = room.questions.view
    view.setFocus()
    assert room.building is not None
    assert not takes_words(view)
    kinds = {}
    for slot in room.building.slots:
        if slot.question is not None:
            room.visits.go_to(slot.path)
            here = QApplication.focusWidget()
            assert here is not None
            kinds[slot.question.kind] = here
            assert takes_words(here) == isinstance(here, TextField | NoteField), slot.path
    assert {"select_one", "integer", "text"} <= kinds.keys()
    room.questions.view.close_question()
    view.setFocus()
    press(qtbot, program, Qt.Key.Key_Down)
    assert not takes_words(view)
