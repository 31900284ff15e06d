"""An inspection as an ODK submission: XML as Collect writes it, its files, and our own beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sqlalchemy import select

from app.errors import AppError
from app.forms import markup
from app.forms.definition import bare
from app.forms.tree import Node
from app.i18n import N_
from app.inspection.answers import Stored, answers_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.load import instance_of, is_kept, who_and_when
from app.inspection.submission.digest import digest_of
from app.inspection.submission.extra import Extra
from app.inspection.submission.meta import fill_meta
from app.inspection.submission.store import current
from app.models import media
from app.models.tables import Inspection, Photo, Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Instance
    from app.models.log import Json
    from app.workspace import Workspace


@dataclass
class Rendered:
    """One submission, ready to be written.

    Attributes:
        form: Its form version.
        instance_id: Its id.
        deprecated_id: What it is a later edition of; empty for a first one.
        said: What the log is to know of it; None when it was written as the same before.
        xml: The submission.
        extra: Our own file.
        files: Names of its files, each ``<sha256>.<extension>``.
        withheld: How many sensitive answers were left out.
    """

    form: Definition
    instance_id: str
    deprecated_id: str
    said: dict[str, Json] | None
    xml: str
    extra: Extra
    files: list[str] = field(default_factory=list)
    withheld: int = 0


def render(
    workspace: Workspace, session: Session, inspection: UUID, *, sensitive: bool, person: str = ""
) -> Rendered:
    """Write an inspection as a submission.

    Args:
        workspace: Where it is.
        session: A session.
        inspection: Its id.
        sensitive: Also answers of sensitive questions; False: they are left out.
        person: Name for the form's ``username``, unless the submission came with one.

    Raises:
        AppError: It is not complete yet, or its form is not here.
    """
    row = session.get(Inspection, inspection)
    if row is None or row.place is None or row.form_hash is None:
        raise AppError(N_("This inspection is not complete yet: a package is still missing."))
    form = definition(workspace, row.form_hash)
    stored = answers_of(session, inspection)
    facts = who_and_when(session, inspection)
    instance = instance_of(form, stored, photos_by_question(session, inspection), facts)
    extra = Extra(form_hash=row.form_hash, round=row.round or "", finished=bool(row.finished))
    place = session.get(Place, row.place)
    extra.place = {"id": str(row.place)}
    if place is not None:
        extra.place |= {"code": place.code or "", "name": place.name or ""}
    hidden = () if sensitive else tuple(one.path for one in form.questions() if one.sensitive)
    root = markup.parse(instance.to_xml(), keep_space=False).root
    extra.withheld = [path for path in hidden if any(_blanked(root, path))]
    _explain(instance, stored, extra, hidden)
    more = _more(session, inspection, instance, extra, hidden)
    digest = digest_of(instance, more)
    before, known = current(session, inspection)
    same = bool(before) and known.get("digest") == digest
    instance_id = before if same else f"uuid:{uuid5(inspection, digest)}"
    deprecated = str(known.get("prior") or "") if same else before
    said: dict[str, Json] = {"digest": digest}
    if deprecated:
        said["prior"] = deprecated
    if extra.repeats:
        said["repeats"] = dict(extra.repeats)
    if extra.withheld:
        said["withheld"] = list(extra.withheld)
    meta = known.get("meta")
    fill_meta(
        session, inspection, form, root, meta if isinstance(meta, dict) else {}, same,
        instance_id, deprecated, person or facts.get("inspection.inspector", ""),
        workspace.device.hex,
    )  # fmt: skip
    names = [
        one.kept
        for one in instance.fields()
        if one.relevant and one.kept and one.question is not None
        and one.question.kind in media.QUESTIONS and one.spec.path not in hidden
    ]  # fmt: skip
    files = list(dict.fromkeys([*names, *(name for _question, name in more)]))
    return Rendered(
        form, instance_id, deprecated, None if same else said,
        markup.serialise(root, declaration=True), extra, files, len(extra.withheld),
    )  # fmt: skip


def _blanked(root: Node, path: str) -> Iterator[bool]:
    """Empty the nodes of a question; yields once for each that held something."""
    names = [step.rpartition(":")[2] for step in path.strip("/").split("/")[1:]]
    for node in root.descend(names):
        if node.text:
            node.text = ""
            yield True


def _explain(
    instance: Instance, stored: dict[str, Stored], extra: Extra, hidden: tuple[str, ...]
) -> None:
    """Note what the XML does not say: provenance, reasons, keys, answers not asked at present."""
    places: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in instance.fields():
        spec = one.spec
        if spec.is_repeat and one.relevant:
            base = f"{_placed(one.path, places)}/{spec.path.rpartition('/')[2]}"
            counts[base] = counts.get(base, 0) + 1
            places[one.path] = f"{base}[{counts[base]}]"
            extra.repeats[places[one.path]] = one.key
            extra.order[one.path] = f"{one.ordinal:g}"
        answer = stored.get(one.path)
        if answer is None or answer.value is None or spec.path in hidden or spec.is_repeat:
            continue
        if not is_kept(one, by_hand=True):
            continue
        said = {"basis": answer.basis, "from": answer.source}
        if one.reason:
            said["reason"] = one.reason
        elif not one.relevant and one.kept:
            said["answer"] = one.kept
        said = {name: text for name, text in said.items() if text}
        if said:
            extra.answers[one.path] = said


def _placed(path: str, places: dict[str, str]) -> str:
    """Return the path above an instance with positions instead of keys."""
    above = path.rpartition("/")[0]
    rest = ""
    while above and above not in places:
        above, _slash, name = above.rpartition("/")
        rest = f"/{name}{rest}"
    return places.get(above, "") + rest


def _more(
    session: Session,
    inspection: UUID,
    instance: Instance,
    extra: Extra,
    hidden: tuple[str, ...],
) -> list[tuple[str, str]]:
    """Note photos, and return question and name of those that are no answer of the XML."""
    shown = {
        (one.path, one.kept)
        for one in instance.fields()
        if one.relevant and one.question is not None and one.question.kind in media.QUESTIONS
    }
    query = (
        select(Photo)
        .where(Photo.inspection == inspection, Photo.deleted.is_(False), Photo.sha256.is_not(None))
        .order_by(Photo.position, Photo.id)
    )
    more: list[tuple[str, str]] = []
    for row in session.scalars(query):
        if bare(row.question or "") in hidden:
            continue
        name = f"{row.sha256}.{row.extension}"
        photo = {
            "file": name,
            "question": row.question or "",
            "caption": row.caption or "",
        }
        if (row.question or "", name) in shown:
            if row.caption:
                extra.photos.append(photo)
            continue
        extra.photos.append(photo)
        more.append((row.question or "", name))
    return more
