import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import AppError, Cancelled
from app.ui.crash import CrashCatcher, sentence, start_log
from app.ui.crash_dialog import open_crash_dialog
from app.ui.keys import Binding, Keys
from app.ui.shell import Shell, reach
from app.ui.single import SingleInstance
from app.ui.theme import dress, theme
from app.ui.widgets.bars import Note, StatusBar, TopBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.dialog import Dialog, ask
from app.ui.widgets.drawer import Drawer
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import NoteField, SearchField, TextField
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.grade import GradeBlock
from app.ui.widgets.key_sheet import open_key_sheet
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import ProgressRing
from app.ui.widgets.rail import Room
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.toast import Toasts

ROOMS = [Room("start", "house", "Start"), Room("inspect", "clipboard-check", "Inspect")]


@pytest.fixture
def shell(shown) -> Shell:
    shell = Shell("Desk", ROOMS, [Room("settings", "settings", "Settings")])
    shown(shell, 1366, 697)
    return shell


# Shell


def test_the_frame_has_the_sizes_of_the_design(shell: Shell) -> None:
    assert shell.rail.width() == 64
    assert (shell.topbar.height(), shell.statusbar.height()) == (52, 30)
    assert shell.content.geometry().bottom() < shell.statusbar.geometry().top()


def test_a_room_is_chosen_by_mouse_and_keyboard(shell: Shell, qtbot: QtBot) -> None:
    heard: list[str] = []
    shell.room_chosen.connect(heard.append)
    qtbot.mouseClick(shell.rail.button("inspect"), Qt.MouseButton.LeftButton)
    qtbot.keyClick(shell.rail.button("settings"), Qt.Key.Key_Space)
    assert heard == ["inspect", "settings"]
    assert shell.rail.button("settings").isChecked()
    assert not shell.rail.button("inspect").isChecked()


def test_a_badge_is_read_out(shell: Shell) -> None:
    shell.rail.set_badge("start", 9)
    assert shell.rail.button("start").accessibleName() == "Start, 9 waiting"


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (1920, (True, True, True, True)),
        (1366, (False, True, True, True)),
        (1239, (False, False, True, True)),
        (1119, (False, False, False, True)),
        (1039, (False, False, False, False)),
    ],
)
def test_panes_give_way_in_order(width: int, expected: tuple[bool, ...]) -> None:
    assert tuple(reach(width)) == expected


def test_larger_text_gives_way_earlier(qapp: QApplication, shell: Shell, qtbot: QtBot) -> None:
    assert shell.reach.tree
    with qtbot.waitSignal(shell.reflowed):
        dress(qapp, "light", 130)
    assert not shell.reach.tree


def test_f6_walks_through_the_panes(shell: Shell, qtbot: QtBot) -> None:
    page = QWidget()
    box = QVBoxLayout(page)
    panes = [QLineEdit() for _number in range(3)]
    for pane in panes:
        box.addWidget(pane)
    shell.show_page("start", page)
    panes[1].hide()
    for target in (panes[0], panes[2], panes[0]):
        shell.step_pane(panes)
        assert target.hasFocus()
    shell.step_pane(panes, -1)
    assert panes[2].hasFocus()


def test_the_breadcrumb_gives_way_before_title_and_actions(shown, qtbot: QtBot) -> None:
    bar = TopBar()
    bar.set_path([("c", "A community"), ("a", "An area")], "Building 3")
    bar.set_state(ChipSpec("done", "Done", "ok"))
    bar.set_actions([Button("Look it over", "primary", hint="F9")])
    shown(bar, 900, 52)
    crumbs = [w for w in bar.findChildren(QWidget) if w.accessibleName() == "A community"]
    with qtbot.waitSignal(bar.crumb_chosen) as signal:
        qtbot.mouseClick(crumbs[0], Qt.MouseButton.LeftButton)
    assert signal.args == ["c"]
    bar.resize(420, 52)
    assert not crumbs[0].isVisible()


