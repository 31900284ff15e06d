"""Metadata of a submission: who, when, on which device, under which id."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.forms.source import OPENROSA
from app.forms.tree import ELEMENT, Node
from app.models.tables import Change

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import Json

_ZONE = ZoneInfo("Asia/Shanghai")


def fill_meta(
    session: Session,
    inspection: UUID,
    form: Definition,
    root: Node,
    known: dict[str, Json],
    same: bool,
    instance_id: str,
    deprecated: str,
    person: str,
    device: str,
) -> None:
    """Set instanceID, deprecatedID and the preloads: as they came, else from the log."""
    first, last = session.execute(
        select(func.min(Change.time), func.max(Change.time)).where(
            Change.subject == inspection, Change.field >= "/", Change.field < "0"
        )
    ).one()
    begun, ended = _moment(first or 0), _moment(last or 0)
    texts = {
        ("timestamp", "start"): begun.isoformat(timespec="milliseconds"),
        ("timestamp", "end"): ended.isoformat(timespec="milliseconds"),
        ("date", "today"): begun.date().isoformat(),
        ("property", "deviceid"): f"chengjian:{device}",
        ("property", "username"): person,
    }
    for spec in form.schema.specs:
        if not spec.preload[0] or spec.repeats:
            continue
        text = texts.get(spec.preload, "")
        came = known.get(spec.path)
        if isinstance(came, str) and (same or spec.preload != ("timestamp", "end")):
            text = came
        nodes = root.descend(
            [step.rpartition(":")[2] for step in spec.key.strip("/").split("/")[1:]]
        )
        if text and nodes and spec.name != "instanceID":
            nodes[0].text = text
    meta = root.child("meta") or root.append(Node(ELEMENT, "meta", OPENROSA, "orx"))
    for path, value in known.items():
        name = path.rpartition("/")[2]
        if path == f"/{root.name}/meta/{name}" and isinstance(value, str):
            node = meta.child(name)
            if node is not None and not node.text:
                node.text = value
    for name, text in (("instanceID", instance_id), ("deprecatedID", deprecated)):
        node = meta.child(name)
        if node is None and text:
            node = meta.append(Node(ELEMENT, name, meta.ns, meta.prefix))
        if node is not None:
            node.text = text


def _moment(time_ms: int) -> datetime:
    return datetime.fromtimestamp(time_ms / 1000, UTC).astimezone(_ZONE)
