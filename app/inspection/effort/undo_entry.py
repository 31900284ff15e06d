"""What stands in the journal, in words: what was done, where, to which question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import N_, _
from app.models.derived import ActRow, Finding
from app.models.reversal import Touched, steps_of
from app.models.tables import Earlier, Inspection, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORDS = {
    "answer": N_("answer given"),
    "reason": N_("reason for no answer"),
    "basis": N_("how it is known"),
    "looked": N_("copied answers looked at"),
    "repeat_add": N_("entry added"),
    "repeat_remove": N_("entry removed"),
    "finish": N_("finished"),
    "aside": N_("left for later"),
    "reopen": N_("reopened"),
    "discard": N_("inspection removed"),
    "photo_add": N_("photo added"),
    "photo_remove": N_("photo removed"),
    "photo_restore": N_("photo brought back"),
    "photo_change": N_("photo changed"),
    "photo_attach": N_("file attached"),
    "photo_detach": N_("file removed"),
    "signature": N_("signature"),
    "photo_order": N_("photos put in order"),
    "bulk": N_("answer for several buildings"),
    "copy": N_("copied from a neighbour"),
    "statement": N_("part closed by a statement"),
    "place_add": N_("place added"),
    "place_change": N_("place corrected"),
    "place_remove": N_("place removed"),
    "place_restore": N_("place brought back"),
    "place_join": N_("places joined"),
    "place_part": N_("places parted"),
    "judgement": N_("judgement"),
    "recall": N_("earlier problem looked at again"),
    "remark": N_("remark"),
    "review": N_("review"),
    "visit": N_("outcome of the visit"),
}
"""Kinds of act and what they are called."""
_COMPANION = re.compile(r"_(photo\d*|where|reason)$")


@dataclass(frozen=True)
class Entry:
    """An act in the journal.

    Attributes:
        n: Its number; later acts have greater ones.
        what: Kind, a word of `WORDS`.
        place: Where it was done, None when that is gone or it was nowhere.
        places: How many places it touched.
        inspection: Of the first place.
        path: The question, empty when it was about none.
        person: Who did it.
        at: When, UTC milliseconds.
        words: A sentence part such as ``6号楼 ZF-B03：答案``.
    """

    n: int
    what: str
    place: UUID | None
    places: int
    inspection: UUID | None
    path: str
    person: str
    at: int
    words: str


def entry_of(session: Session, row: ActRow) -> Entry:
    """Describe an act by what it changed."""
    # One field of each record says where it was: a bulk act has many.
    every = list(steps_of(session, row.n))
    steps = list({(one.kind, one.subject): one for one in reversed(every)}.values())[::-1]
    inspections = [inspection_of(session, one) for one in steps]
    places = list(
        dict.fromkeys(
            place
            for one, inspection in zip(steps, inspections, strict=True)
            if (place := _place(session, one, inspection)) is not None
        )
    )
    path = row.path or next((one.field for one in every if one.field.startswith("/")), "")
    path = path or next((found for one in steps if (found := _question(session, one))), "")
    first = places[0] if places else None
    return Entry(
        row.n,
        row.what,
        first,
        len(places),
        next((one for one in inspections if one is not None), None),
        path,
        row.person,
        row.at,
        _about(session, row.what, first, len(places), path),
    )


def _about(session: Session, what: str, place: UUID | None, places: int, path: str) -> str:
    row = session.get(Place, place) if place else None
    where = (row.name or row.code or "") if row else ""
    if places > 1:
        where = _("{count} places").format(count=places)
    name = _COMPANION.sub("", path.rpartition("/")[2])
    # An entry of a repeat has a key and no code; nor does what no question asks for.
    code = "" if name.endswith("]") or name == "signature" else name.replace("_", "-")
    told = _(WORDS.get(what, what))
    parts = [part for part in (where, code) if part]
    return _("{where}: {what}").format(where=" ".join(parts), what=told) if parts else told


def inspection_of(session: Session, one: Touched) -> UUID | None:
    """Return the inspection that a field belongs to, None when it belongs to none."""
    if one.kind in ("inspection", "review"):
        return one.subject
    if one.kind == "photo":
        photo = session.get(Photo, one.subject)
        return photo.inspection if photo else None
    if one.kind == "judgement":
        finding = session.get(Finding, one.subject)
        return finding.inspection if finding else None
    return None


def _question(session: Session, one: Touched) -> str:
    photo = session.get(Photo, one.subject) if one.kind == "photo" else None
    return (photo.question if photo else None) or ""


def _place(session: Session, one: Touched, inspection: UUID | None) -> UUID | None:
    if one.kind == "place":
        return one.subject
    if one.kind == "earlier":
        earlier = session.get(Earlier, one.subject)
        return earlier.place if earlier else None
    row = session.get(Inspection, inspection) if inspection else None
    return row.place if row else None
