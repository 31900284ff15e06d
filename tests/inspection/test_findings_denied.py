"""A false alarm that somebody denies is open in the findings room, not dismissed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.inspection.derive import derive
from app.inspection.findings_load import load_findings
from app.models.derived import Finding
from app.models.log import Draft, write
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, foreign, make


def standings(hub: Workspace) -> list[str]:
    derive(hub)
    with hub.reading() as session:
        table = load_findings(session)
        column = table.columns["standing"]
        return [column.values[code] for code in column.codes]


def test_a_dismissal_that_another_person_denies_reads_as_a_conflict(tmp_path: Path) -> None:
    with make(tmp_path / "hub", "审") as hub:
        begin(hub, "1号楼", **ORDINARY | {"B02": "present"}).finish()
        assert standings(hub) == ["suspected"]
        with hub.sessions.begin() as session:
            found = session.scalars(select(Finding.id)).one()
            drafts = [Draft("judgement", found, "verdict", "dismissed")]
            write(session, hub.writer(session), drafts)
        assert standings(hub) == ["dismissed"]
        foreign(hub, found, "verdict", "confirmed", kind="judgement", early=True)
        assert standings(hub) == ["conflict"]
