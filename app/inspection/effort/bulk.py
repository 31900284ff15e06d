"""One answer for several buildings: looked at first, then written in one transaction, undoable.

What somebody has answered is left alone unless asked for. A question that a rule rests on may only
be answered like this where the campaign allows a statement: 无 for twenty buildings is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_, _
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.checklists import definition, newest
from app.inspection.effort.allowance import allowance
from app.inspection.effort.prefill import prefilled
from app.inspection.load import instance_of
from app.inspection.provenance import BULK
from app.inspection.visit import Basis, Visit
from app.models.acts import Act, acting
from app.models.ids import inspection_id
from app.models.log import Draft, write
from app.models.tables import Campaign, Inspection, Place
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.workspace import Workspace

SET, SAME, ANSWERED, NOT_ASKED, INVALID, DISPUTED = (
    "set",
    "same",
    "answered",
    "not_asked",
    "invalid",
    "disputed",
)


@dataclass(frozen=True)
class BulkLine:
    """What would become of one building.

    Attributes:
        state: ``set``: it has no answer; ``answered``: it has another one; ``same``: it has this
            one; ``not_asked``: the question is not there; ``invalid``: the form does not take the
            answer; ``disputed``: people disagree.
        before: The answer or reason that stands.
        reopens: It is finished, and would be reopened.
    """

    place: UUID
    name: str
    state: str
    before: str
    reopens: bool


def preview_bulk(
    workspace: Workspace,
    places: Sequence[UUID],
    path: str,
    text: str,
    *,
    progress: Progress = silent,
) -> list[BulkLine]:
    """Say what one answer would do to each building; nothing is changed.

    Raises:
        AppError: A building is gone, or the question may not be answered like this.
    """
    lines = []
    with workspace.reading() as session:
        for number, place in enumerate(places):
            progress(number, len(places), _("Looking at the buildings"))
            lines.append(_line(workspace, session, place, path, text))
    progress(len(places), len(places), _("Looking at the buildings"))
    return lines


def set_bulk(
    workspace: Workspace,
    places: Sequence[UUID],
    path: str,
    text: str,
    basis: Basis | None = None,
    *,
    person: str = "",
    overwrite: bool = False,
    now_ms: int | None = None,
    progress: Progress = silent,
) -> list[BulkLine]:
    """Give one answer to several buildings, as one act in one transaction.

    A building that nobody has begun is begun, as if it had been opened. Each answer carries
    ``bulk`` as where it comes from, unless the basis names somebody.

    Args:
        workspace: Where they are.
        places: The buildings.
        path: The question, outside repeats.
        text: The answer.
        basis: How it is known; None: as the question says.
        person: Who answers.
        overwrite: Replace other answers, too.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per building; cancelling answers none.

    Returns:
        The lines of the preview, of the moment before; those ``set``, and ``answered`` if
        ``overwrite``, were written.

    Raises:
        AppError: As `preview_bulk`, or the workspace cannot be written; nothing was answered.
    """
    lines = preview_bulk(workspace, places, path, text)
    wanted = {SET, ANSWERED} if overwrite else {SET}
    todo = [line.place for line in lines if line.state in wanted]
    drafts: list[Draft] = []
    given = Basis(basis.how if basis else "", (basis.whose if basis else "") or BULK)
    act = Act("bulk", path)
    for number, place in enumerate(todo):
        progress(number, len(todo), _("Answering"))
        visit = Visit.begin(workspace, place, person=person, now_ms=now_ms)
        with visit.together(act) as gathered:
            visit.answer(path, text, given, now_ms=now_ms)
            drafts += gathered
            gathered.clear()  # written with those of the other buildings
    with acting(act), workspace.sessions.begin() as session:
        write(session, workspace.writer(session, person), drafts, now_ms=now_ms)
    progress(len(todo), len(todo), _("Answering"))
    return lines


def _line(workspace: Workspace, session: Session, place: UUID, path: str, text: str) -> BulkLine:
    row = session.get(Place, place)
    if row is None or row.deleted:
        raise AppError(N_("This place is not in the roster any more."))
    form, inspection, stored = _state(workspace, session, row)
    question = form.question(path)
    if question is None or "[" in path or form.schema.find(path) is None:
        raise AppError(N_("{question} cannot be answered for several buildings"), question=path)
    if any(rule.path == path for rule in form.rules) and not allowance(session).may_state(question):
        raise AppError(
            N_("{question} is judged building by building: this campaign allows no other way"),
            question=question.code,
        )
    found = session.get(Inspection, inspection)
    instance = instance_of(form, stored, photos_by_question(session, inspection), {})
    field = instance.node(path)
    answer = stored.get(path)
    before = field.value or field.reason
    if answer is not None and (answer.conflict or answer.waiting):
        state = DISPUTED
    elif not field.relevant or field.readonly:
        state = NOT_ASKED
    elif field.value == text:
        state = SAME
    else:
        state = ANSWERED if before else SET
        instance.set(path, text)
        if not instance.node(path).valid or instance.node(path).value != text:
            state = INVALID
    return BulkLine(
        place, row.name or row.code or "", state, before, bool(found and found.finished)
    )


def _state(
    workspace: Workspace, session: Session, place: Place
) -> tuple[Definition, UUID, dict[str, Stored]]:
    """Return form, inspection and answers of a place, as they would be if it were opened."""
    round_ = session.scalar(select(Campaign.round).where(Campaign.id == place.campaign)) or ""
    latest = newest(session, place.level or "")
    inspection = inspection_id(place.id, latest.form_id, round_)
    known = session.get(Inspection, inspection)
    if known is not None and known.form_hash:
        return definition(workspace, known.form_hash), inspection, answers_of(session, inspection)
    form = definition(workspace, latest.hash)
    return (
        form,
        inspection,
        {path: Stored(value) for path, value in prefilled(session, form, place.id).items()},
    )
