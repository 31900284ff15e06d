"""冲突 by keys: sides, Enter, undo, an answer of one's own, return, alike together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.inspection.conflict.decided import decisions
from app.inspection.conflict.deciding import Choice, decide
from app.inspection.conflict.queue import queue
from app.inspection.effort.taking_back import take_last_back
from app.inspection.review.fields import review_of
from app.inspection.rule_set import rules_of
from app.models.log import history
from app.ui.desk import Desk
from app.ui.hub.conflicts.bulk import BulkDialog
from app.ui.hub.conflicts.own import OwnAnswer
from app.ui.hub.conflicts.page import ConflictPage
from app.ui.hub.conflicts.rules import RulesDialog
from app.workspace import Workspace
from tests.faults.small import foreign

Open = Callable[..., Desk]


def ready(qtbot: QtBot, desk: Desk) -> ConflictPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    qtbot.waitUntil(page.queue.hasFocus)
    return page


def press(qtbot: QtBot, desk: Desk, *keys: Qt.Key) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert isinstance(widget, QWidget)
        qtbot.keyClick(widget, key)
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def open_cases(desk: Desk) -> list[Any]:
    with desk.workspace.reading() as session:
        return queue(desk.workspace, session)


def shown(desk: Desk, case: Any) -> Any:
    with desk.workspace.reading() as session:
        steps = history(session, case.key.subject, case.key.field)
    return next(one for one in steps if one.shown)


def test_two_keys_decide_and_the_next_is_there(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    before = open_cases(desk)
    assert len(before) >= 2
    assert desk.shell.rail.button("conflicts").accessibleName().endswith(f"{len(before)} waiting")
    found = page.found
    assert found is not None
    press(qtbot, desk, Qt.Key.Key_2, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.found is not None)
    assert page.found is not None
    assert page.found.case.key == before[1].key
    assert [one.key for one in open_cases(desk)] == [one.key for one in before[1:]]
    decided = shown(desk, before[0])
    assert decided.value == found.sides[1].value
    assert decided.person == "engineer"
    press(qtbot, desk, Qt.Key.Key_1)
    assert page.chosen is not None
    assert page.chosen.how == "A"
    qtbot.keyClick(page.queue, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert [one.key for one in open_cases(desk)] == [one.key for one in before]
    qtbot.waitUntil(lambda: len(page.queue.queue.cases) == len(before))


def test_digits_typed_into_the_reason_stay_there(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_1)
    page.pane.bar.reason.setFocus()
    page.pane.bar.reason.clear()
    qtbot.keyClicks(page.pane.bar.reason, "R 2 photos, 14:20")
    assert page.chosen is not None
    assert page.chosen.how == "A"
    case = open_cases(desk)[0]
    press(qtbot, desk, Qt.Key.Key_Return)
    with desk.workspace.reading() as session:
        said = [one for _change, one in decisions(session)]
    assert [one["reason"] for one in said] == ["R 2 photos, 14:20"]
    assert case.key not in [one.key for one in open_cases(desk)]
    assert page.queue.hasFocus()


def test_a_rule_is_the_reason_for_what_it_proposes_alone(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    rule, proposed = page.pane.bar.reason.text(), page.chosen
    assert rule
    assert proposed is not None
    with_it, against = (
        (Qt.Key.Key_1, Qt.Key.Key_2) if proposed.how == "A" else (Qt.Key.Key_2, Qt.Key.Key_1)
    )
    press(qtbot, desk, against)
    assert page.pane.bar.reason.text() == ""
    press(qtbot, desk, with_it)
    assert page.pane.bar.reason.text() == rule
    press(qtbot, desk, against, Qt.Key.Key_Return)
    with desk.workspace.reading() as session:
        assert [one["reason"] for _change, one in decisions(session)] == [""]


def test_return_opens_the_question_again_and_sends_it_back(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    ready(qtbot, desk)
    case = open_cases(desk)[0]
    press(qtbot, desk, Qt.Key.Key_R, Qt.Key.Key_Return)
    assert shown(desk, case).value is None
    with desk.workspace.reading() as session:
        review = review_of(session, case.key.subject)
    assert review.state == "returned"
    assert review.paths == (case.key.field,)
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert case.key in [one.key for one in open_cases(desk)]
    with desk.workspace.reading() as session:
        assert review_of(session, case.key.subject).state == ""


def test_an_answer_of_ones_own(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    at = next(number for number, one in enumerate(open_cases(desk)) if one.code == "D03")
    for _step in range(at):
        press(qtbot, desk, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.found is not None and page.found.case.code == "D03")
    case = page.found.case if page.found is not None else None
    press(qtbot, desk, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: page.tools.dialog is not None, timeout=30_000)
    dialog = page.tools.dialog
    assert isinstance(dialog, OwnAnswer)
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    press(qtbot, desk, Qt.Key.Key_3, Qt.Key.Key_Return)  # 判不了
    qtbot.waitUntil(lambda: not dialog.isVisible())
    desk.shell.activateWindow()
    qtbot.waitUntil(page.queue.hasFocus)
    press(qtbot, desk, Qt.Key.Key_Return)
    assert shown(desk, case).value == {"reason": "undecidable"}


def test_alike_together_in_one_act(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    before = open_cases(desk)
    page.tools.decide_alike()
    dialog = page.tools.dialog
    assert isinstance(dialog, BulkDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rulings), timeout=30_000)
    count = len(dialog.model.rulings)
    assert 0 < count < len(before)
    assert open_cases(desk) == before  # looked at only
    dialog.do.click()
    qtbot.waitUntil(lambda: len(open_cases(desk)) == len(before) - count, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert [one.key for one in open_cases(desk)] == [one.key for one in before]
    page.redo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert len(open_cases(desk)) == len(before) - count


def test_redo_decides_again_what_was_taken_back_until_something_else_is_decided(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    every = [one.key for one in open_cases(desk)]

    def turn(way: Callable[[], None]) -> None:  # the window binds Ctrl+Z and Ctrl+Y to them
        qtbot.waitUntil(lambda: page.found is not None and not desk.jobs.running, timeout=30_000)
        way()
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)

    def said() -> str:
        face = desk.shell.toasts.face
        return face.accessibleName() if face is not None else ""

    def waiting(keys: list[Any]) -> None:
        assert [one.key for one in open_cases(desk)] == keys
        qtbot.waitUntil(lambda: [one.key for one in page.queue.queue.cases] == keys)

    turn(page.redo)
    assert said() == "Nothing to redo"
    press(qtbot, desk, Qt.Key.Key_2, Qt.Key.Key_Return)
    turn(page.undo)
    waiting(every)
    turn(page.redo)
    waiting(every[1:])
    assert said() == "1 conflict is decided again"
    turn(page.undo)
    waiting(every)
    press(qtbot, desk, Qt.Key.Key_1, Qt.Key.Key_Return)
    turn(page.redo)
    assert said() == "Nothing to redo"
    waiting(every[1:])


def test_undo_right_behind_a_decision_takes_back_that_one_and_says_when_there_is_none(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    every = [one.key for one in open_cases(desk)]

    def said() -> str:
        face = desk.shell.toasts.face
        return face.accessibleName() if face is not None else ""

    press(qtbot, desk, Qt.Key.Key_2, Qt.Key.Key_Return)  # an earlier decision, which stays
    qtbot.waitUntil(lambda: page.found is not None)
    qtbot.keyClick(page.queue, Qt.Key.Key_2)
    qtbot.keyClick(page.queue, Qt.Key.Key_Return)
    page.undo()  # before the decision is written
    page.redo()
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert [one.key for one in open_cases(desk)] == every[1:]
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert [one.key for one in open_cases(desk)] == every
    page.undo()
    qtbot.waitUntil(lambda: said() == "Nothing to undo", timeout=30_000)


def test_redo_outlives_the_window_and_says_when_an_answer_came_since(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    with Workspace.open(merged_hub, person="engineer") as hub:
        with hub.reading() as session:
            first = queue(hub, session)[0]
        decide(hub, [Choice(first.key, {"reason": "undecidable"}, "own")])
        assert take_last_back(hub) is not None
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    assert page.tools.buttons[1].isEnabled()
    page.redo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert shown(desk, first).value == {"reason": "undecidable"}
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    foreign(desk.workspace, first.key.subject, first.key.field, {"answer": "present"})
    page.redo()
    face = desk.shell.toasts
    qtbot.waitUntil(
        lambda: face.face is not None and "another answer has come" in face.face.accessibleName(),
        timeout=30_000,
    )
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert shown(desk, first).value != {"reason": "undecidable"}


def test_narrow_windows_fold_what_stood_before(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts", width=1093, height=543)
    page = ready(qtbot, desk)
    assert page.pane.sides.base.isHidden()
    foot = page.pane.bar.settle
    corner = foot.mapTo(desk.shell, foot.rect().bottomRight())
    assert corner.x() <= desk.shell.width()
    assert corner.y() <= desk.shell.height()
    desk.shell.resize(1366, 768)
    qtbot.waitUntil(lambda: not page.pane.sides.base.isHidden())


def test_an_empty_desk_says_so(qtbot: QtBot, opened: Open, new_hub: Path) -> None:
    desk = opened(new_hub, "conflicts")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(page.empty.isVisible, timeout=30_000)


@pytest.mark.parametrize("key", [Qt.Key.Key_3, Qt.Key.Key_Return])
def test_keys_that_do_not_apply_change_nothing(
    qtbot: QtBot, opened: Open, merged_hub: Path, key: Qt.Key
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    before = open_cases(desk)
    while page.chosen is not None:  # a rule may propose one
        press(qtbot, desk, Qt.Key.Key_PageDown)
    press(qtbot, desk, key)
    assert open_cases(desk) == before


def test_rules_are_set_tried_and_applied_in_one_act(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    before = open_cases(desk)
    page.tools.edit_rules()
    dialog = page.tools.dialog
    assert isinstance(dialog, RulesDialog)
    qtbot.waitUntil(lambda: dialog.rules is not None, timeout=30_000)
    assert set(dialog.ticks) == {"worse", "professional", "measured"}
    worse = [one for one in before if one.code and one.code[0] in "BCDE"]
    assert dialog.told.text() == (
        f"These rules would decide {len(worse)} of {len(before)} conflicts."
    )
    dialog.ticks["worse"].setChecked(False)
    assert dialog.told.text().startswith("These rules would decide 0 of")
    assert not dialog.look.isEnabled()
    person = before[0].people[0]
    chip = next(one for one in dialog.people if one.text() == person)
    chip.setChecked(True)
    held = worse[0].code
    box = dialog.ways[held]
    box.setCurrentIndex(box.findData("ask"))
    left_to_a_person = sum(one.code == held for one in before)
    both = sum(person in one.people for one in before)
    assert dialog.told.text().startswith(f"These rules would decide {both - left_to_a_person} of")
    dialog.look.click()
    qtbot.waitUntil(lambda: isinstance(page.tools.dialog, BulkDialog), timeout=30_000)
    bulk = page.tools.dialog
    assert isinstance(bulk, BulkDialog)
    qtbot.waitUntil(lambda: bool(bulk.model.rulings), timeout=30_000)
    assert {one.side.person for one in bulk.model.rulings} == {person}
    assert held not in {one.case.code for one in bulk.model.rulings}
    count = len(bulk.model.chosen())
    bulk.do.click()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert len(open_cases(desk)) == len(before) - count
    with desk.workspace.reading() as session:
        said = [one for _change, one in decisions(session) if "with" not in one]
        assert {one["rule"] for one in said} == {"professional"}
        assert rules_of(session).off == {"worse"}
        assert rules_of(session).questions == {held: "ask"}
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert [one.key for one in open_cases(desk)] == [one.key for one in before]


def test_what_waits_and_what_is_contested_have_their_own_view(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    from app.models.ids import new_id
    from app.models.log import contested

    with Workspace.open(merged_hub, person="engineer") as hub:
        with hub.reading() as session:
            cases = [one for one in queue(hub, session) if one.key.kind == "inspection"]
        record, place = cases[0].key.subject, cases[0].place
        assert place is not None
        foreign(hub, record, "/housing/D/ZF_D05", {"answer": "present"}, bases=(new_id(),))
        foreign(hub, place, "*", True, kind="place")
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    shown_groups = [one.group for one in page.queue.queue.cases]
    assert shown_groups[-2:] == ["contested", "waiting"]
    for _step in range(len(shown_groups) - 1):
        press(qtbot, desk, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: page.found is not None and page.found.case.group == "waiting")
    press(qtbot, desk, Qt.Key.Key_1)
    assert page.chosen is None  # nothing can be decided before the package comes
    assert page.pane.bar.settle.isHidden()
    press(qtbot, desk, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: page.found is not None and page.found.case.group == "contested")
    found = page.found
    assert found is not None
    assert [one.person for one in found.deletions] == ["乙"]
    assert found.unseen
    assert page.pane.contested.isVisible()
    press(qtbot, desk, Qt.Key.Key_1, Qt.Key.Key_Return)  # keep the record
    with desk.workspace.reading() as session:
        assert not [one for one in contested(session) if one.subject == place]
    page.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    with desk.workspace.reading() as session:
        assert [one for one in contested(session) if one.subject == place]


def test_a_case_is_found_by_its_words_and_esc_goes_back_to_the_queue(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts")
    page = ready(qtbot, desk)
    every = open_cases(desk)
    last = every[-1]
    assert page.queue_head.search.isHidden()
    page.focus_search()  # the window binds Ctrl+F to it
    search = page.queue_head.search
    qtbot.waitUntil(search.hasFocus)
    search.setText(f"{last.code} {last.name}")
    qtbot.waitUntil(lambda: page.found is not None and page.found.case.key == last.key)
    search.setText(every[0].people[0])  # all of them: Enter goes on, round the end
    press(qtbot, desk, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.found is not None and page.found.case.key == every[0].key)
    assert open_cases(desk) == every  # Enter and digits decide nothing here
    search.clear()
    qtbot.keyClicks(search, "999")
    face = desk.shell.toasts.face
    assert face is not None
    assert face.accessibleName() == "No open conflict fits these words"
    press(qtbot, desk, Qt.Key.Key_Escape, Qt.Key.Key_Escape)  # the words, then the field
    assert search.isHidden()
    assert page.queue.hasFocus()


def test_the_merge_record_has_a_key_and_the_bar_has_room_in_a_low_window(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "conflicts", width=683, height=384)
    page = ready(qtbot, desk)
    assert desk.shell.keys.hint("conflict.print") == "Ctrl+P"
    for button in page.tools.buttons:
        assert button.width() >= button.minimumSizeHint().width()
        assert button.accessibleName()
        right = button.mapTo(desk.shell, button.rect().topRight()).x()
        assert right < desk.shell.width()
