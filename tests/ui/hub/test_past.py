"""定过的 by keys: past decisions are found, some of an act taken back; many can be stopped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.errors import Cancelled
from app.inspection.answers import answers_of
from app.inspection.conflict.case import Case
from app.inspection.conflict.deciding import decide
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import details, use
from app.inspection.record_view import said
from app.models.tables import Change, Inspection
from app.ui.desk import Desk
from app.ui.hub.conflicts.page import ConflictPage
from app.ui.hub.conflicts.past import PastDialog
from app.ui.hub.history import steps
from app.ui.widgets.labels import Text
from app.workspace import Workspace
from tests.faults.small import foreign

Open = Callable[..., Desk]
CONTROL = Qt.KeyboardModifier.ControlModifier


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def cases_of(workspace: Workspace) -> list[Case]:
    with workspace.reading() as session:
        return queue(workspace, session)


def changes(workspace: Workspace) -> int:
    with workspace.reading() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def first_sides(workspace: Workspace, cases: list[Case]) -> list[object]:
    with workspace.reading() as session:
        found = details(workspace, session, cases)
    return [use(one.case, one.sides[0], one.sides, "就这样") for one in found]


def ready(qtbot: QtBot, desk: Desk) -> ConflictPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: page.work.found is not None)
    return page


def words(dialog: PastDialog) -> set[str]:
    return {one.text() for one in dialog.findChildren(Text) if one.isVisible()}


def past(qtbot: QtBot, desk: Desk, page: ConflictPage) -> PastDialog:
    page.queue.setFocus()
    qtbot.keyClick(page.queue, Qt.Key.Key_H, CONTROL)
    dialog = page.tools.dialog
    assert isinstance(dialog, PastDialog)
    settled(qtbot, desk)
    return dialog


def test_some_of_one_act_are_taken_back_and_history_says_so(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    with Workspace.open(merged_hub, person="engineer") as hub:
        before = cases_of(hub)
        assert len(before) >= 3
        done = decide(hub, first_sides(hub, before), person="engineer")  # one act
        assert len(done.done) == len(before)
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    assert cases_of(desk.workspace) == []
    dialog = past(qtbot, desk, page)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == len(before))
    assert {(one.by, one.reason) for one in dialog.model.rows} == {("engineer", "就这样")}
    qtbot.keyClicks(dialog.search, f"engineer {before[0].code}")
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1)  # by its question
    dialog.ways.set_value("rule")
    dialog.ways.chosen.emit("rule")
    assert not dialog.model.rows
    assert not dialog.back.isEnabled()
    dialog.ways.set_value("all")
    dialog.search.clear()
    qtbot.waitUntil(lambda: len(dialog.model.rows) == len(before))
    dialog.table.setFocus()
    dialog.table.selectRow(0)
    down = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    dialog.table.selectionModel().select(dialog.model.index(1, 0), down)
    assert dialog.back.text().startswith("Take 2 decisions back")
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(cases_of(desk.workspace)) == 2, timeout=30_000)
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == len(before) - 2, timeout=30_000)
    open_again = cases_of(desk.workspace)
    assert {one.key for one in open_again} <= {one.key for one in before}
    qtbot.waitUntil(dialog.again.isEnabled, timeout=30_000)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Y, CONTROL)  # both of them again, by one key
    qtbot.waitUntil(lambda: not cases_of(desk.workspace), timeout=30_000)
    settled(qtbot, desk)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == len(before), timeout=30_000)
    page.undo()
    qtbot.waitUntil(lambda: len(cases_of(desk.workspace)) == 2, timeout=30_000)
    settled(qtbot, desk)
    key = open_again[0].key
    with desk.workspace.reading() as session:
        told = [step[1] for step in steps(said(desk.workspace, session, key.subject, key.field))]
    assert any("decided the conflict" in one for one in told)
    assert any("took a decision back" in one or "the other" in one for one in told)
    page.undo()  # the rest of the act, by one key
    qtbot.waitUntil(lambda: len(cases_of(desk.workspace)) == len(before), timeout=30_000)
    settled(qtbot, desk)


def test_taking_the_last_one_back_keeps_the_focus_and_says_what_became_of_it(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    with Workspace.open(merged_hub, person="engineer") as hub:
        decide(hub, first_sides(hub, cases_of(hub)[:1]), person="engineer")
    desk = opened(merged_hub, "conflicts")
    dialog = past(qtbot, desk, ready(qtbot, desk))
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not dialog.model.rows, timeout=30_000)
    settled(qtbot, desk)
    assert dialog.again.hasFocus()  # not the cross that closes
    assert "Taken back: 1 conflict is open again" in words(dialog)
    qtbot.keyClick(dialog.again, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(dialog.model.rows) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert "1 conflict is decided again" in words(dialog)
    assert dialog.table.hasFocus()


def test_nothing_decided_yet_says_so(qtbot: QtBot, opened: Open, new_hub: Path) -> None:
    desk = opened(new_hub, "conflicts")
    dialog = past(qtbot, desk, ready(qtbot, desk))
    assert dialog.none.isVisible()
    assert not dialog.back.isEnabled()


@pytest.fixture
def many(merged_hub: Path) -> Path:
    """A hub with conflicts in most answers of two records."""
    with Workspace.open(merged_hub, person="engineer") as hub:
        with hub.reading() as session:
            records = list(session.scalars(select(Inspection.id).order_by(Inspection.id)))[:2]
            fields = [
                (record, path)
                for record in records
                for path, one in sorted(answers_of(session, record).items())
                if one.text in ("none", "present") and not one.conflict
            ]
        for record, path in fields[:60]:
            foreign(hub, record, path, {"reason": "undecidable"})
    return merged_hub


def test_many_at_once_are_decided_or_none_of_them(qtbot: QtBot, opened: Open, many: Path) -> None:
    desk = opened(many, "conflicts")
    page = ready(qtbot, desk)
    hub, before = desk.workspace, cases_of(desk.workspace)
    assert len(before) > 60
    choices, stood = first_sides(hub, before), changes(hub)

    def after_forty(done: int, _total: int, _what: str) -> None:
        if done == 40:
            raise Cancelled

    with pytest.raises(Cancelled):  # in the middle of the writing
        decide(hub, choices, person="engineer", progress=after_forty)
    assert changes(hub) == stood
    assert [one.key for one in cases_of(hub)] == [one.key for one in before]
    page.work.started.connect(lambda _job, _title: page.strip.stop.click())
    page.work.decide(choices)
    settled(qtbot, desk)
    assert changes(hub) == stood
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == len(before), timeout=30_000)
    face = desk.shell.toasts.face
    assert face is not None
    assert "Nothing was decided" in face.accessibleName()
    page.work.started.disconnect()
    page.work.decide(choices)
    qtbot.waitUntil(lambda: not cases_of(hub), timeout=30_000)
    settled(qtbot, desk)
    page.undo()
    qtbot.waitUntil(lambda: len(cases_of(hub)) == len(before), timeout=30_000)
    settled(qtbot, desk)
