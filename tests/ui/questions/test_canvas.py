"""Drawing: by mouse and by keys, taken back and done again; the picture itself stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.questions.canvas import DrawCanvas
from app.ui.questions.canvas_dialog import DrawDialog
from app.ui.questions.canvas_drawing import blank
from app.ui.questions.canvas_marks import Mark, draw

LEFT = Qt.MouseButton.LeftButton
Shown = Callable[..., QWidget]


@pytest.fixture
def canvas(shown: Shown) -> DrawCanvas:
    made = DrawCanvas("Signature")
    shown(made, 604, 304)
    made.set_ground(blank(1200, 600))
    made.ink = "black"
    return made


def inked(image: QImage, x: int, y: int, reach: int = 6) -> bool:
    """Tell whether anything dark is near a point."""
    return any(
        QColor(image.pixel(i, j)).lightness() < 100
        for i in range(max(0, x - reach), min(image.width(), x + reach))
        for j in range(max(0, y - reach), min(image.height(), y + reach))
    )


def drag(widget: QWidget, *points: tuple[int, int]) -> None:
    QTest.mousePress(widget, LEFT, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(widget, QPoint(*point))
    QTest.mouseRelease(widget, LEFT, pos=QPoint(*points[-1]))


def test_a_stroke_lands_where_the_mouse_was(canvas: DrawCanvas) -> None:
    drag(canvas, (102, 102), (200, 102), (302, 102))
    image = canvas.drawing.image()
    assert (image.width(), image.height()) == (1200, 600)
    assert inked(image, 200, 200)
    assert inked(image, 600, 200)
    assert not inked(image, 600, 400)
    assert canvas.drawing.ground.pixelColor(200, 200) == QColor("white")


def test_a_click_leaves_a_dot(canvas: DrawCanvas) -> None:
    QTest.mouseClick(canvas, LEFT, pos=QPoint(302, 152))
    assert inked(canvas.drawing.image(), 600, 300)


def test_steps_are_taken_back_and_done_again(canvas: DrawCanvas) -> None:
    drag(canvas, (50, 50), (150, 50))
    drag(canvas, (50, 150), (150, 150))
    both = canvas.drawing.image()
    canvas.clear()
    assert canvas.drawing.image() == blank(1200, 600)
    canvas.undo()
    assert canvas.drawing.image() == both
    canvas.undo()
    assert len(canvas.drawing.marks) == 1
    canvas.redo()
    assert canvas.drawing.image() == both
    drag(canvas, (50, 200), (150, 200))
    assert not canvas.drawing.can_redo


def test_the_keyboard_alone_draws(canvas: DrawCanvas, qtbot: QtBot) -> None:
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    for _step in range(5):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert len(canvas.drawing.marks) == 1
    image = canvas.drawing.image()
    assert inked(image, 600, 300)
    assert inked(image, 655, 300)
    assert not inked(image, 500, 300)
    assert "1 mark" in canvas.accessibleName()


def test_escape_lifts_the_pen_without_a_mark(canvas: DrawCanvas, qtbot: QtBot) -> None:
    canvas.setFocus()
    canvas.tool = "arrow"
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.drawing.marks


@pytest.mark.parametrize("tool", ["arrow", "ring"])
def test_arrow_and_ring_span_from_press_to_release(canvas: DrawCanvas, tool: str) -> None:
    canvas.tool = tool
    drag(canvas, (102, 52), (202, 102), (302, 152))
    (mark,) = canvas.drawing.marks
    assert (mark.tool, len(mark.points)) == (tool, 2)
    assert mark.points[0] == pytest.approx((200, 100), abs=3)
    assert mark.points[1] == pytest.approx((600, 300), abs=3)
    assert canvas.drawing.image() != blank(1200, 600)
    canvas.undo()
    drag(canvas, (102, 52), (102, 52))
    assert not canvas.drawing.marks  # nothing that nobody can see


def test_words_are_typed_on_the_picture(canvas: DrawCanvas, qtbot: QtBot) -> None:
    canvas.tool = "words"
    QTest.mouseClick(canvas, LEFT, pos=QPoint(102, 102))
    line = canvas.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "0.3 mm")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    (mark,) = canvas.drawing.marks
    assert (mark.words, mark.points[0]) == ("0.3 mm", pytest.approx((200, 200), abs=3))
    assert inked(canvas.drawing.image(), 215, 220, 14)


def test_a_large_drawing_is_painted_and_kept_inside(canvas: DrawCanvas) -> None:
    points = tuple((i % 1200 * 1.0, i * 7 % 600 * 1.0) for i in range(5000))
    canvas.add(Mark("pen", points, "black", 3.0))
    canvas.grab()
    drag(canvas, (300, 150), (2000, 2000))
    last = canvas.drawing.marks[-1].points[-1]
    assert last == (1200.0, 600.0)
    draw_nothing = Mark("words", ((1.0, 1.0),), "red", 4.0, "  ")
    assert draw_nothing.empty


@pytest.fixture
def dialog(shown: Shown, qtbot: QtBot) -> Iterator[DrawDialog]:
    window = shown(QWidget(), 1366, 697)
    made = DrawDialog(window, "Mark", blank(800, 600))
    made.open()
    qtbot.waitExposed(made)
    yield made
    made.deleteLater()


def test_tools_colours_and_widths_by_key(dialog: DrawDialog, qtbot: QtBot) -> None:
    canvas = dialog.canvas
    assert canvas.hasFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_A)
    qtbot.keyClick(canvas, Qt.Key.Key_4)
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert (canvas.tool, canvas.ink, canvas.thick) == ("arrow", "blue", 2)
    assert dialog.tools.value == "arrow"
    assert dialog.inks[3].isChecked()
    assert ", chosen" in dialog.inks[3].accessibleName()


def test_done_hands_the_picture_over_and_escape_hands_back_the_marks(
    dialog: DrawDialog, qtbot: QtBot
) -> None:
    assert not dialog.finish.isEnabled()
    drag(dialog.canvas, (200, 100), (300, 200))
    assert dialog.finish.isEnabled()
    with qtbot.waitSignal(dialog.left) as left:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert left.args == [dialog.canvas.drawing.marks]
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    with qtbot.waitSignal(dialog.drawn) as drawn:
        qtbot.keyClick(dialog.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(drawn.args[0], QImage)
    assert drawn.args[0].size() == blank(800, 600).size()
    assert not dialog.isVisible()


def test_all_marks_can_be_painted_on_a_tiny_picture() -> None:
    from PySide6.QtGui import QPainter

    image = blank(20, 10)
    painter = QPainter(image)
    for tool in ("pen", "arrow", "ring", "words"):
        draw(painter, Mark(tool, ((2.0, 2.0), (15.0, 8.0)), "white", 0.2, "x"))
    painter.end()
    assert image != blank(20, 10)
