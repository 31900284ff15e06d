"""A dialog by keyboard: Tab walks the body first, Enter in a field presses the primary."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField


class Late(Dialog):
    """Its body is made after its foot, as where a page waits for what is read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Late")
        self.behind = parent
        self.back = self.add_button(Button("Back"))
        self.next = self.add_button(Button("Next", "primary"))
        page = QWidget()
        column = QVBoxLayout(page)
        self.one, self.two = TextField("One"), TextField("Two")
        column.addWidget(self.one)
        column.addWidget(self.two)
        self.body.addWidget(page)


def shown(qtbot: QtBot) -> Late:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    dialog = Late(window)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.one.setFocus()
    return dialog


def test_tab_walks_the_body_then_the_foot_then_the_cross(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    met = []
    for _step in range(5):
        met.append(dialog.focusWidget())
        qtbot.keyClick(met[-1], Qt.Key.Key_Tab)
    assert met[:4] == [dialog.one, dialog.two, dialog.back, dialog.next]
    assert met[4].accessibleName() == "Close"
    assert dialog.focusWidget() is dialog.one
    qtbot.keyClick(dialog.one, Qt.Key.Key_Backtab)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Backtab)
    assert dialog.focusWidget() is dialog.next


def test_enter_in_a_field_presses_the_primary_unless_somebody_waits_for_it(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    pressed: list[str] = []
    dialog.next.clicked.connect(lambda: pressed.append("next"))
    qtbot.keyClick(dialog.one, Qt.Key.Key_Return)
    assert pressed == ["next"]
    dialog.two.advanced.connect(lambda: pressed.append("advanced"))
    qtbot.keyClick(dialog.two, Qt.Key.Key_Return)
    assert pressed == ["next", "advanced"]


def test_enter_presses_the_button_that_tab_came_to(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    pressed: list[str] = []
    dialog.back.clicked.connect(lambda: pressed.append("back"))
    dialog.next.clicked.connect(lambda: pressed.append("next"))
    dialog.back.setFocus()  # Qt does so when what had the focus is disabled
    qtbot.keyClick(dialog.back, Qt.Key.Key_Return)
    qtbot.keyRelease(dialog.back, Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.back, Qt.Key.Key_Return)
    assert pressed == ["next", "back"]


def test_enter_presses_a_focused_button_of_the_body_while_the_primary_cannot_be(
    qtbot: QtBot,
) -> None:
    dialog = shown(qtbot)
    choose = Button("Choose")
    choose.setAutoDefault(False)
    dialog.body.addWidget(choose)
    choose.show()
    pressed: list[str] = []
    for button in (dialog.back, dialog.next, choose):
        button.clicked.connect(lambda _on=False, one=button: pressed.append(one.text()))
    qtbot.keyClick(choose, Qt.Key.Key_Return)
    dialog.next.setEnabled(False)
    qtbot.keyClick(choose, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.back, Qt.Key.Key_Return)  # of the foot: it may be what stops the work
    assert pressed == ["Next", "Choose"]


def test_a_field_leaves_the_windows_keys_to_the_window(qtbot: QtBot) -> None:
    field = TextField("Name")
    qtbot.addWidget(field)
    for key, taken in ((Qt.Key.Key_E, False), (Qt.Key.Key_U, False), (Qt.Key.Key_A, True)):
        asks = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
        asks.ignore()
        QApplication.sendEvent(field, asks)
        assert asks.isAccepted() is taken


def test_a_dialog_begins_on_a_button_that_can_be_pressed_and_does_no_harm(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    for kind, enabled in (("danger", True), ("danger", False), ("primary", False)):
        dialog = Dialog(window, "Withdraw")
        leave = dialog.add_button(Button("Cancel"))
        dialog.add_button(Button("Do it", kind)).setEnabled(enabled)
        dialog.open()
        qtbot.waitExposed(dialog)
        assert dialog.focusWidget() is leave
        dialog.close()
