"""An entry of a repeat that only some records of a building have, as two sides to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.i18n import _
from app.inspection.answers import answers_of
from app.inspection.conflict.entries import copies, removals
from app.inspection.conflict.side import Detail, Side
from app.inspection.field_words import FieldWords
from app.inspection.whereabouts import describe_subject
from app.models.derived import Progress
from app.models.log import history

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from app.inspection.conflict.case import Case
    from app.inspection.conflict.entries import Entry
    from app.models.log import HistoryRow
    from app.workspace import Workspace

HAS, LACKS = "has", "lacks"


def entry_detail(workspace: Workspace, session: Session, case: Case) -> Detail:
    """Read one entry: the record that has it says what it says, the other that there is none."""
    found = case.entry
    assert found is not None
    entry = found.entry
    steps = [one for one in history(session, entry.record, entry.first) if one.head]
    shown = next((one for one in steps if one.shown), None)
    has = _side(session, "A", HAS, entry.record, shown)
    lacks = _side(session, "B", LACKS, found.lacking[0], None)
    sides = (
        replace(
            has,
            words=_content(workspace, session, entry),
            value=shown.value if shown is not None else None,
            companions=copies(session, found),
            heads=case.heads,
        ),
        replace(lacks, words=_("no such entry"), companions=removals(session, found.having)),
    )
    return Detail(
        case=case, base=None, sides=sides, differs=(), options=(), kind="", both=False, unit="",
        photos=(),
    )  # fmt: skip


def _content(workspace: Workspace, session: Session, entry: Entry) -> str:
    words, own = FieldWords(workspace, session), answers_of(session, entry.record)
    told = []
    for below in sorted(entry.said):
        path = entry.path + below
        value = own[path].value
        plain = {name: value[name] for name in ("answer", "reason") if name in value}
        name = words.field("inspection", entry.record, path)
        told.append(f"{name}：{words.value('inspection', entry.record, path, plain)}")
    return "；".join(told)


def _side(session: Session, letter: str, code: str, record: UUID, step: HistoryRow | None) -> Side:
    row = session.execute(
        select(Progress.inspector, Progress.finished_at).where(Progress.inspection == record)
    ).first()
    where = describe_subject(session, "inspection", record).rpartition(" · ")[2]
    if step is not None:
        return Side(
            letter, step.value, code, "", "", "", step.person, step.device, where, step.batch,
            step.time,
        )  # fmt: skip
    person = (row.inspector or "") if row is not None else ""
    at = (row.finished_at or 0) if row is not None else 0
    return Side(letter, None, code, "", "", "", person, record, where, 0, at)
