"""Files as answers through the window: stored, shown, replaced with undo, taken away, drawn."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.inspection.checklists import register_bytes
from app.inspection.photo.attachments import origin_of
from app.inspection.photo.photos import photos_of
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.questions.media_file import MediaEditor
from app.ui.questions.media_image import ImageEditor
from app.workspace import Workspace

from .conftest import BUILDING, choose_in_dialog, open_building, press, settle

PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))
SOUND = b"ID3\x04" + bytes(500_000)
QUESTIONS = (
    ("audio", "talk", "谈话录音", "", ""),
    ("text", "about", "谈了什么", "", "${talk} != ''"),
    ("file", "plan", "图纸", "", ""),
    ("image", "sign", "负责人签名", "signature", ""),
    ("image", "crack", "裂缝照片", "annotate", ""),
    ("geotrace", "way", "裂缝走向", "", ""),
)


def form() -> bytes:
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label", "appearance", "relevant"])
    for row in (("begin_group", "A", "甲", "", ""), *QUESTIONS, ("end_group", "", "", "", "")):
        survey.append(list(row))
    book.create_sheet("choices").append(["list_name", "name", "label"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "name", "version", "form_title"])
    settings.append(["housing", "housing", "2999", "附件样例"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def room(
    make_program: Callable[..., Program], city: Path, qtbot: QtBot
) -> tuple[Program, InspectRoom]:
    with Workspace.open(city, person="测试员") as workspace:
        register_bytes(workspace, form())
    program = make_program()
    program.begin(city)
    assert program.window is not None
    program.window.resize(1366, 768)
    settle(qtbot, program)
    return program, open_building(qtbot, program, BUILDING)


def at(name: str) -> str:
    return f"/housing/A/{name}"


def value(room: InspectRoom, name: str) -> str:
    assert room.building is not None
    return room.building.field(at(name)).value


def editor(room: InspectRoom, name: str) -> MediaEditor:
    room.go_to(at(name))
    assert room.card is not None
    made = room.card.editor
    assert isinstance(made, MediaEditor)
    return made


def test_a_recording_is_stored_replaced_and_taken_back(
    qtbot: QtBot, room: tuple[Program, InspectRoom], tmp_path: Path
) -> None:
    program, inspect = room
    assert inspect.building is not None
    assert program.window is not None
    first, second = tmp_path / "谈话一.mp3", tmp_path / "谈话二.mp3"
    first.write_bytes(SOUND)
    second.write_bytes(SOUND + b"2")
    box = editor(inspect, "talk")
    box.focus()
    press(qtbot, program, Qt.Key.Key_Return)
    choose_in_dialog(qtbot, first)
    settle(qtbot, program)
    stored = f"{hashlib.sha256(SOUND).hexdigest()}.mp3"
    assert value(inspect, "talk") == stored
    assert inspect.building.field(at("about")).relevant
    assert box.box.title.text() == "谈话一.mp3"
    program.window.grab()
    box.take_files([second])
    settle(qtbot, program)
    assert value(inspect, "talk") != stored
    face = program.window.toasts.face
    assert face is not None
    toast = next(one for one in face.findChildren(type(box.open)) if one.text())
    qtbot.mouseClick(toast, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert value(inspect, "talk") == stored
    box.box.setFocus()
    press(qtbot, program, Qt.Key.Key_Delete)
    settle(qtbot, program)
    assert value(inspect, "talk") == ""
    assert not inspect.building.field(at("about")).relevant


def test_what_is_refused_is_said_and_changes_nothing(
    qtbot: QtBot, room: tuple[Program, InspectRoom], tmp_path: Path
) -> None:
    program, inspect = room
    assert program.window is not None
    wrong = tmp_path / "图.pdf"
    wrong.write_bytes(b"%PDF")
    box = editor(inspect, "talk")
    box.take_files([wrong])
    settle(qtbot, program)
    assert value(inspect, "talk") == ""
    face = program.window.toasts.face
    assert face is not None
    assert "图.pdf" in face.accessibleName()
    assert "谈话录音" in box.box.accessibleName()


def test_a_copy_is_opened_under_the_stored_ending(
    qtbot: QtBot, room: tuple[Program, InspectRoom], tmp_path: Path
) -> None:
    program, inspect = room
    assert inspect.building is not None
    opened: list[QUrl] = []

    class Handler(QObject):
        @Slot(QUrl)
        def take(self, url: QUrl) -> None:
            opened.append(url)

    handler = Handler()
    QDesktopServices.setUrlHandler("file", handler, "take")
    try:
        drawing = tmp_path / "一层平面.pdf"
        drawing.write_bytes(b"%PDF-1.4 drawing")
        box = editor(inspect, "plan")
        box.take_files([drawing])
        settle(qtbot, program)
        qtbot.mouseClick(box.open, Qt.MouseButton.LeftButton)
        settle(qtbot, program)
        (url,) = opened
        copy = Path(url.toLocalFile())
        assert copy.name == "一层平面.pdf"
        assert copy.read_bytes() == drawing.read_bytes()
        assert program.desk is not None
        assert program.desk.workspace.photos not in copy.parents
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_signed_and_marked_pictures_keep_their_originals(
    qtbot: QtBot, room: tuple[Program, InspectRoom]
) -> None:
    program, inspect = room
    assert inspect.building is not None
    visit = inspect.building.visit
    box = editor(inspect, "sign")
    assert isinstance(box, ImageEditor)
    draw(qtbot, program, box)
    assert value(inspect, "sign").endswith(".png")
    box = editor(inspect, "crack")
    assert isinstance(box, ImageEditor)
    box.take_files([PHOTOS[0]])
    settle(qtbot, program)
    original = value(inspect, "crack")
    assert original.startswith(hashlib.sha256(PHOTOS[0].read_bytes()).hexdigest())
    draw(qtbot, program, box)
    marked = value(inspect, "crack")
    assert marked.endswith(".jpg")
    assert marked != original
    rows = [row for row in photos_of(visit.workspace, visit.inspection) if row.question == at("crack")]  # fmt: skip  # noqa: E501
    assert [f"{row.sha256}.{row.extension}" for row in rows] == [marked, original]
    with visit.workspace.reading() as session:
        assert origin_of(session, rows[0].id) == original
    assert rows[0].taken_at == rows[1].taken_at


def draw(qtbot: QtBot, program: Program, box: ImageEditor) -> None:
    box.act.click()
    qtbot.waitUntil(lambda: box.dialog is not None, timeout=10_000)
    assert box.dialog is not None
    canvas = box.dialog.canvas
    before = box.name
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(canvas, QPoint(420, 260))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(420, 260))
    qtbot.mouseClick(box.dialog.finish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box.name != before, timeout=10_000)
    settle(qtbot, program)


def test_ctrl_i_gives_the_file_to_the_question_that_wants_one(
    qtbot: QtBot, room: tuple[Program, InspectRoom], tmp_path: Path
) -> None:
    program, inspect = room
    assert inspect.building is not None
    recording = tmp_path / "谈话.wav"
    recording.write_bytes(SOUND)
    editor(inspect, "talk").focus()
    press(qtbot, program, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    choose_in_dialog(qtbot, recording)
    settle(qtbot, program)
    assert value(inspect, "talk").endswith(".wav")
    inspect.photo_work.add([PHOTOS[0]], at("talk"))  # a photo never becomes a recording
    settle(qtbot, program)
    assert value(inspect, "talk").endswith(".wav")
    assert [row.question for row in inspect.building.photos] == [None]


def test_a_file_arrives_although_the_building_was_left(
    qtbot: QtBot, room: tuple[Program, InspectRoom], tmp_path: Path
) -> None:
    program, inspect = room
    assert inspect.building is not None
    visit = inspect.building.visit
    recording = tmp_path / "长谈话.wav"
    recording.write_bytes(SOUND * 8)
    editor(inspect, "talk").take_files([recording])
    open_building(qtbot, program, "长安/样例小区甲/8号楼")
    settle(qtbot, program)
    (row,) = photos_of(visit.workspace, visit.inspection)
    assert (row.question, row.original_name) == (at("talk"), "长谈话.wav")
    assert inspect.building.field(at("talk")).value == ""
    back = open_building(qtbot, program, BUILDING)
    assert value(back, "talk").endswith(".wav")
