"""A conflict inside an entry of a repeat by keys: a side, an answer of one's own, a return."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.errors import AppError
from app.inspection.answers import answers_of
from app.inspection.conflict.deciding import decide
from app.inspection.conflict.entry_own import described
from app.inspection.conflict.joined import join
from app.inspection.conflict.queue import queue
from app.inspection.conflict.view import detail
from app.inspection.derive import derive
from app.inspection.review.fields import review_of
from app.inspection.visit import Visit
from app.models.derived import Finding
from app.models.log import Draft, history, write
from app.ui.desk import Desk
from app.ui.hub.conflicts.own import OwnAnswer
from app.ui.hub.conflicts.own_entry import OwnEntry
from app.ui.hub.conflicts.page import ConflictPage
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, foreign, make, place

Open = Callable[..., Desk]
REPEAT = "/housing/paths"


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def ready(qtbot: QtBot, desk: Desk) -> ConflictPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=30_000)
    settled(qtbot, desk)
    qtbot.waitUntil(page.queue.hasFocus)
    return page


def press(qtbot: QtBot, desk: Desk, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
        settled(qtbot, desk)


def own(qtbot: QtBot, desk: Desk, page: ConflictPage, text: str) -> OwnAnswer:
    press(qtbot, desk, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.tools.dialog is not None, timeout=30_000)
    dialog = page.tools.dialog
    assert isinstance(dialog, OwnAnswer)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    qtbot.keyClicks(QApplication.focusWidget(), text)
    return dialog


def accept(qtbot: QtBot, desk: Desk, page: ConflictPage, dialog: OwnAnswer) -> None:
    press(qtbot, desk, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    desk.shell.activateWindow()
    qtbot.waitUntil(page.queue.hasFocus)
    press(qtbot, desk, Qt.Key.Key_Return)


class Made:
    """A hub where 甲 added a second entry and 乙 answers in it, unseen."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with make(root, "审") as hub:
            visit = begin(hub, "1号楼", **ORDINARY)
            visit.answer(f"{REPEAT}[_1]/C01", "none")
            self.entry = visit.add_repeat(REPEAT)
            visit.answer(f"{self.entry}/C01", "present")
            visit.answer(f"{self.entry}/C02", "8")
            self.record = visit.inspection
            self.length = f"{self.entry}/C02"
            with hub.reading() as session:
                (said,) = history(session, self.record, self.length)
            self._said = said.change
            derive(hub)

    def disagree(self, *, removed: bool = False) -> None:
        """Let 乙 say another length; ``removed``: 审 had taken the entry out meanwhile."""
        with Workspace.open(self.root, person="审") as hub:
            if removed:
                begin(hub, "1号楼").remove_repeat(self.entry)
            bases = (self._said,) if removed else ()
            foreign(hub, self.record, self.length, {"answer": "5", "basis": "seen"}, bases=bases)
            derive(hub)

    def answers(self, desk: Desk) -> dict[str, Any]:
        with desk.workspace.reading() as session:
            return {path: one.value for path, one in answers_of(session, self.record).items()}

    def findings(self, desk: Desk) -> dict[str, str | None]:
        """Return the amount of every defect found in an entry, by id."""
        derive(desk.workspace)
        with desk.workspace.reading() as session:
            rows = session.scalars(select(Finding).where(Finding.rule.like("C-01%")))
            return {str(one.id): one.quantity for one in rows}


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "hub")


def cases(desk: Desk) -> list[Any]:
    with desk.workspace.reading() as session:
        return queue(desk.workspace, session)


def test_own_answer_in_an_entry_reaches_its_finding_and_is_undone_and_redone(
    qtbot: QtBot, opened: Open, made: Made
) -> None:
    made.disagree()
    desk = opened(made.root, "conflicts")
    page = ready(qtbot, desk)
    assert page.found is not None
    assert page.found.case.title.endswith("no. 2")  # which of the entries it is about
    (finding,) = made.findings(desk)
    dialog = own(qtbot, desk, page, "0")
    qtbot.waitUntil(dialog.message.isVisible)  # longer than nothing, says the form
    assert not dialog.do.isEnabled()
    qtbot.keyClicks(QApplication.focusWidget(), ".6")
    accept(qtbot, desk, page, dialog)
    assert made.answers(desk)[made.length]["answer"] == "0.6"
    assert not cases(desk)
    amounts = made.findings(desk)
    assert list(amounts) == [finding]  # the same finding, so that a judgement of it stays
    assert float(amounts[finding] or 0) == 0.6
    page.undo()
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == 1, timeout=30_000)
    settled(qtbot, desk)
    page.redo()
    qtbot.waitUntil(lambda: not cases(desk), timeout=30_000)
    settled(qtbot, desk)
    assert made.answers(desk)[made.length]["answer"] == "0.6"


