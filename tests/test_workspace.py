from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.models import log
from app.models.derived import Device
from app.models.ids import new_id
from app.workspace import FOLDERS, CampaignInfo, Workspace

CAMPAIGN = CampaignInfo("年度体检", "2026", "示范市")


def test_a_new_workspace_has_its_folders_a_device_and_the_campaign(tmp_path: Path) -> None:
    with Workspace.create(
        tmp_path / "w", person="王", device_name="一号", campaign=CAMPAIGN
    ) as made:
        assert {entry.name for entry in made.root.iterdir()} >= {*FOLDERS, "chengjian.sqlite"}
        campaign = made.campaign()
        assert campaign is not None
        assert (campaign.name, campaign.zone, campaign.rehearsal) == (
            "年度体检",
            "Asia/Shanghai",
            False,
        )
        assert made.author() == log.Author(made.device, "王", 1)
        assert made.author("李").person == "李"
        with made.reading() as session:
            (device,) = session.scalars(select(Device))
            assert (device.name, device.id) == ("一号", made.device)
            assert str(made.root.name) in device.marker
        first = made.device
    with Workspace.open(tmp_path / "w") as again:
        assert again.device == first


def test_a_campaign_given_by_id_keeps_it_and_none_is_none(tmp_path: Path) -> None:
    campaign = new_id()
    with Workspace.create(tmp_path / "a", campaign=CampaignInfo("x", "1", id=campaign)) as made:
        found = made.campaign()
        assert found is not None
        assert found.id == campaign
    with Workspace.create(tmp_path / "b") as made:
        assert made.campaign() is None


def test_a_closed_batch_is_followed_by_the_next(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w") as made:
        with made.sessions.begin() as session:
            assert log.close_batch(session, made.device).number == 1
        assert made.author().batch == 2


def test_a_workspace_is_open_in_one_place_at_a_time_but_may_be_read(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w", campaign=CAMPAIGN) as made:
        with pytest.raises(AppError, match="w"):
            Workspace.open(tmp_path / "w")
        code = (
            "import sys; from pathlib import Path; from app.workspace import Workspace;"
            "from app.errors import AppError\n"
            "try: Workspace.open(Path(sys.argv[1]))\n"
            "except AppError as error: print('refused', str(error))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(made.root)],
            cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert done.stdout.startswith("refused")
        with Workspace.open(tmp_path / "w", read_only=True) as reader:
            assert reader.read_only
            assert reader.campaign() is not None
            with (  # noqa: PT012
                pytest.raises(AppError),
                reader.sessions.begin() as session,
            ):
                drafts = [log.Draft("place", new_id(), "name", "x")]
                log.write(session, log.Author(reader.device, "", 1), drafts)
    Workspace.open(tmp_path / "w").close()


def test_what_is_in_the_way_is_said_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(AppError):
        Workspace.open(tmp_path)
    Workspace.create(tmp_path / "w").close()
    with pytest.raises(AppError):
        Workspace.create(tmp_path / "w")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(AppError):
        Workspace.create(tmp_path / "full")
    assert [entry.name for entry in (tmp_path / "full").iterdir()] == ["letter.txt"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(AppError):
        Workspace.create(tmp_path / "file" / "w")


def test_a_failed_creation_leaves_no_half_of_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        Workspace.create(tmp_path / "w", campaign=CampaignInfo("x", 1.5))  # type: ignore[arg-type]
    assert [entry.name for entry in (tmp_path / "w").iterdir() if entry.name != ".lock"] == []
    Workspace.create(tmp_path / "w", campaign=CAMPAIGN).close()


def test_a_workspace_moves_with_its_folder_and_odd_names_do_no_harm(tmp_path: Path) -> None:
    odd = tmp_path / "a b%20#?é 城检"
    Workspace.create(odd, campaign=CAMPAIGN).close()
    moved = odd.rename(tmp_path / "moved 50% off")
    with Workspace.open(moved) as found:
        assert found.campaign() is not None
