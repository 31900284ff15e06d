"""Bar codes: typed, and read from files, the clipboard and dropped pictures."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.questions.barcode import BarcodeEditor
from app.ui.questions.barcode_read import codes_in, codes_in_file
from app.ui.widgets.buttons import Button
from tests.ui.questions.asked import Asked

Shown = Callable[..., QWidget]
NOISE = 40


def code(text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> Image.Image:
    made = zxingcpp.create_barcode(text, kind).to_image(scale=4)
    wide, tall = made.shape[1], made.shape[0]
    return Image.frombytes("L", (wide, tall), bytes(memoryview(made)))


def sheet(*codes: Image.Image) -> Image.Image:
    """Lay codes on a grey, slightly turned and noisy ground, as a phone would see them."""
    ground = Image.new("L", (1200, 500 * len(codes)), 200)
    for number, one in enumerate(codes):
        ground.paste(one, (150, 500 * number + 60))
    noise = Image.effect_noise(ground.size, NOISE).point(lambda v: v // 8)
    return Image.blend(ground, noise, 0.15).rotate(7, fillcolor=200)


@pytest.fixture
def asked(shown: Shown) -> Asked:
    made = Asked("barcode")
    shown(made.editor.widget, 560)
    return made


def editor(asked: Asked) -> BarcodeEditor:
    assert isinstance(asked.editor, BarcodeEditor)
    return asked.editor


def test_several_kinds_are_read_from_the_top_down() -> None:
    picture = sheet(
        code("城检-2026/0001"), code("6901234567892", zxingcpp.BarcodeFormat.EAN13), code("A B-1")
    )
    assert [one.text for one in codes_in(picture)] == ["城检-2026/0001", "6901234567892", "A B-1"]


def test_a_photo_of_a_code_fills_the_field(asked: Asked, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "label.jpg"
    sheet(code("6901234567892", zxingcpp.BarcodeFormat.EAN13)).save(file, "JPEG", quality=70)
    editor(asked).take_files([file])
    qtbot.waitUntil(lambda: asked.value == "6901234567892")
    assert editor(asked).line.text() == "6901234567892"
    assert "EAN" in editor(asked).said.text()


def test_a_pasted_picture_fills_the_field(asked: Asked, qtbot: QtBot) -> None:
    one = code("pasted")
    data = one.convert("RGB").tobytes()
    image = QImage(data, *one.size, 3 * one.width, QImage.Format.Format_RGB888).copy()
    QGuiApplication.clipboard().setImage(image)
    editor(asked).line.setFocus()
    qtbot.keyClick(editor(asked).line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: asked.value == "pasted")


def test_pasted_text_stays_text(asked: Asked, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("typed-9")
    editor(asked).line.setFocus()
    qtbot.keyClick(editor(asked).line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor(asked).line, Qt.Key.Key_Return)
    assert asked.value == "typed-9"


def test_a_dropped_file_is_read(asked: Asked, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "one.png"
    code("dropped").save(file)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(os.fspath(file))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, buttons, keys)
    QApplication.sendEvent(asked.editor.widget, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), copy, data, buttons, keys)
    QApplication.sendEvent(asked.editor.widget, drop)
    qtbot.waitUntil(lambda: asked.value == "dropped")


def test_of_several_codes_one_is_chosen(asked: Asked, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "two.png"
    sheet(code("first"), code("second")).save(file)
    editor(asked).take_files([file])
    qtbot.waitUntil(lambda: not editor(asked).found.isHidden())
    buttons = editor(asked).found.findChildren(Button)
    assert [button.text() for button in buttons] == ["first", "second"]
    assert asked.value == ""
    qtbot.keyClick(buttons[1], Qt.Key.Key_Space)
    assert asked.value == "second"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda file: Image.new("L", (300, 200), 128).save(file, "PNG"), "No bar code"),
        (lambda file: file.write_bytes(b"no picture"), "is not a photo"),
        (lambda _file: None, "cannot be opened"),
    ],
)
def test_what_cannot_be_read_is_said(
    asked: Asked, qtbot: QtBot, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    file = tmp_path / "x.png"
    make(file)
    asked.set("kept")
    editor(asked).take_files([file])
    qtbot.waitUntil(lambda: said in editor(asked).said.text())
    assert asked.value == "kept"


def test_control_characters_do_not_enter_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "gs.png"
    code("01\x1d10AB\x00C").save(file)
    found = codes_in_file(file)
    assert isinstance(found, list)
    assert [one.text for one in found] == ["0110ABC"]