def test_the_status_bar_drops_facts_but_never_saved_and_connection(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_left(Note("done", "Saved 14:32"), Note("", "6 not packed"), Note("", "Package 6"))
    bar.set_right(Note("", "6 min"), Note("", "Ma"), Note("wifi-off", "Offline"))
    bar.resize(320, 30)
    left, right = bar._shown()
    assert left[0].words == "Saved 14:32"
    assert right[-1].words == "Offline"
    assert len(left) + len(right) < 6
    assert "Package 6" in bar.accessibleName()


# Focus


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


# Buttons and fields


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


# Toasts, dialogs, drawers


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
    assert QApplication.focusWidget().accessibleName() == "Leave it"
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


def test_names_of_what_is_only_painted(qtbot: QtBot) -> None:
    ring = ProgressRing("Building 3")
    ring.set_count(31, 79)
    plate = GradeBlock("JGJ 125", 3, "C", "Partly dangerous", "Agrees")
    empty = EmptyState("No buildings yet", "They come with the task package.")
    for widget in (ring, plate, empty):
        qtbot.addWidget(widget)
    assert ring.accessibleName() == "Building 3: 31 of 79"
    assert plate.accessibleName() == "JGJ 125 danger: C, Partly dangerous, Agrees"
    assert empty.accessibleName() == "No buildings yet. They come with the task package."


# Keys


def test_a_shortcut_calls_is_shown_and_is_listed(shell: Shell, qtbot: QtBot) -> None:
    pressed: list[int] = []
    shell.keys.add(Binding("photo.import", "question", ("Ctrl+I",), "Photos"))
    shell.keys.add(Binding("question.answer", "question", (), "Inspect", shown="1-5"))
    shell.keys.bind("photo.import", shell, lambda: pressed.append(1), window=True)
    qtbot.keyClick(shell, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]
    assert shell.keys.hint("photo.import") == "Ctrl+I"
    assert shell.keys.sheet() == [("Question", [("Ctrl+I", "Photos"), ("1-5", "Inspect")])]
    shell.keys.enable("photo.import", False)
    qtbot.keyClick(shell, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [1]
    dialog = open_key_sheet(shell, shell.keys)
    names = {label.accessibleName() for label in dialog.findChildren(Text)}
    assert "Ctrl+I: Photos" in names
    dialog.accept()


def test_one_key_has_one_meaning_in_one_place() -> None:
    keys = Keys()
    keys.add(Binding("find", "everywhere", ("Ctrl+F",), "Find"))
    for place in ("everywhere", "tree"):
        with pytest.raises(ValueError, match="find"):
            keys.add(Binding("other", place, ("Ctrl+F",), "Other"))
    keys.add(Binding("merge", "inbox", ("Ctrl+M",), "Merge"))
    keys.add(Binding("note", "question", ("Ctrl+M",), "Note"))


# What nobody foresaw


@pytest.fixture
def catcher(shell: Shell):
    catcher = CrashCatcher(shell)
    catcher.install()
    yield catcher
    catcher.uninstall()


def test_a_bug_in_a_thread_is_logged_and_shown(
    catcher: CrashCatcher, shell: Shell, qtbot: QtBot, tmp_path: Path
) -> None:
    file = start_log(tmp_path)
    with qtbot.waitSignal(catcher.caught) as signal:
        thread = threading.Thread(target=lambda: [][1])
        thread.start()
        thread.join()
    assert isinstance(signal.args[0], IndexError)
    assert "IndexError" in file.read_text(encoding="utf-8")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    assert "Your records are saved" in sentence(signal.args[0])
    dialog.accept()


def test_stopping_is_no_error(catcher: CrashCatcher, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(catcher.caught):
        catcher.take(Cancelled())


def test_what_the_user_can_mend_is_said_without_a_traceback(shell: Shell) -> None:
    error = AppError("The stick was pulled out")
    assert sentence(error) == "The stick was pulled out"
    dialog = open_crash_dialog(shell, error, "Traceback …")
    texts = [label.text() for label in dialog.findChildren(Text)]
    assert "The stick was pulled out" in texts
    assert not any("Traceback" in text for text in texts)
    dialog.accept()


def test_the_details_of_a_bug_can_be_copied(shell: Shell, qtbot: QtBot) -> None:
    dialog = open_crash_dialog(shell, ValueError("x"), "Traceback …")
    copy = next(b for b in dialog.findChildren(Button) if b.text() == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "Traceback …"
    dialog.accept()


# One window


def test_a_second_start_raises_the_first_window(tmp_path: Path, qtbot: QtBot) -> None:
    first = SingleInstance(tmp_path)
    assert first.is_first()
    assert first.listen()
    second = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication;"
        "from app.ui.single import SingleInstance; app = QCoreApplication([]);"
        "it = SingleInstance(Path(sys.argv[1]));"
        "sys.exit(3 if it.is_first() else 0 if it.ask_first() else 4)"
    )
    process = subprocess.Popen([sys.executable, "-c", second, str(tmp_path)])
    with qtbot.waitSignal(first.raise_wanted, timeout=10_000):
        pass
    assert process.wait(10) == 0
    first.release()


def test_the_place_is_free_again_after_the_first_window(tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert first.is_first()
    assert not second.is_first()
    first.release()
    assert second.is_first()
    second.release()