def test_a_question_in_an_entry_goes_back_to_the_field_and_opens_there(
    qtbot: QtBot, opened: Open, made: Made
) -> None:
    made.disagree()
    desk = opened(made.root, "conflicts")
    ready(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_R, Qt.Key.Key_Return)
    assert made.answers(desk)[made.length] is None
    assert made.answers(desk)[f"{made.entry}/C01"]["answer"] == "present"
    with desk.workspace.reading() as session:
        assert review_of(session, made.record).paths == (made.length,)
    visit = Visit.begin(desk.workspace, begin(desk.workspace, "1号楼").place)
    assert made.entry in visit.instance.repeat_paths(REPEAT)
    visit.answer(made.length, "9")


@pytest.mark.parametrize("way", ["side", "own", "return"])
def test_an_answer_in_an_entry_that_was_removed_brings_the_entry_back(
    qtbot: QtBot, opened: Open, made: Made, way: str
) -> None:
    made.disagree(removed=True)
    desk = opened(made.root, "conflicts")
    page = ready(qtbot, desk)
    found = page.found
    assert found is not None
    assert {one.words for one in found.sides} == {"entry removed", "5"}
    assert not page.pane.bar.own.isHidden()
    assert not page.pane.bar.back.isHidden()
    gone = made.answers(desk)
    if way == "own":
        dialog = own(qtbot, desk, page, "6")
        assert not dialog.message.isVisible()
        accept(qtbot, desk, page, dialog)
    elif way == "return":
        press(qtbot, desk, Qt.Key.Key_R, Qt.Key.Key_Return)
    else:
        number = next(at for at, one in enumerate(found.sides) if one.value is not None)
        press(qtbot, desk, (Qt.Key.Key_1, Qt.Key.Key_2)[number], Qt.Key.Key_Return)
    said = made.answers(desk)
    assert said[f"{made.entry}/C01"]["answer"] == "present"
    length = said[made.length]
    assert (length and length["answer"]) == {"own": "6.0", "side": "5", "return": None}[way]
    assert made.entry in begin(desk.workspace, "1号楼").instance.repeat_paths(REPEAT)
    assert len(made.findings(desk)) == 1
    page.undo()
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert made.answers(desk) == gone


def test_that_an_entry_was_removed_may_hold(qtbot: QtBot, opened: Open, made: Made) -> None:
    made.disagree(removed=True)
    desk = opened(made.root, "conflicts")
    page = ready(qtbot, desk)
    found = page.found
    assert found is not None
    number = next(at for at, one in enumerate(found.sides) if one.value is None)
    press(qtbot, desk, (Qt.Key.Key_1, Qt.Key.Key_2)[number], Qt.Key.Key_Return)
    assert not cases(desk)
    assert made.entry not in begin(desk.workspace, "1号楼").instance.repeat_paths(REPEAT)
    assert not made.findings(desk)


def test_an_entry_itself_is_kept_or_removed_in_words(
    qtbot: QtBot, opened: Open, made: Made
) -> None:
    with Workspace.open(made.root, person="审") as hub:
        foreign(hub, made.record, made.entry, None)
    desk = opened(made.root, "conflicts")
    page = ready(qtbot, desk)
    assert page.found is not None
    assert {one.words for one in page.found.sides} == {"entry kept", "entry removed"}
    assert page.pane.bar.own.isHidden()  # there is nothing to type
    press(qtbot, desk, Qt.Key.Key_4)
    assert page.tools.dialog is None
    press(qtbot, desk, Qt.Key.Key_R, Qt.Key.Key_Return)
    assert made.entry in begin(desk.workspace, "1号楼").instance.repeat_paths(REPEAT)
    with desk.workspace.reading() as session:
        assert review_of(session, made.record).paths == (made.entry,)


def joined(root: Path) -> None:
    """Make a hub with one building under two places; only the first record has the entry."""
    with make(root, "审") as hub:
        for name, length in (("1号楼", "7"), ("2号楼", "")):
            visit = begin(hub, name, **ORDINARY)
            if length:
                visit.answer("/housing/paths[_1]/C01", "present")
                visit.answer("/housing/paths[_1]/C02", length)
        derive(hub)
        join(hub, place("2号楼"), place("1号楼"))


def told(desk: Desk, name: str) -> tuple[str, str]:
    """Return what the first entry of a building's record says."""
    record = begin(desk.workspace, name).inspection
    with desk.workspace.reading() as session:
        own = answers_of(session, record)
    pair = (own.get(f"{REPEAT}[_1]/{one}") for one in ("C01", "C02"))
    first, second = ((one.text if one is not None else "") for one in pair)
    return first, second


def entry_in_view(qtbot: QtBot, desk: Desk) -> ConflictPage:
    page = ready(qtbot, desk)
    assert page.found is not None
    assert page.found.case.entry is not None
    assert page.found.case.title == "paths, no. 1"  # the entry, not its first question
    return page


