"""What no package carries yet, as the status bar says it; also of a workspace that was restored."""

from __future__ import annotations

from pathlib import Path

from app.backup import make as back_up
from app.backup_restore import restore
from app.inspection.custody import custody
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, fill, make, send


def test_work_of_before_a_restore_still_waits_for_a_package(tmp_path: Path) -> None:
    with make(tmp_path / "w", "甲") as laptop:
        fill(begin(laptop, "1号楼", **ORDINARY))
        with laptop.reading() as session:
            before = custody(session)
        kept = back_up(laptop)
        device = laptop.device
    restore(tmp_path / "w", kept.path)
    with Workspace.open(tmp_path / "w", person="甲") as back:
        assert back.device != device
        with back.reading() as session:
            assert custody(session) == before
        assert before.places == 1
        send(back, tmp_path / "stick")
        with back.reading() as session:
            assert (custody(session).places, custody(session).changes) == (0, 0)
        fill(begin(back, "2号楼", **ORDINARY))
        with back.reading() as session:
            assert custody(session).places == 1
