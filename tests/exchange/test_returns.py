"""What a laptop finds on a road that its hub wrote to: a task it has taken is not offered again."""

from __future__ import annotations

from pathlib import Path

from app import keys
from app.exchange.inbox.take import take_in
from app.exchange.returns import fetch_returns
from app.exchange.roads.destination import Destination
from app.exchange.task.make import make_task
from app.exchange.volumes import MOST_BYTES
from app.inspection.checklists import keeper
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, send, use_keyring


def test_only_a_newer_task_of_the_road_is_offered(tmp_path: Path) -> None:
    use_keyring()
    stick = tmp_path / "stick"
    stick.mkdir()
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub:
        task, told = begin_task(hub, stick)
        with make_laptop(tmp_path / "laptop", task, told, "张三") as laptop:

            def names() -> list[str]:
                found = fetch_returns(
                    laptop,
                    Destination("stick", str(stick)),
                    keep_form=keeper(laptop),
                    derive=lambda: None,
                )
                assert not found.problems
                return [file.name for file in found.tasks]

            assert names() == []
            newer = make_task(hub, stick)
            assert names() == [newer.path.name]
            large = stick / f"{hub.device.hex[:8]}-0009-20261122.zip"
            with large.open("wb") as file:
                file.truncate(MOST_BYTES + 1)  # of holes; nobody reads it
            found = fetch_returns(
                laptop,
                Destination("stick", str(stick)),
                keep_form=keeper(laptop),
                derive=lambda: None,
            )
            assert [one.values["name"] for one in found.problems] == [large.name]


def test_a_package_for_another_laptop_is_a_problem_only_where_keys_are_lost(tmp_path: Path) -> None:
    use_keyring()
    stick = tmp_path / "stick"
    stick.mkdir()
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub:
        task, told = begin_task(hub, stick)
        with (
            make_laptop(tmp_path / "a", task, told, "张三") as laptop,
            make_laptop(tmp_path / "b", task, told, "李四") as other,
        ):
            know(hub, other)
            make_task(hub, stick, to=other.device)

            def problems() -> int:
                found = fetch_returns(
                    laptop,
                    Destination("stick", str(stick)),
                    keep_form=keeper(laptop),
                    derive=lambda: None,
                )
                assert not found.tasks
                return len(found.problems)

            assert problems() == 0
            use_keyring()  # a new, empty one
            keys.forget()
            assert problems() == 1


def test_a_folder_with_a_sealed_task_of_the_hub_is_taken_in_without_it(tmp_path: Path) -> None:
    use_keyring()
    stick = tmp_path / "stick"
    stick.mkdir()
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub:
        task, told = begin_task(hub, stick)
        with make_laptop(tmp_path / "laptop", task, told, "张三") as laptop:
            know(hub, laptop)
            sealed = make_task(hub, stick, to=laptop.device).path
            assert sealed.suffix == ".age"
            came = send(laptop, stick)
        taken = take_in(hub, [stick])
        assert [one.name for one in taken] == [came.path.name]
