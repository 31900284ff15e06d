"""The frame of a desk: rail, panes, top and status bar, keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.keys import Binding, Keys
from app.ui.shell import Shell, reach
from app.ui.theme import dress
from app.ui.widgets.bars import Note, StatusBar, TopBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.grade import GradeBlock
from app.ui.widgets.key_sheet import open_key_sheet
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import ProgressRing


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
    # A pane in which nothing can be done is passed over.
    empty = QLabel("nothing yet")
    box.insertWidget(1, empty)
    shell.step_pane([panes[0], empty, panes[2]])
    shell.step_pane([panes[0], empty, panes[2]])
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
