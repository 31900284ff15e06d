"""Which device a workspace is: moved, copied and restored workspaces are told apart.

Running numbers of packages must never be used twice. So a workspace that was copied, or put back
from a backup, goes on under a new identity that names the old one (device.replaces). Three things
are compared when it is opened for writing: the machine and the folder it was last opened in, kept
in the database, and a note in the user's own folder of how far this device had come.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.models.clock import wall_ms
from app.models.derived import Device, PackageOut
from app.models.log import open_batch
from app.models.raw import raw
from app.models.voices import inherit
from app.paths import user_data

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SAME, MOVED, COPIED, RESTORED = "same", "moved", "copied", "restored"


@dataclass(frozen=True)
class Recognition:
    """What became of a workspace since it was last open.

    Attributes:
        kind: ``same``; ``moved`` (same identity, another folder); ``copied`` or ``restored`` (a new
            identity).
        device: Identity in use from now on.
        replaced: The identity before, when it is new.
    """

    kind: str
    device: UUID
    replaced: UUID | None = None


def current(session: Session) -> Device | None:
    """Return the identity in use: the one that no other replaces."""
    rows = list(session.scalars(select(Device).order_by(Device.created_at, Device.id)))
    replaced = {row.replaces for row in rows}
    left = [row for row in rows if row.id not in replaced]
    return left[-1] if left else None


def first_number(session: Session) -> int:
    """Return the first package number that belongs to the identity in use."""
    row = current(session)
    return int(_marker(row).get("base", 0)) + 1 if row is not None else 1


def born(session: Session, root: Path, name: str, replaces: UUID | None = None) -> UUID:
    """Give a workspace a new identity; its batches begin at 1, its packages where others end."""
    device = uuid4()  # random from the first digit: its first eight name this laptop's packages
    base = session.scalar(select(func.max(PackageOut.number))) or 0
    session.add(
        Device(
            id=device,
            name=name or platform.node(),
            marker=_written({**_here(root), "base": base, "opened": 1}),
            replaces=replaces,
            created_at=wall_ms(),
        )
    )
    session.flush()
    if replaces is not None:
        inherit(raw(session), replaces.bytes, device.bytes)
    open_batch(session, device)
    return device


def recognise(session: Session, root: Path) -> Recognition | None:
    """Compare a workspace with where it was last open, and give it the identity it must have.

    Args:
        session: A writing session; the caller commits and then calls `note`.
        root: The folder it is opened in.

    Returns:
        What it is; None when there is no identity at all (a damaged database).
    """
    row = current(session)
    if row is None:
        return None
    marker, here = _marker(row), _here(root)
    kind = _kind(session, row, marker, here)
    if kind in (COPIED, RESTORED):
        return Recognition(kind, born(session, root, row.name, row.id), row.id)
    opened = int(marker.get("opened", 0)) + 1
    row.marker = _written({**marker, **here, "opened": opened})
    session.flush()
    return Recognition(kind, row.id)


def mark_restored(session: Session) -> None:
    """Note in a database that was put back that its identity may not be used again."""
    row = current(session)
    if row is not None:
        row.marker = _written({**_marker(row), "restored": True})


def note(session: Session) -> None:
    """Keep how far this device has come, outside the workspace: a restored one falls behind it.

    A user folder that cannot be written costs this one protection and nothing else.
    """
    row = current(session)
    if row is None:
        return
    told = {
        "opened": int(_marker(row).get("opened", 0)),
        "packages": session.scalar(select(func.max(PackageOut.number))) or 0,
        "folder": _marker(row).get("folder", ""),
    }
    file = _note_file(row.id)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        draft.replace(file)


def _kind(session: Session, row: Device, marker: dict[str, Any], here: dict[str, str]) -> str:
    if marker.get("restored"):
        return RESTORED
    told = _note(row.id)
    packages = session.scalar(select(func.max(PackageOut.number))) or 0
    behind = int(marker.get("opened", 0)) < told.get("opened", 0)
    if packages < told.get("packages", 0) or behind:
        return RESTORED if marker.get("folder") == here["folder"] else COPIED
    known = marker.get("id") or ""
    if known != here["id"] if known else marker.get("machine") != here["machine"]:
        return COPIED
    if marker.get("folder") == here["folder"]:
        return SAME
    # The old folder still holds a workspace of the same name: this one is the copy.
    return COPIED if _still_there(str(marker.get("folder", ""))) else MOVED


def _still_there(folder: str) -> bool:
    try:
        return bool(folder) and (Path(folder) / "chengjian.sqlite").exists()
    except OSError:  # a drive that does not answer may come back: better a new identity than two
        return True


def _here(root: Path) -> dict[str, str]:
    return {"machine": platform.node(), "id": machine_id(), "folder": str(root)}


def machine_id() -> str:
    """Return a digest that is the same on one installed system; empty where none is offered."""
    raw = ""
    if sys.platform == "win32":
        import winreg

        with (
            suppress(OSError),
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key,
        ):
            raw = str(winreg.QueryValueEx(key, "MachineGuid")[0])
    else:
        with suppress(OSError):
            raw = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    # The system asks not to pass its number on as it is.
    return hashlib.sha256(f"chengjian {raw}".encode()).hexdigest()[:16] if raw else ""


def _marker(row: Device) -> dict[str, Any]:
    try:
        found = json.loads(row.marker)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _written(marker: dict[str, Any]) -> str:
    return json.dumps(marker, ensure_ascii=False)


def _note_file(device: UUID) -> Path:
    return user_data() / "devices" / f"{device.hex}.json"


def _note(device: UUID) -> dict[str, int]:
    try:
        found = json.loads(_note_file(device).read_text(encoding="utf-8"))
        return {name: int(found[name]) for name in ("opened", "packages")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
