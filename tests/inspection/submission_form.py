"""A form with every shape that a submission may have, and answers to it by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from app.inspection.checklists import register_bytes
from app.models.log import Draft, write
from app.workspace import Workspace
from tests.faults.small import CAMPAIGN, INFO, place
from tests.forms.made import workbook

HEADER = (
    "type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "calculation",
    "bind::cj:roster", "bind::cj:sensitive",
)  # fmt: skip
SURVEY: tuple[Sequence[str], ...] = (
    ("start", "start"),
    ("end", "end"),
    ("deviceid", "deviceid"),
    ("text", "code", "编号", "Building code", "", "", "code"),
    ("begin_group", "g", "基本", "Basics"),
    ("integer", "n", "层数", "Floors"),
    ("decimal", "d", "面积", "Area"),
    ("date", "day", "日期", "Day"),
    ("time", "clock", "时刻", "Clock"),
    ("dateTime", "moment", "时间", "Moment"),
    ("select_one colours", "colour", "颜色", "Colour"),
    ("select_one reasons", "colour_reason", "为何不知", "Why not", "${colour} = ''"),
    ("select_multiple colours", "tags", "所见颜色", "Colours seen"),
    ("rank colours", "order", "次序", "Order"),
    ("geopoint", "spot", "位置", "Spot"),
    ("geotrace", "way", "路线", "Way"),
    ("text", "words", "说明", "Words"),
    ("image", "pic", "照片", "Picture"),
    ("file", "doc", "文件", "Paper"),
    ("text", "secret", "电话", "Telephone", "", "", "", "yes"),
    ("end_group",),
    ("text", "reds", "红在何处", "Where red", "${colour} = 'red'"),
    ("begin_repeat", "room", "房间", "Room"),
    ("text", "called", "房间名", "Name of the room"),
    ("select_multiple colours", "walls", "墙色", "Walls"),
    ("begin_group", "inner", "内部", "Inside"),
    ("integer", "size", "大小", "Size"),
    ("begin_repeat", "shelf", "架子", "Shelf"),
    ("text", "holds", "放什么", "What it holds"),
    ("decimal", "width", "宽", "Width"),
    ("end_repeat",),
    ("end_group",),
    ("image", "shot", "房间照片", "Shot"),
    ("end_repeat",),
    ("calculate", "total", "", "", "", "sum(${size})"),
)
COLOURS = {
    "red": ("红色", "Deep red"),
    "blue": ("天 蓝", "Sky blue"),
    "sky": ("天", "Sky"),
    "green": ("绿", "Green"),
}
REASONS = {
    "undecidable": ("判不了", "Undecidable"),
    "not_applicable": ("不适用", "Not applicable"),
    "not_reached": ("未查到", "Not reached"),
}


@cache
def form(version: str = "1", extra: tuple[Sequence[str], ...] = (), key: str = "") -> bytes:
    """Return the workbook."""
    choices = [("list_name", "name", "label::中文 (zh)", "label::English (en)")]
    for name, listed in (("colours", COLOURS), ("reasons", REASONS)):
        choices += [(name, value, *labels) for value, labels in listed.items()]
    settings = (
        ("form_id", "name", "version", "form_title", "namespaces", "public_key"),
        ("housing", "housing", version, "housing", 'cj="https://chengjian.org/xforms"', key),
    )
    return workbook([HEADER, *SURVEY, *extra], choices, (), settings)


def made(root: Path, person: str, buildings: int = 6, *, data: bytes | None = None) -> Workspace:
    """Make a workspace with the form and buildings ``1`` to ``n``."""
    workspace = Workspace.create(root, person=person, device_name=root.name, campaign=INFO)
    register_bytes(workspace, data or form())
    with workspace.sessions.begin() as session:
        drafts = [
            Draft("place", place(str(number)), name, value)
            for number in range(1, buildings + 1)
            for name, value in {
                "campaign": str(CAMPAIGN),
                "level": "building",
                "code": f"长安/{number}",
                "name": f"{number}号楼",
            }.items()
        ]
        write(session, workspace.writer(session), drafts, now_ms=1_790_000_000_000)
    return workspace


@dataclass
class Filled:
    """One inspection by hand: answers by path, ordinals by instance, files by path."""

    number: int
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


def put(workspace: Workspace, inspection: UUID, filled: Filled, form_hash: str) -> None:
    """Store an inspection as the recorder does."""
    facts: dict[str, Any] = {
        "place": str(place(str(filled.number))),
        "form_id": "housing",
        "form_hash": form_hash,
        "round": "2026",
        "finished": True,
    }
    drafts = [Draft("inspection", inspection, *item) for item in facts.items()]
    drafts += [Draft("inspection", inspection, path, dict(v)) for path, v in filled.answers.items()]
    for number, (path, data) in enumerate(filled.files.items(), 1):
        digest = hashlib.sha256(data).hexdigest()
        extension = "jpg" if data.startswith(b"\xff\xd8") else "txt"
        target = workspace.photo_file(digest, extension)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        photo = UUID(int=inspection.int ^ number)
        row = {
            "inspection": str(inspection), "question": path, "sha256": digest,
            "extension": extension, "size": len(data), "position": number * 1024,
        }  # fmt: skip
        drafts += [Draft("photo", photo, *item) for item in row.items()]
    with workspace.sessions.begin() as session:
        write(session, workspace.writer(session), drafts)


__all__ = ["COLOURS", "REASONS", "Filled", "form", "made", "put"]
