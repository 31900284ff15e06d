"""Dialogs that ask for files: where they begin, their words and dates; kept for the next start."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QTreeView
from pytestqt.qtbot import QtBot

from app.paths import resource
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.widgets.file_dialog import FOLDERS, PHOTOS

from .conftest import _dialogs, choose_in_dialog, press, settle

CTRL = Qt.KeyboardModifier.ControlModifier
CHANGED_S = 1_795_000_000
SAMPLE = resource("sample/photos")


def _opened(qtbot: QtBot) -> QFileDialog:
    qtbot.waitUntil(lambda: bool(_dialogs()), timeout=5_000)
    return _dialogs()[0]


def test_photos_are_asked_for_where_they_were_last_and_first_in_the_pictures(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    start = Path(FOLDERS.start(PHOTOS))
    assert start == Path(pictures) or start == Path.home()
    assert start != Path.cwd()
    camera = tmp_path / "camera"
    camera.mkdir()
    photo = shutil.copy(sorted(SAMPLE.glob("*.jpg"))[0], camera)
    room.go_to("/housing/B/ZF_B03")
    press(qtbot, program, Qt.Key.Key_I, CTRL)
    choose_in_dialog(qtbot, Path(photo))
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_I, CTRL)
    dialog = _opened(qtbot)
    assert Path(dialog.directory().absolutePath()) == camera
    dialog.reject()
    kept = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert kept["folders"] == {PHOTOS: str(camera)}
    camera.rename(tmp_path / "gone")  # the card is out of the reader
    assert Path(FOLDERS.start(PHOTOS)) == start


def test_the_list_of_files_speaks_like_the_rest(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    file = tmp_path / "名册.jpg"
    shutil.copy(sorted(SAMPLE.glob("*.jpg"))[0], file)
    os.utime(file, (CHANGED_S, CHANGED_S))
    FOLDERS.remember(PHOTOS, str(file))
    press(qtbot, program, Qt.Key.Key_I, CTRL)
    dialog = _opened(qtbot)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    view = dialog.findChild(QTreeView)
    assert view is not None
    model = view.model()
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert heads == ["名称", "大小", "类型", "修改日期"]
    root = view.rootIndex()
    qtbot.waitUntil(lambda: "名册.jpg" in _column(model, root, 0), timeout=5_000)
    at = _column(model, root, 0).index("名册.jpg")
    moment = datetime.fromtimestamp(CHANGED_S)  # noqa: DTZ006 - as the machine's clock shows it
    assert _column(model, root, 3)[at] == f"{moment:%Y-%m-%d %H:%M}"
    dialog.resize(760, 420)
    qtbot.wait(50)
    if folder := os.environ.get("CHENGJIAN_LOOK"):
        dialog.grab().save(f"{folder}/file_dialog.png")
    dialog.reject()


def _column(model: QAbstractItemModel, root: QModelIndex, column: int) -> list[str]:
    return [str(model.data(model.index(n, column, root))) for n in range(model.rowCount(root))]
