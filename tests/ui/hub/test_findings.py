"""问题 by keys and mouse: filter, group, sort, record, lists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

from app.inspection.photo.rows import PhotoRow
from app.models.ids import new_id
from app.models.log import conflicts
from app.ui.desk import Desk
from app.ui.hub.findings_page import FindingsPage
from app.ui.hub.pictures import tile
from app.ui.widgets.chips import Chip
from app.ui.widgets.labels import Card
from tests.ui.field.conftest import choose_in_dialog

Open = Callable[..., Desk]
ALT = Qt.KeyboardModifier.AltModifier


def ready(qtbot: QtBot, desk: Desk) -> FindingsPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, FindingsPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    return page


def lines(page: FindingsPage) -> list[tuple[str, str]]:
    found = [page.model.line(row) for row in range(page.model.rowCount())]
    return [(line.spot.name, line.title) for line in found if line is not None]


def asked(qtbot: QtBot, desk: Desk) -> None:
    qtbot.wait(200)  # typing is waited for
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_a_facet_filters_and_counts_follow(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    whole = lines(page)
    minor = page.facets.box("severity", "minor")
    before, buildings = minor.count, page.sum_line.figures[0].number
    assert 0 < before < len(whole)
    assert buildings == len({name for name, _title in whole})
    minor.setFocus()
    qtbot.keyClick(minor, Qt.Key.Key_Space)
    asked(qtbot, desk)
    assert len(lines(page)) == len(whole) - before
    assert minor.count == before  # a facet's own ticks do not hide its counts
    assert page.sum_line.figures[1].number == len(whole) - before
    qtbot.keyClick(minor, Qt.Key.Key_Return)  # only this one
    asked(qtbot, desk)
    assert len(lines(page)) == before
    qtbot.mouseClick(page.facets.clear_button, Qt.MouseButton.LeftButton)
    asked(qtbot, desk)
    assert sorted(lines(page)) == sorted(whole)


def test_keys_group_and_a_head_sorts(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    whole = len(lines(page))
    for number, value in ((2, "place"), (4, "community"), (5, ""), (1, "indicator")):
        qtbot.keyClick(page.table, getattr(Qt.Key, f"Key_{number}"), ALT)
        asked(qtbot, desk)
        assert page.groups.value == value
        assert page.model.shown is not None
        assert page.model.shown.wish.group == value
        assert len(lines(page)) == whole
    qtbot.keyClick(page.table, Qt.Key.Key_5, ALT)
    asked(qtbot, desk)
    header = page.table.horizontalHeader()
    middle = header.sectionViewportPosition(3) + 20
    for falling in (False, True):
        qtbot.mouseClick(
            header.viewport(),
            Qt.MouseButton.LeftButton,
            pos=header.viewport().rect().topLeft().__class__(middle, 10),
        )
        asked(qtbot, desk)
        found = [page.model.line(row) for row in range(page.model.rowCount())]
        ranks = [("critical", "serious", "minor").index(line.severity) for line in found if line]
        assert ranks == sorted(ranks, reverse=falling)
        assert len(set(ranks)) > 1


def test_search_finds_by_building_and_by_title(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    name, title = lines(page)[0]
    page.search.setText(title[:4])
    asked(qtbot, desk)
    assert lines(page)
    assert all(title[:4] in found for _name, found in lines(page))
    page.search.setText(name.split()[-1])
    asked(qtbot, desk)
    assert (name, title) in lines(page)
    page.search.setText("没有这样的问题")
    asked(qtbot, desk)
    assert lines(page) == []


def test_left_folds_right_unfolds_counts_stay(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    whole = page.model.rowCount()
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(1, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Left)  # from a finding to its group
    assert page.table.currentIndex().row() == 0
    spoken = str(page.model.data(page.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.model.rowCount() < whole
    folded = str(page.model.data(page.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))
    assert folded == spoken.replace("unfolded", "folded")
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert page.model.rowCount() == whole


def test_enter_opens_the_record_at_the_finding_and_escape_returns(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    page.table.setCurrentIndex(page.model.index(1, 0))
    page.table.setFocus()
    line = page.model.line(1)
    assert line is not None
    qtbot.waitUntil(lambda: bool(page.side.question_of(line)), timeout=10_000)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.record.record is not None, timeout=10_000)
    qtbot.waitUntil(page.record.table.hasFocus)
    row = page.record.model.row(page.record.table.currentIndex().row())
    assert row is not None
    assert row.code == line.item
    assert row.severity == line.severity
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    qtbot.keyClick(page.record.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.table.isVisible)
    assert page.table.hasFocus()


def test_the_record_shows_both_sides_of_a_conflict_and_who_said_what(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    with desk.workspace.reading() as session:
        dispute = next(one for one in conflicts(session) if one.kind == "inspection")
    page.open_record(dispute.subject, dispute.field)
    qtbot.waitUntil(lambda: page.record.sides.count() == 2, timeout=20_000)
    told = []
    for place in range(2):
        item = page.record.sides.itemAt(place)
        card = item.widget() if item is not None else None
        assert isinstance(card, Card)
        told.append(card.accessibleName())
    people = {head.person for head in dispute.heads}
    assert len(people) == 2
    assert all(any(person in text for text in told) for person in people)
    assert all(person in page.record.history.accessibleName() for person in people)
    page.record.filters.chosen.emit("conflict")
    assert page.record.model.rowCount() >= 2
    rows = [page.record.model.row(n) for n in range(page.record.model.rowCount())]
    assert dispute.field in {row.path for row in rows if row}
    assert all(row.conflict or row.waiting for row in rows if row)
    assert any(chip.chip.words for chip in page.record.findChildren(Chip))
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_lists_are_written_by_a_job(
    qtbot: QtBot, opened: Open, merged_hub: Path, tmp_path: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    out = tmp_path / "lists"
    out.mkdir()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.table, Qt.Key.Key_E, control)
    choose_in_dialog(qtbot, out)
    assert page.strip.isVisible()
    qtbot.waitUntil(lambda: not page.strip.isVisible(), timeout=50_000)
    lists, sheets = list(out.glob("*.xlsx")), list(out.glob("*/*.pdf"))
    assert len(lists) >= 4
    assert sheets
    face = desk.shell.toasts.face
    assert face is not None
    assert f"{len(lists)} lists" in face.accessibleName()
    assert face.button.isVisible()


def test_the_sheet_of_a_record_is_written_and_opened(
    qtbot: QtBot, opened: Open, merged_hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    wanted: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: wanted.append(url.toLocalFile()) or True
    )
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(wanted), timeout=30_000)
    assert Path(wanted[0]).read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_writing_lists_can_be_stopped(
    qtbot: QtBot, opened: Open, merged_hub: Path, tmp_path: Path
) -> None:
    desk = opened(merged_hub, "findings")
    page = ready(qtbot, desk)
    page.output.export_to(tmp_path / "lists")
    qtbot.mouseClick(page.strip.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.strip.isVisible(), timeout=50_000)
    face = desk.shell.toasts.face
    assert face is not None
    assert "Stopped" in face.accessibleName()
    assert not list((tmp_path / "lists").glob("*/*.part"))


def test_a_small_window_keeps_everything_in_reach(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "findings", 1093, 543)
    page = ready(qtbot, desk)
    assert not page.facets.isVisible()
    assert page.middle.filters.isVisible()
    qtbot.mouseClick(page.middle.filters, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.facets.isVisible)
    qtbot.keyClick(page.drawer, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.facets.isVisible())
    right = page.middle.export.mapTo(desk.shell, page.middle.export.rect().bottomRight())
    assert right.x() <= desk.shell.width()


@pytest.mark.parametrize("room", ["findings", "inbox"])
def test_every_control_has_a_name(qtbot: QtBot, opened: Open, merged_hub: Path, room: str) -> None:
    desk = opened(merged_hub, room)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    controls = [
        widget
        for kind in (QAbstractButton, QAbstractItemView, QLineEdit)
        for widget in desk.shell.findChildren(kind)
        if widget.isVisible()
    ]
    assert len(controls) > 8
    assert [widget for widget in controls if not widget.accessibleName()] == []


def test_a_photo_whose_camera_knew_no_zone_shows_the_time_of_its_camera() -> None:
    at = int(datetime(2026, 11, 23, 17, 14, tzinfo=UTC).timestamp() * 1000)
    row = PhotoRow(
        new_id(), None, None, None, "0", "jpg", 1, 1, "", 0, at, None, at, "", True, False
    )
    assert tile(row).time == "17:14"
    assert tile(replace(row, taken_zone="+00:00")).time == "01:14"
