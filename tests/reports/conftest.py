"""A small city written through the models, with derived rows as `inspection.derive` leaves them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from app.models import derived
from app.models.database import Database, create
from app.models.ids import finding_id, inspection_id, new_id, place_id
from app.models.log import Author, Draft, write

NOW = 1_722_300_000_000  # 2024-07-30 08:40 in Shanghai


@dataclass
class City:
    """Writes places, inspections and what was derived from them."""

    database: Database
    author: Author = field(default_factory=lambda: Author(new_id(), "王建军", 1))
    campaign: UUID = field(default_factory=new_id)

    def put(self, kind: str, subject: UUID, **fields: object) -> UUID:
        with self.database.sessions.begin() as session:
            drafts = [
                Draft(kind, subject, name, value)  # type: ignore[arg-type]
                for name, value in fields.items()
            ]
            write(session, self.author, drafts, now_ms=NOW)
        return subject

    def place(self, level: str, code: str, name: str, parent: UUID | None, **more: object) -> UUID:
        above = {"parent": str(parent)} if parent else {}
        return self.put(
            "place",
            place_id(self.campaign, code),
            campaign=str(self.campaign),
            level=level,
            code=code,
            name=name,
            **above,
            **more,
        )

    def visit(
        self,
        place: UUID,
        verdicts: dict[str, str],
        *,
        form: str = "housing",
        state: str = "done",
        why: dict[str, list[list[str]]] | None = None,
        **progress: object,
    ) -> UUID:
        key = inspection_id(place, form, "2024")
        self.put("inspection", key, place=str(place), form_id=form, round="2024", finished=True)
        finished = NOW if state == "done" else None
        with self.database.sessions.begin() as session:
            session.add(
                derived.Progress(
                    inspection=key, place=place, form_id=form, state=state, inspector="王建军",
                    started_at=NOW, finished_at=finished, **progress,
                )
            )  # fmt: skip
            for indicator, outcome in verdicts.items():
                reasons = (why or {}).get(indicator)
                session.add(
                    derived.Verdict(
                        inspection=key, indicator=indicator, place=place, form_id=form,
                        outcome=outcome, why=json.dumps(reasons) if reasons else None,
                    )
                )  # fmt: skip
        self.fresh()
        return key

    def finding(
        self, inspection: UUID, rule: str, title: str, indicator: str, **more: object
    ) -> UUID:
        key = finding_id(inspection, rule)
        item = rule.partition(".")[0]
        defaults = {
            "severity": "serious", "deadline": "limited", "difficulty": "low", "unit": "栋",
            "form_id": "housing", "question": f"/x/{item[3]}/{item.replace('-', '_')}",
        }  # fmt: skip
        with self.database.sessions.begin() as session:
            session.add(
                derived.Finding(
                    id=key, inspection=inspection, rule=rule, repeat="", item=item, title=title,
                    indicator=indicator, **{**defaults, **more},
                )
            )  # fmt: skip
        return key

    def fresh(self) -> None:
        """Say that all findings are up to date."""
        with self.database.sessions.begin() as session:
            session.query(derived.Stale).delete()


def make_empty(path: Path) -> City:
    """A campaign without places."""
    city = City(create(path))
    city.put(
        "campaign", city.campaign, name="2024 年城市体检", round="2024", city="中卫市",
        data_date="2023-12-31", zone="Asia/Shanghai",
    )  # fmt: skip
    return city


ALL_CLEAR = {f"H{number:02}": "clear" for number in range(1, 11)}


def make_city(path: Path) -> City:
    """Two communities; community 1 has two areas with 1—5号楼 and 10号楼, community 2 one building.

    甲小区 1号楼  H01 cracks (appraisal) and 砂浆 both; H03 two findings: counted once
    甲小区 2号楼  H03 one finding; H05 12 套
    甲小区 3号楼  H01 undecided (ZF-B12 判不了); H03 disputed only: undecided
    甲小区 4号楼  H03 finding dismissed by a person: back to clear
    甲小区 5号楼  unfinished, with a finding and a refusal
    乙小区 10号楼 H03 one finding; H05 3 套; a gap without a number is nowhere counted
    乙社区 1号楼  not started
    """
    empty = make_empty(path)
    one = empty.place("community", "01", "甲社区", None)
    two = empty.place("community", "02", "乙社区", None)
    first = empty.place("area", "01-01", "甲小区", one)
    second = empty.place("area", "01-02", "乙小区", one, temporary=True)
    houses = {
        number: empty.place(
            "building", f"01-01-{number:03}", f"{number}号楼", first,
            address="鼓楼西街 18 号", structure="masonry", built_year=1996, floors_above=6,
        )
        for number in range(1, 6)
    }  # fmt: skip
    ten = empty.place("building", "01-02-010", "10号楼", second)
    empty.place("building", "02-01-001", "1号楼", empty.place("area", "02-01", "丁小区", two))

    visit = empty.visit(houses[1], {**ALL_CLEAR, "H01": "problem", "H03": "problem"})
    empty.finding(
        visit, "ZF-B01.1", "混凝土承重构件开裂", "H01", severity="critical", difficulty="high",
        appraisal=True, suspected=True, location="2单元3层，电话13812341234",
    )  # fmt: skip
    empty.finding(visit, "ZF-B03.1", "砌体风化", "H01", appraisal=True, suspected=True)
    empty.finding(visit, "ZF-D01.1", "踏步缺损", "H03")
    empty.finding(visit, "ZF-D03.1", "照明损坏", "H03", severity="minor", deadline="best_effort")
    empty.put(
        "photo", new_id(), inspection=str(visit), question="/x/B/ZF_B01_photo1", sha256="a" * 64
    )
    empty.put(
        "photo", new_id(), inspection=str(visit), question="/x/B/ZF_B01_photo2", sha256="b" * 64
    )

    visit = empty.visit(houses[2], {**ALL_CLEAR, "H03": "problem", "H05": "problem"})
    empty.finding(visit, "ZF-D01.1", "踏步缺损", "H03")
    empty.finding(visit, "ZF-F01.1", "非成套住宅", "H05", quantity="12", unit="套")

    visit = empty.visit(
        houses[3], {**ALL_CLEAR, "H01": "undecided", "H03": "undecided", "H08": "not_applicable"},
        why={"H01": [["ZF-B12", "undecidable"]], "H03": [["ZF-D01", "disputed"]]},
        undecidable=1, conflicts=1,
    )  # fmt: skip
    empty.finding(visit, "ZF-D01.1", "踏步缺损", "H03", disputed=True)

    visit = empty.visit(houses[4], {**ALL_CLEAR, "H03": "problem"})
    wrong = empty.finding(visit, "ZF-D02.1", "扶手松动", "H03")
    empty.put("judgement", wrong, verdict="dismissed", note="已修好")

    visit = empty.visit(
        houses[5], dict.fromkeys(ALL_CLEAR, "unfinished"), state="incomplete", answered=70,
        relevant=79, missing_answers=3, missing_photos=2, not_reached=4, outcome="refused",
    )  # fmt: skip
    empty.finding(visit, "ZF-D01.1", "踏步缺损", "H03")

    visit = empty.visit(ten, {**ALL_CLEAR, "H03": "problem", "H05": "problem"})
    empty.finding(visit, "ZF-D01.1", "踏步缺损", "H03")
    empty.finding(visit, "ZF-F01.1", "非成套住宅", "H05", quantity="3", unit="套")
    empty.fresh()
    return empty


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[City]:
    city = make_empty(tmp_path / "city.sqlite")
    yield city
    city.database.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    city = make_city(tmp_path / "city.sqlite")
    yield city
    city.database.close()