def test_an_entry_that_one_record_lacks_is_described_anew_by_keys(
    qtbot: QtBot, opened: Open, tmp_path: Path
) -> None:
    joined(tmp_path / "hub")
    desk = opened(tmp_path / "hub", "conflicts")
    page = entry_in_view(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.tools.dialog is not None, timeout=30_000)
    dialog = page.tools.dialog
    assert isinstance(dialog, OwnEntry)
    assert [one.trial.value for one in dialog.asked] == [  # begins with what one of them says
        {"answer": "present"},
        {"answer": "7.0"},
    ]
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    press(qtbot, desk, Qt.Key.Key_2, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.asked[1].isAncestorOf(QApplication.focusWidget()))
    field = QApplication.focusWidget()
    field.selectAll()
    qtbot.keyClicks(field, "0")
    qtbot.waitUntil(dialog.asked[1].message.isVisible)
    assert not dialog.do.isEnabled()
    field.selectAll()
    qtbot.keyClicks(field, "6")
    press(qtbot, desk, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.do.hasFocus)
    press(qtbot, desk, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    desk.shell.activateWindow()
    qtbot.waitUntil(page.queue.hasFocus)
    press(qtbot, desk, Qt.Key.Key_Return)
    assert told(desk, "1号楼") == told(desk, "2号楼") == ("present", "6.0")
    assert not cases(desk)
    page.undo()
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert told(desk, "1号楼") == ("present", "7.0")
    assert told(desk, "2号楼") == ("", "")
    page.redo()
    qtbot.waitUntil(lambda: not cases(desk), timeout=30_000)
    settled(qtbot, desk)
    assert told(desk, "1号楼") == told(desk, "2号楼") == ("present", "6.0")


def test_an_entry_that_the_form_refuses_is_not_decided_elsewhere_either(tmp_path: Path) -> None:
    joined(tmp_path / "hub")
    with Workspace.open(tmp_path / "hub", person="审") as hub:
        with hub.reading() as session:
            (case,) = queue(hub, session)
            found = detail(hub, session, case)
        wrong = {"/C01": {"answer": "present"}, "/C02": {"answer": "-1"}}
        with pytest.raises(AppError):
            decide(hub, [described(found, wrong, "")])
        with hub.reading() as session:
            assert [one.key for one in queue(hub, session)] == [case.key]


def test_an_entry_goes_back_to_the_field_where_it_was_said(
    qtbot: QtBot, opened: Open, tmp_path: Path
) -> None:
    joined(tmp_path / "hub")
    desk = opened(tmp_path / "hub", "conflicts")
    page = entry_in_view(qtbot, desk)
    assert not page.pane.bar.back.isHidden()
    press(qtbot, desk, Qt.Key.Key_R, Qt.Key.Key_Return)
    assert not cases(desk)
    assert told(desk, "1号楼") == told(desk, "2号楼") == ("", "")
    visit = begin(desk.workspace, "1号楼")
    assert visit.instance.repeat_paths(REPEAT) == [f"{REPEAT}[_1]"]  # it opens there
    with desk.workspace.reading() as session:
        review = review_of(session, visit.inspection)
    assert (review.state, review.paths) == ("returned", (f"{REPEAT}[_1]/C01",))
    page.undo()
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert told(desk, "1号楼") == ("present", "7.0")
    with desk.workspace.reading() as session:
        assert review_of(session, visit.inspection).state == ""


def test_two_judgements_of_a_finding_in_an_entry_are_settled_in_ones_own_words(
    qtbot: QtBot, opened: Open, made: Made
) -> None:
    with Workspace.open(made.root, person="审") as hub:
        with hub.reading() as session:
            rows = session.scalars(select(Finding).where(Finding.rule.like("C-01%")))
            (finding,) = [one.id for one in rows]
        with hub.sessions.begin() as session:
            draft = Draft("judgement", finding, "severity", "minor")
            write(session, hub.writer(session, "审"), [draft])
        foreign(hub, finding, "severity", "critical", kind="judgement")
    desk = opened(made.root, "conflicts")
    page = ready(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.tools.dialog is not None, timeout=30_000)
    assert page.found is not None
    assert page.found.case.title == "C-01.1: Severity"  # of which finding
    dialog = page.tools.dialog
    assert isinstance(dialog, OwnAnswer)
    box = dialog.findChild(QComboBox)
    assert box is not None
    words = [box.itemText(at) for at in range(box.count())]
    assert words == ["Critical", "Serious", "Minor"]  # not a line where anything may be typed
    qtbot.waitUntil(box.hasFocus)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentData() == "serious"
    dialog.accept()
    desk.shell.activateWindow()
    qtbot.waitUntil(page.queue.hasFocus)
    press(qtbot, desk, Qt.Key.Key_Return)
    with desk.workspace.reading() as session:
        shown = [one.value for one in history(session, finding, "severity") if one.shown]
    assert shown == ["serious"]
