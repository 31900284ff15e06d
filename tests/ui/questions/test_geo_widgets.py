"""Places, lines and areas with real keys: typed, pasted, moved, removed, drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.questions.geo_line import LineEditor
from app.ui.questions.geo_point import PointEditor
from app.ui.questions.geo_sketch import flat, round_length
from app.ui.questions.geo_text import point_of
from tests.ui.questions.asked import Asked

Shown = Callable[..., QWidget]
THREE = "37.51 105.19\n37.511 105.19\n37.511 105.191"
TRACE = "37.51 105.19 0.0 0.0; 37.511 105.19 0.0 0.0; 37.511 105.191 0.0 0.0"


@pytest.fixture
def point(shown: Shown) -> tuple[Asked, PointEditor]:
    asked = Asked("geopoint")
    assert isinstance(asked.editor, PointEditor)
    shown(asked.editor.widget, 560)
    return asked, asked.editor


def line(shown: Shown, kind: str) -> tuple[Asked, LineEditor]:
    asked = Asked(kind)
    assert isinstance(asked.editor, LineEditor)
    shown(asked.editor.widget, 560)
    return asked, asked.editor


def test_a_place_is_typed_and_read_back(point: tuple[Asked, PointEditor], qtbot: QtBot) -> None:
    asked, editor = point
    editor.focus()
    qtbot.keyClicks(editor.line, "37°30'36\"N 105°11'24\"E")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert asked.value == "37.51 105.19 0.0 0.0"
    assert editor.line.text() == "37.51 105.19"
    assert "37°30′36.00″N 105°11′24.00″E" in editor.said.text()
    assert "WGS84" in editor.said.text()


def test_height_and_accuracy_stand_beside_it(
    point: tuple[Asked, PointEditor], qtbot: QtBot
) -> None:
    asked, editor = point
    qtbot.keyClicks(editor.line, "37.51,105.19")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    editor.height.line.setFocus()
    qtbot.keyClicks(editor.height.line, "1200.5")
    qtbot.keyClick(editor.height.line, Qt.Key.Key_Return)
    assert asked.value == "37.51 105.19 1200.5 0.0"
    editor.line.setFocus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, "37.52 105.19")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert asked.value == "37.52 105.19 1200.5 0.0"  # the height was not typed again
    editor.line.selectAll()
    qtbot.keyClick(editor.line, Qt.Key.Key_Delete)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert asked.value == ""


def test_what_is_no_place_is_said_and_kept_for_mending(
    point: tuple[Asked, PointEditor], qtbot: QtBot
) -> None:
    asked, editor = point
    qtbot.keyClicks(editor.line, "95 100")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert (asked.value, asked.field.condition) == ("", "type")
    assert "beyond 90" in editor.said.text()
    assert editor.line.text() == "95 100"


def test_many_points_are_pasted_and_drawn(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = line(shown, "geotrace")
    QGuiApplication.clipboard().setText(THREE)
    editor.grid.setFocus()
    qtbot.keyClick(editor.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert asked.value == TRACE
    assert "3 points" in editor.measure.text()
    assert "length" in editor.measure.text()
    assert "3 points" in editor.sketch.accessibleName()
    editor.sketch.grab()


def test_a_point_is_typed_by_keyboard_alone(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = line(shown, "geotrace")
    asked.set(TRACE)
    editor.grid.setFocus()
    editor.grid.go_to(1)
    qtbot.keyClick(editor.grid, Qt.Key.Key_Insert)
    assert "Row 3" in editor.said.text()
    assert asked.value == TRACE  # an empty row changes nothing
    qtbot.keyClick(editor.grid, Qt.Key.Key_3)
    field = editor.grid.findChild(QLineEdit)
    assert field is not None
    field.setText("37.5105, 105.1905 1200")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "37.5105" in asked.value)
    assert asked.value.split("; ")[2] == "37.5105 105.1905 1200.0 0.0"
    assert editor.said.isHidden()


def test_a_cell_refuses_what_cannot_be(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = line(shown, "geotrace")
    asked.set(TRACE)
    editor.grid.setFocus()
    editor.grid.go_to(0)
    qtbot.keyClick(editor.grid, Qt.Key.Key_Return)
    field = editor.grid.findChild(QLineEdit)
    assert field is not None
    field.setText("91")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "beyond 90" in editor.said.text())
    assert asked.value == TRACE


def test_rows_are_moved_and_removed(shown: Shown, qtbot: QtBot) -> None:
    asked, editor = line(shown, "geotrace")
    asked.set(TRACE)
    first, second, third = TRACE.split("; ")
    editor.grid.setFocus()
    editor.grid.go_to(0)
    qtbot.keyClick(editor.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert asked.value == f"{second}; {first}; {third}"
    assert editor.grid.currentIndex().row() == 1
    qtbot.keyClick(editor.grid, Qt.Key.Key_Delete)
    assert asked.value == f"{second}; {third}"
    qtbot.keyClick(editor.grid, Qt.Key.Key_Delete)
    assert asked.value == ""
    assert "at least 2 points" in editor.said.text()
    assert editor.model.rowCount() == 1  # what is there stays for going on


def test_an_area_closes_itself(shown: Shown) -> None:
    asked, editor = line(shown, "geoshape")
    editor.take_text("POLYGON((105.19 37.51, 105.191 37.51, 105.191 37.511, 105.19 37.51))")
    assert editor.model.rowCount() == 3
    parts = asked.value.split("; ")
    assert len(parts) == 4
    assert parts[0] == parts[-1]
    assert asked.field.condition == ""
    assert "area" in editor.measure.text()
    asked.set(asked.value)
    assert editor.model.rowCount() == 3


def test_an_outline_that_crosses_itself_is_named(shown: Shown) -> None:
    asked, editor = line(shown, "geoshape")
    editor.take_text("0 0\n0.001 0.001\n0.001 0\n0 0.001")
    assert "crosses itself" in editor.said.text()
    assert asked.value


def test_bad_paste_names_its_line_and_changes_nothing(shown: Shown) -> None:
    asked, editor = line(shown, "geotrace")
    asked.set(TRACE)
    editor.take_text("37.5 105.1\nhere")
    assert "Line 2" in editor.said.text()
    assert asked.value == TRACE


def test_a_file_of_points_is_read(shown: Shown, tmp_path: Path) -> None:
    asked, editor = line(shown, "geotrace")
    file = tmp_path / "way.gpx"
    points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in ((37.51, 105.19), (37.511, 105.19), (37.511, 105.191)))  # fmt: skip  # noqa: E501
    file.write_text(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>", encoding="utf-8")
    editor.take_file(file)
    assert asked.value == TRACE
    editor.take_file(tmp_path / "missing.gpx")
    assert "missing.gpx" in editor.said.text()


def test_undo_from_outside_brings_the_table_back(shown: Shown) -> None:
    asked, editor = line(shown, "geotrace")
    asked.set(TRACE)
    editor.model.remove([0])
    assert editor.model.rowCount() == 2
    asked.set(TRACE)
    assert editor.model.rowCount() == 3


def test_the_sketch_is_to_scale() -> None:
    east, north = point_of("60 10.001"), point_of("60.001 10")
    spots = flat([point_of("60 10"), east, north])
    assert spots[1].x() == pytest.approx(spots[2].y() / 2, rel=1e-3)
    across = flat([point_of("0 179.999"), point_of("0 -179.999")])
    assert across[1].x() == pytest.approx(222.6, rel=1e-2)  # over the date line, not around
    assert [round_length(metres) for metres in (1, 3, 5, 9.9, 1234)] == [1, 2, 5, 5, 1000]


def test_ten_thousand_points_are_shown_at_once(shown: Shown) -> None:
    import time

    asked, editor = line(shown, "geotrace")
    text = "\n".join(f"{37 + n / 100_000:.5f} 105.19" for n in range(10_000))
    begun = time.process_time()
    editor.take_text(text)
    editor.sketch.grab()
    assert asked.value.count(";") == 9_999
    assert time.process_time() - begun < 5
