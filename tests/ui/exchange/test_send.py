"""送出 through the window: a stick that goes away, a stick that is full, and trying again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.bags.read import open_bag
from app.inspection.visit import Visit
from app.ui import manners
from app.ui.app import Program
from app.ui.exchange.send import SendDialog
from app.ui.exchange.sticks import Stick
from app.ui.field.room import InspectRoom
from tests.ui.field.conftest import choose_in_dialog, press, settle

B02 = "/housing/B/ZF_B02"


class Reader(QObject):
    """Stands in for the system's reader of PDF files: the edge of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def full_stick(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 200 kB."""
    folder = tmp_path / "full"
    folder.mkdir()
    if sys.platform != "linux":
        pytest.skip("a small disk can be made on Linux only")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
        timeout=120,
    )
    if made.returncode:
        pytest.skip("not allowed to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, timeout=120)


def answered(qtbot: QtBot, program: Program, room: InspectRoom, photo_bytes: int) -> Visit:
    """Answer one question and take in a photo that does not get smaller by packing."""
    import os

    assert room.building is not None
    room.go_to(B02)
    press(qtbot, program, Qt.Key.Key_1)
    source = next((Path(__file__).parents[3] / "resources/sample/photos").glob("*.jpg"))
    photo = room.building.visit.workspace.root.parent / "big.jpg"
    photo.write_bytes(source.read_bytes() + os.urandom(photo_bytes))
    room.add_files([photo], "")
    settle(qtbot, program)
    return room.building.visit


def send_dialog(qtbot: QtBot, program: Program, folder: Path) -> SendDialog:
    """Open the dialog by its key and choose a folder."""
    press(qtbot, program, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SendDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SendDialog)
    settle(qtbot, program)
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, folder)
    return dialog


def words_of(dialog: SendDialog) -> str:
    from app.ui.widgets.labels import Text

    return "\n".join(text.text() for text in dialog.findChildren(Text) if text.isVisible())


def finish(qtbot: QtBot, program: Program, dialog: SendDialog, folder: Path) -> None:
    """Send once more; the package is the first and whole, and the answer is still there."""
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(qtbot, program)
    [package] = folder.glob("*.zip")
    assert "-1-" in package.name or "-0001-" in package.name  # no number was lost
    with open_bag(package) as bag:
        assert bag is not None
    assert "已写好" in words_of(dialog) or "第 1 包" in words_of(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_stick_pulled_out_while_packing(
    qtbot: QtBot, program: Program, room: InspectRoom, stick: Path
) -> None:
    visit = answered(qtbot, program, room, 30_000_000)
    dialog = send_dialog(qtbot, program, stick)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(stick.iterdir()), timeout=10_000)  # it is being written
    shutil.rmtree(stick)
    settle(qtbot, program)
    said = words_of(dialog)
    assert "U 盘拔掉了" in said
    assert "插回来" in said
    assert Visit.open(visit.workspace, visit.inspection).stored[B02].text == "none"
    stick.mkdir()
    finish(qtbot, program, dialog, stick)


def test_a_folder_chosen_while_sticks_are_looked_for_stays_chosen(
    qtbot: QtBot, program: Program, room: InspectRoom, stick: Path
) -> None:
    assert program.desk is not None
    answer = threading.Event()

    def slow() -> list[Stick]:
        answer.wait(20)
        return []

    dialog = SendDialog(program.desk, slow)
    dialog.open()
    qtbot.waitUntil(lambda: bool(program.jobs.running))
    try:
        dialog.choice.set_folder(str(stick))
        ways = []
        dialog.choice.changed.connect(lambda: ways.append(dialog.choice.way))
    finally:
        answer.set()
    settle(qtbot, program)
    assert ways
    assert all(way is not None and way.one.folder == stick for way in ways)
    assert dialog.go.isEnabled()
    dialog.reject()


def test_sending_stands_still_while_the_window_is_busy(
    qtbot: QtBot,
    program: Program,
    room: InspectRoom,
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(manners, "PATIENCE_S", 30.0)
    answered(qtbot, program, room, 1_000)
    dialog = send_dialog(qtbot, program, stick)
    there: list[list[Path]] = []

    def busy() -> None:
        if not there:
            time.sleep(0.5)  # the window's own turn; time for all of the sending
            there.append(list(stick.iterdir()))

    dialog.sending.progressed.connect(busy)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert there == [[]]
    assert len(list(stick.glob("*.zip"))) == 1


def test_the_slip_of_what_was_sent(
    qtbot: QtBot, program: Program, room: InspectRoom, stick: Path, tmp_path: Path
) -> None:
    answered(qtbot, program, room, 1_000)
    dialog = send_dialog(qtbot, program, stick)
    assert not dialog.slip.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert dialog.slip.isVisible()
    reader = Reader()
    QDesktopServices.setUrlHandler("file", reader, "take")
    try:
        qtbot.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        choose_in_dialog(qtbot, tmp_path / "slip.pdf")
        qtbot.waitUntil(lambda: bool(reader.opened), timeout=20_000)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(name).name for name in reader.opened] == ["slip.pdf"]
    [page] = PdfReader(tmp_path / "slip.pdf").pages
    words = page.extract_text()
    [package] = stick.glob("*.zip")
    for part in ("交接单", "第 1 包", package.name, "没加密"):
        assert part in words
    assert dialog.isVisible()


def test_stick_that_is_full(
    qtbot: QtBot, program: Program, room: InspectRoom, full_stick: Path, stick: Path
) -> None:
    visit = answered(qtbot, program, room, 2_000_000)
    dialog = send_dialog(qtbot, program, full_stick)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert "full写不进去：磁盘满了" in words_of(dialog)  # by its name, no temporary file's
    assert ".part" not in words_of(dialog)
    assert not list(full_stick.iterdir())  # nothing half written stays behind
    assert Visit.open(visit.workspace, visit.inspection).stored[B02].text == "none"
    qtbot.mouseClick(dialog.foot.elsewhere, Qt.MouseButton.LeftButton)
    assert dialog.choose.isVisible()
    qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, stick)
    finish(qtbot, program, dialog, stick)
