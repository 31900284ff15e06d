"""Commands that save effort, on the sample city, as a script uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.cli import main
from app.commands.script import Player, read_script
from app.inspection.derive import derive
from app.inspection.outcomes import record_outcome
from app.inspection.setup import make_sample
from app.inspection.visit import Visit
from app.models.log import Draft, write
from app.models.tables import Campaign, Place
from app.paths import resource
from app.workspace import Workspace


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The sample city with one building finished; names of three buildings of its area."""
    root = tmp_path_factory.mktemp("city") / "w"
    script = read_script(resource("sample/scenario.json"))
    with make_sample(root, "甲") as workspace:
        entry = next(
            one
            for entries in script.laptops.values()
            for one in entries
            if one.form == "housing" and one.finish and not one.stop_after
        )
        Player(workspace, "甲", script.ordinary).play(entry)
        derive(workspace)
        above, _slash, name = entry.place.rpartition("/")
        with workspace.reading() as session:
            area = session.scalars(
                select(Place.id).where(Place.level == "area", Place.name == above.split("/")[-1])
            ).one()
            names = session.scalars(
                select(Place.name).where(Place.parent == area).order_by(Place.sort_key)
            ).all()
    others = [f"{above}/{one}" for one in names if one != name]
    return root, [entry.place, *others[:2]]


@pytest.fixture
def city(
    template: tuple[Path, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> City:
    from tests.faults.small import copied

    return City(copied(template[0], tmp_path / "w"), template[1], capsys)


class City:
    def __init__(self, root: Path, names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.names, self.capsys = root, names, capsys

    def __call__(self, command: str, *words: str, code: int = 0) -> str:
        parts = [command, *words]
        at = 2 if command == "recall" else 1
        parts[at:at] = ["-w", str(self.root)]
        assert main(parts) == code, self.capsys.readouterr()
        out, err = self.capsys.readouterr()
        assert "Traceback" not in out + err
        return out + err


def test_copy_look_and_undo(city: City) -> None:
    done, other, _third = city.names
    shown = city("copy", other, "--dry-run")
    assert "ZF-A14" in shown or "ZF-A15" in shown or "ZF-A18" in shown
    assert "ZF-A20" not in shown
    assert "ZF-B" not in shown
    said = city("copy", other)
    name = done.rpartition("/")[2]
    assert f"从{name}照抄" in said
    assert "照抄邻栋" in city("undo", "--list")
    assert city("undo").startswith("已撤销：")
    assert city("undo", "--redo").startswith("已重做：")
    assert "0 个" not in city("copy", other, "--looked")
    assert "0 个照抄的答案已看过" in city("copy", other, "--looked")
    city("copy", "没有/这栋", code=1)


def test_statement_allow_and_bulk(city: City) -> None:
    _done, other, third = city.names
    parts = city("statement", other).split()
    assert "D" in parts
    assert "B" not in parts
    assert "不允许" in city("statement", other, "B", code=1)
    assert "填了" in city("statement", other, "D")
    assert "声明：–" in city("allow", "--statement", "")
    assert "不允许" in city("statement", third, "D", code=1)
    assert "照抄：A, ZF-A10, ZF-A17, ZF-C00, -ZF-A20" in city("allow")
    shown = city("bulk", "ZF_A15", "private", other, third, "--dry-run")
    assert shown.count("填上") == 2
    city("bulk", "ZF_A15", "private", other, third)
    assert city("bulk", "ZF_A15", "public", other, third).count("已有别的答案") == 2
    assert "不允许" in city("bulk", "ZF_B02", "none", other, code=1)
    assert "没有" in city("bulk", "ZF_Z99", "none", other, code=1)
    assert "几栋一起填" in city("undo")


def test_people_and_revisits(city: City) -> None:
    assert "→ 马玉兰 0231" in city("people", "--choose", "马玉兰", "--number", "0231")
    assert "→ 马玉兰 0231" in city("people", "--choose", "0231")
    assert "马玉兰" not in city("people", "--forget", "马玉兰")
    with Workspace.open(city.root, person="甲") as workspace:
        with workspace.reading() as session:
            place = session.scalars(select(Place.id).where(Place.level == "building")).first()
        assert place is not None
        record_outcome(Visit.begin(workspace, place), "refused")
    shown = city("revisits")
    assert "拒访" in shown
    assert "跑空 1 次" in shown
    assert "1 栋要复访" in shown


def test_recall(city: City, tmp_path: Path) -> None:
    last_year = city.root
    with Workspace.open(last_year) as workspace, workspace.sessions.begin() as session:
        campaign = session.scalars(select(Campaign.id)).one()
        write(session, workspace.writer(session), [Draft("campaign", campaign, "round", "2025")])
    city.root = tmp_path / "now"
    make_sample(city.root, "乙").close()
    assert "新带入" in city("recall", "import", str(last_year))
    lines = city("recall", "list", city.names[0]).splitlines()
    if lines:  # the building of the script may be without problems
        problem = lines[0].split()[0]
        city("recall", "say", problem, "mended")
        assert "已改" in city("recall", "list", city.names[0])
    assert "编号" in city("recall", "say", "x", "still", code=1)
