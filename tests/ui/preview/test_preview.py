"""The preview: what inspectors see, read again when the workbook is saved, answers kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.field.cards.card import OpenCard
from app.ui.preview.watch import WatchedFile
from app.ui.preview.window import PreviewWindow
from app.ui.widgets.findings import FindingCard
from tests.faults.small_form import QUESTIONS, RULES, question, workbook
from tests.forms.test_versions import edited, renamed

Make = Callable[[Path], PreviewWindow]


def save(file: Path, data: bytes) -> None:
    """Save as office programs do: a new file, put in the place of the old one."""
    draft = file.with_name("~tmp1234.tmp")
    draft.write_bytes(data)
    stamp = time.time_ns() + 10**9  # two saves within one tick of the clock must differ
    os.utime(draft, ns=(stamp, stamp))
    draft.replace(file)


def saved(qtbot: QtBot, window: PreviewWindow, data: bytes) -> None:
    before = window.readings
    save(window.file, data)
    qtbot.waitUntil(lambda: window.readings > before, timeout=20_000)
    qtbot.wait(20)


def value(window: PreviewWindow, path: str) -> str:
    assert window.building is not None
    return window.building.field(path).value


def words(widget: object) -> str:
    assert hasattr(widget, "findChildren")
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_it_shows_the_form_and_takes_answers_by_key(
    preview: Make, file: Path, qtbot: QtBot
) -> None:
    window = preview(file)
    assert window.building is not None
    window.questions.go_to("/housing/B/B02")
    card = window.questions.card
    assert isinstance(card, OpenCard)
    qtbot.waitUntil(lambda: window.isActiveWindow())
    card.focus_current()
    focus = window.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_2)
    assert value(window, "/housing/B/B02") == "present"
    qtbot.waitUntil(lambda: len(window.found.findChildren(FindingCard)) == 1)


def test_saving_reads_again_and_keeps_the_answers_that_fit(
    preview: Make, file: Path, qtbot: QtBot
) -> None:
    window = preview(file)
    assert window.building is not None
    window.building.answer("/housing/B/B04", "7")
    window.building.answer("/housing/B/B07", "东山墙")
    window.questions.go_to("/housing/B/B04")
    rows = [row for row in renamed(QUESTIONS, "B04", "B44") if row["name"] not in ("B07", "B08")]
    rules = [rule for rule in RULES if rule["question"] != "B04"]
    saved(qtbot, window, workbook([*rows, question("text", "D01")], rules, version="2"))
    assert window.building.visit.definition.version == "2"
    assert value(window, "/housing/B/B44") == "7"
    assert window.questions.view.open_key == "/housing/B/B44"
    assert "/housing/B/B07" not in window.building.visit.stored
    assert window.building.slot("/housing/D01") is not None


def test_a_broken_save_keeps_the_last_good_form_and_says_where(
    preview: Make, file: Path, qtbot: QtBot
) -> None:
    window = preview(file)
    assert window.building is not None
    good = window.building
    good.answer("/housing/B/B04", "7")
    saved(qtbot, window, workbook(edited("B05", relevant="${B99} = 'x'"), RULES))
    assert window.building is good
    assert window.tabs.value == "problems"
    serious = [problem for problem in window.problems if problem.serious]
    assert [(p.sheet, p.column) for p in serious] == [("survey", "relevant")]
    assert serious[0].row > 1
    assert f"第 {serious[0].row} 行" in words(window.problem_panel)
    saved(qtbot, window, b"PK\x03\x04 no workbook")
    assert window.building is good
    saved(qtbot, window, workbook(version="3"))
    assert window.building is not good
    assert value(window, "/housing/B/B04") == "7"
    assert not [problem for problem in window.problems if problem.serious]


def test_a_file_that_never_was_good_shows_its_problems_only(preview: Make, tmp_path: Path) -> None:
    file = tmp_path / "bad.xlsx"
    file.write_bytes(workbook(edited("B05", relevant="${B99} = 'x'"), RULES))
    window = preview(file)
    assert window.building is None
    assert "B99" in words(window.problem_panel)


def test_why_follows_the_open_question_and_its_answers(
    preview: Make, file: Path, qtbot: QtBot
) -> None:
    window = preview(file)
    assert window.building is not None
    window.building.answer("/housing/B/B04", "-1")
    window.questions.go_to("/housing/B/B04")
    qtbot.waitUntil(lambda: ". >= 0 不成立" in words(window.why))
    window.building.answer("/housing/B/B04", "3")
    qtbot.waitUntil(lambda: ". >= 0 成立" in words(window.why))


def test_a_demanded_photo_is_marked_as_there(preview: Make, file: Path) -> None:
    window = preview(file)
    building = window.building
    assert building is not None
    building.answer("/housing/A/A03", "concrete")
    building.answer("/housing/B/B01", "present")
    gaps = [one.path for one in building.missing() if one.kind == "photo"]
    assert gaps == ["/housing/B/B01_photo1"]
    window._photo("/housing/B/B01_photo1")
    assert not [one for one in building.missing() if one.kind == "photo"]


def test_clearing_begins_with_an_empty_record(preview: Make, file: Path) -> None:
    window = preview(file)
    assert window.building is not None
    window.building.answer("/housing/B/B04", "7")
    window.clear_answers()
    assert value(window, "/housing/B/B04") == ""
    assert value(window, "/housing/A/A04")  # today, as in every new record


def test_watching_sees_replaced_and_returning_files_but_no_lock_files(
    tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"one")
    watched = WatchedFile(file)
    with qtbot.assertNotEmitted(watched.changed, wait=700):
        (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    with qtbot.waitSignal(watched.changed, timeout=5_000):
        save(file, b"two")
    with qtbot.waitSignal(watched.changed, timeout=5_000):
        save(file, b"three!")
    with qtbot.waitSignal(watched.gone, timeout=5_000):
        file.unlink()
    with qtbot.waitSignal(watched.changed, timeout=5_000):
        file.write_bytes(b"back again")
    watched.deleteLater()


def test_many_small_writes_are_one_reading(preview: Make, file: Path, qtbot: QtBot) -> None:
    window = preview(file)
    before = window.readings
    data = workbook(version="9")
    with file.open("wb") as out:
        for start in range(0, len(data), 1500):
            out.write(data[start : start + 1500])
            out.flush()
            qtbot.wait(40)
    qtbot.waitUntil(lambda: window.readings > before, timeout=20_000)
    qtbot.wait(500)
    assert window.readings == before + 1
    assert window.building is not None
    assert window.building.visit.definition.version == "9"
