"""Files, pictures, drawings and signatures in their boxes, with real events."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.questions.base import Wanted
from app.ui.questions.media_file import MediaEditor
from app.ui.questions.media_image import ImageEditor
from tests.ui.questions.asked import Asked, media_of

Shown = Callable[..., QWidget]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    file = tmp_path / f"{'a' * 64}.mp3"
    file.write_bytes(bytes(2_400_000))
    return file


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / f"{'b' * 64}.jpg"
    Image.new("RGB", (1200, 800), "gray").save(file)
    return file


def media(shown: Shown, kind: str, appearance: str = "", **files: Path) -> tuple[Asked, MediaEditor]:  # fmt: skip  # noqa: E501
    asked = Asked(
        kind,
        appearance,
        attaches=True,
        media=media_of(**files),
        title={file.name: f"own {key}{file.suffix}" for key, file in files.items()}.get,
    )
    assert isinstance(asked.editor, MediaEditor)
    shown(asked.editor.widget, 560)
    return asked, asked.editor


def offered(editor: MediaEditor) -> list[str]:
    from app.ui.widgets.buttons import Button

    buttons = sorted(editor.box.findChildren(Button), key=lambda b: (b.y() // 20, b.x()))
    return [button.text() for button in buttons if not button.isHidden()]


@pytest.mark.parametrize("kind", ["audio", "video", "file", "image"])
def test_an_empty_box_says_what_is_wanted(shown: Shown, kind: str) -> None:
    asked, editor = media(shown, kind)
    assert offered(editor) == ["Choose…"]
    assert editor.box.title.text() in editor.box.accessibleName()
    editor.widget.grab()
    assert asked.wanted == []


def test_a_file_shows_its_own_name_kind_and_size(shown: Shown, sound: Path) -> None:
    asked, editor = media(shown, "audio", sound=sound)
    asked.set(sound.name)
    assert editor.box.title.text() == "own sound.mp3"
    assert editor.box.facts.text() == "MP3 · 2.4 MB"
    assert offered(editor) == ["Replace…", "Open", "Save a copy…", "Take away"]
    editor.widget.grab()


def test_a_file_that_is_not_here_is_said(shown: Shown) -> None:
    asked, editor = media(shown, "audio")
    asked.set(f"{'c' * 64}.wav")
    assert "not on this computer" in editor.box.facts.text()
    assert offered(editor) == ["Replace…", "Take away"]


def test_an_unknown_kind_is_not_opened(shown: Shown, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / f"{'d' * 64}.bin"
    file.write_bytes(b"MZ")
    asked, editor = media(shown, "file", tool=file)
    asked.set(file.name)
    assert "Open" not in offered(editor)
    with qtbot.waitSignal(editor.attachment_opened) as opened:
        qtbot.keyClick(editor.save, Qt.Key.Key_Space)
    assert opened.args == [file.name, True]


def test_a_dropped_file_is_handed_on(shown: Shown, sound: Path) -> None:
    asked, editor = media(shown, "audio")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(os.fspath(sound))])
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, button, keys)
    QApplication.sendEvent(editor.box, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(editor.box, QDropEvent(QPointF(5, 5), copy, data, button, keys))
    assert asked.wanted == [sound]


def test_delete_and_stop_are_asked_for(shown: Shown, sound: Path, qtbot: QtBot) -> None:
    asked, editor = media(shown, "audio", sound=sound)
    asked.set(sound.name)
    editor.focus()
    with qtbot.waitSignal(editor.attachment_removed):
        qtbot.keyClick(editor.box, Qt.Key.Key_Delete)
    editor.show_progress(1_000_000, 4_000_000)
    assert offered(editor) == ["Stop"]
    assert "1.0 MB / 4.0 MB" in editor.box.facts.text()
    with qtbot.waitSignal(editor.attachment_stopped):
        qtbot.keyClick(editor.stop, Qt.Key.Key_Space)
    editor.show_progress(0, 0)
    assert "own sound.mp3" in editor.box.accessibleName()


def test_a_pasted_picture_becomes_a_png(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = media(shown, "image")
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    editor.box.setFocus()
    qtbot.keyClick(editor.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(asked.wanted))
    (wanted,) = asked.wanted
    assert isinstance(wanted, Wanted)
    assert isinstance(wanted.what, tuple)
    assert Image.open(io.BytesIO(wanted.what[0])).size == (30, 20)
    QGuiApplication.clipboard().setText("only words")
    qtbot.keyClick(editor.box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "clipboard" in editor.box.facts.text()


def stroke(canvas: QWidget) -> None:
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    QTest.mouseMove(canvas, QPoint(320, 190))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(320, 190))


def test_a_signature_is_drawn_and_handed_on(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = media(shown, "image", "signature")
    assert isinstance(editor, ImageEditor)
    assert offered(editor) == ["Sign…"]
    editor.widget.grab()
    editor.focus()
    assert editor.act.hasFocus()
    qtbot.keyClick(editor.act, Qt.Key.Key_Space)
    dialog = editor.dialog
    assert dialog is not None
    stroke(dialog.canvas)
    dialog.grab()
    qtbot.mouseClick(dialog.finish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked.wanted))
    (wanted,) = asked.wanted
    assert isinstance(wanted, Wanted)
    assert (wanted.name, wanted.drawn_on) == ("signature.png", "")
    assert isinstance(wanted.what, tuple)
    picture = Image.open(io.BytesIO(wanted.what[0]))
    assert (picture.format, picture.size) == ("PNG", (1200, 400))
    assert picture.convert("L").getextrema()[0] < 60


def test_what_was_drawn_and_not_finished_is_there_again(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = media(shown, "image", "draw")
    assert isinstance(editor, ImageEditor)
    editor.act.click()
    assert editor.dialog is not None
    stroke(editor.dialog.canvas)
    qtbot.keyClick(editor.dialog.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: editor.dialog is None)
    assert asked.wanted == []
    editor.act.click()
    assert len(editor.dialog.canvas.drawing.marks) == 1
    editor.dialog.reject()


def test_a_picture_is_marked_on_a_copy(shown: Shown, qtbot: QtBot, photo: Path) -> None:
    asked, editor = media(shown, "image", "annotate", photo=photo)
    assert isinstance(editor, ImageEditor)
    assert offered(editor) == ["Choose…"]
    asked.set(photo.name)
    qtbot.waitUntil(lambda: editor.box.thumb.sizeHint().width() > 100)
    assert offered(editor)[0] == "Mark on the picture…"
    editor.widget.grab()
    before = photo.read_bytes()
    editor.act.click()
    qtbot.waitUntil(lambda: editor.dialog is not None)
    assert editor.dialog is not None
    stroke(editor.dialog.canvas)
    qtbot.keyClick(editor.dialog.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(asked.wanted))
    (wanted,) = asked.wanted
    assert isinstance(wanted, Wanted)
    assert wanted.drawn_on == photo.name
    assert isinstance(wanted.what, tuple)
    assert Image.open(io.BytesIO(wanted.what[0])).size == (1200, 800)
    assert photo.read_bytes() == before


def test_a_damaged_picture_is_said(shown: Shown, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / f"{'e' * 64}.jpg"
    file.write_bytes(b"\xff\xd8\xff nothing more")
    asked, editor = media(shown, "image", bad=file)
    asked.set(file.name)
    qtbot.waitUntil(lambda: "cannot be opened" in editor.box.facts.text())


def test_a_drawing_takes_no_files(shown: Shown, photo: Path) -> None:
    asked, editor = media(shown, "image", "signature")
    editor.take_files([photo])
    assert asked.wanted == []
    assert "drawn here" in editor.box.facts.text()


def test_without_a_recorder_nothing_is_offered(shown: Shown) -> None:
    asked = Asked("audio")
    assert isinstance(asked.editor, MediaEditor)
    shown(asked.editor.widget, 560)
    assert offered(asked.editor) == []
    assert "where an inspection is recorded" in asked.editor.box.facts.text()


@pytest.mark.usefixtures("qapp")
def test_the_limit_of_pixels_is_where_the_recorder_looks_for_it() -> None:
    asked = Asked("image", bind='orx:max-pixels="1024"')
    question = asked.field.question
    assert question is not None
    assert question.extras["orx:max-pixels"] == "1024"
