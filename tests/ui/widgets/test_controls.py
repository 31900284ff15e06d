"""The ring of focus, buttons and fields."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import NoteField, SearchField, TextField
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.segments import SegmentBar


def test_the_focused_button_is_ringed_and_the_ring_follows(shown, qtbot: QtBot) -> None:
    window = QWidget()
    button, field = Button("Go", parent=window), QLineEdit(window)
    button.move(40, 40)
    field.move(40, 120)
    ring = FocusRing(window)
    shown(window, 300, 200)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    button.move(60, 50)
    assert ring.geometry().topLeft() == QPoint(56, 46)
    edge = window.grab().toImage().pixelColor(57, 46 + ring.height() // 2)
    assert edge == theme().color("focus")
    field.setFocus()
    assert not ring.isVisible()


def test_the_ring_is_cut_at_the_edge_of_a_scrolled_pane(shown, qtbot: QtBot) -> None:
    window = QWidget()
    scroll = QScrollArea(window)
    scroll.setGeometry(0, 0, 200, 100)
    inner = QWidget()
    inner.resize(180, 400)
    button = Button("Go", parent=inner)
    button.move(20, 20)
    scroll.setWidget(inner)
    ring = FocusRing(window)
    shown(window, 300, 200)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    before = ring.y()
    scroll.verticalScrollBar().setValue(40)
    assert ring.y() == before - 40
    assert ring._cut().top() >= 0


def test_buttons_press_by_mouse_and_space_and_tell_their_keys(shown, qtbot: QtBot) -> None:
    button = Button("Import", icon="camera", hint="Ctrl+I")
    shown(button)
    with qtbot.waitSignals([button.clicked, button.clicked]):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert (button.accessibleName(), button.accessibleDescription()) == ("Import", "Ctrl+I")
    assert button.height() == 36
    assert Button("", icon="x", name="Close").accessibleName() == "Close"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_a_button_outside_dialogs(shown, qtbot: QtBot, key: Qt.Key) -> None:
    button = Button("Import", hint="Enter")
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    shown(button)
    qtbot.keyClick(button, key)
    assert len(pressed) == 1
    control = Qt.KeyboardModifier.ControlModifier  # Ctrl+Enter belongs to the window
    event = QKeyEvent(QEvent.Type.KeyPress, key, control)
    QApplication.sendEvent(button, event)
    assert len(pressed) == 1
    assert not event.isAccepted()


def test_text_is_told_once_when_it_changed(shown, qtbot: QtBot) -> None:
    field = TextField("Place")
    shown(field, 200)
    field.set_value("East")
    heard: list[str] = []
    field.committed.connect(heard.append)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "West")
    with qtbot.waitSignal(field.advanced):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    field.clearFocus()
    assert heard == ["West"]
    assert field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_note_is_told_when_it_is_left(shown, qtbot: QtBot) -> None:
    note = NoteField("Note")
    shown(note, 200, 80)
    note.setFocus()
    qtbot.keyClicks(note, "Wet")
    with qtbot.waitSignal(note.committed) as signal:
        note.clearFocus()
    assert signal.args == ["Wet"]


def test_search_goes_to_the_list_and_escape_clears(shown, qtbot: QtBot) -> None:
    field = SearchField("Search buildings", "Ctrl+F")
    shown(field, 228)
    field.setFocus()
    with qtbot.waitSignal(field.searched) as signal:
        qtbot.keyClicks(field, "3")
    assert signal.args == ["3"]
    with qtbot.waitSignals([field.left_down, field.accepted]):
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_filter_is_chosen_by_arrow_and_click(shown, qtbot: QtBot) -> None:
    bar = SegmentBar("Filter", [("all", "All"), ("todo", "To do 3"), ("back", "Returned 1")])
    shown(bar)
    heard: list[str] = []
    bar.chosen.connect(heard.append)
    first = bar.findChildren(QWidget)[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.mouseClick(bar.findChildren(QWidget)[2], Qt.MouseButton.LeftButton)
    assert heard == ["todo", "back"]
    assert bar.findChildren(QWidget)[2].accessibleName() == "Filter: Returned 1, chosen"
    assert first.height() >= 36
