"""What lies over a window: toasts, dialogs, drawers."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.shell import Shell
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog, ask
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.labels import Text
from app.ui.widgets.toast import Toasts


def test_a_toast_offers_undo_and_goes(shell: Shell, qtbot: QtBot) -> None:
    undone: list[int] = []
    face = shell.toasts.show_toast("1 photo removed", "undo-2", "Undo", lambda: undone.append(1))
    assert face.height() == 44
    with qtbot.waitSignal(shell.toasts.gone):
        qtbot.mouseClick(face.button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert shell.toasts.face is None


def test_errors_stay_and_others_go_by_themselves(shown, qtbot: QtBot) -> None:
    host = QWidget()
    toasts = Toasts(host)
    shown(host, 600, 300)
    toasts.show_toast("Cannot be opened", "critical")
    assert not toasts._timer.isActive()
    toasts.show_toast("Saved")
    assert toasts._timer.isActive()
    assert toasts._timer.interval() == 6000


def test_a_dialog_stands_in_the_middle_and_escape_closes_it(shell: Shell, qtbot: QtBot) -> None:
    dialog = Dialog(shell, "Send package 7", ["Pick", "Check"], height=508)
    go = dialog.add_button(Button("Go on", "primary", hint="Enter"))
    go.clicked.connect(dialog.accept)
    dialog.open()
    panel = dialog.panel().geometry()
    assert (panel.width(), panel.height()) == (720, 508)
    assert abs(panel.center().x() - shell.width() // 2) <= 1
    assert dialog.isModal()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_enter_presses_the_primary_button(shell: Shell, qtbot: QtBot) -> None:
    dialog = Dialog(shell, "Send")
    dialog.add_button(Button("Stop"))
    go = dialog.add_button(Button("Go on", "primary"))
    go.clicked.connect(dialog.accept)
    dialog.open()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_a_long_dialog_scrolls_and_keeps_its_foot(shell: Shell, qtbot: QtBot) -> None:
    shell.resize(1093, 543)
    dialog = Dialog(shell, "Long")
    for number in range(60):
        dialog.body.addWidget(Text(f"Line {number}"))
    go = dialog.add_button(Button("Go on", "primary"))
    dialog.open()
    qtbot.waitUntil(lambda: go.isVisible())
    foot = QRect(go.mapTo(dialog, QPoint()), go.size())
    assert dialog.rect().contains(foot)
    dialog.reject()


def test_a_question_about_what_cannot_be_undone_starts_at_the_safe_side(
    shell: Shell, qtbot: QtBot
) -> None:
    dialog = ask(shell, "Erase?", "The bytes are gone afterwards.", "Erase", danger=True)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    assert QApplication.focusWidget().accessibleName() == "Cancel"
    dialog.reject()


def test_a_drawer_gives_the_focus_back(shown, qtbot: QtBot) -> None:
    host = QWidget()
    field = QLineEdit(host)
    drawer = Drawer(host, "Buildings")
    shown(host, 800, 500)
    field.setFocus()
    content = QLineEdit()
    drawer.open_with(content)
    assert content.hasFocus()
    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(content, Qt.Key.Key_Escape)
    assert field.hasFocus()
    drawer.open_with(content)
    with qtbot.waitSignal(drawer.closed):
        qtbot.mouseClick(drawer, Qt.MouseButton.LeftButton, pos=QPoint(700, 250))
