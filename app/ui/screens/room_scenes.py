"""Scenes of room mode: one question of each common kind on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage


def room_mode(place: str, wanted: str, stage: Stage) -> None:
    """Enter room mode at a question; without a name at the first finding."""
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(place))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    building = page.building
    named = [one.path for one in building.slots if wanted and one.path.endswith(f"/{wanted}")]
    page.go_to((named or list(building.found_by_path()))[0])
    stage.settle()
    page.room_mode.begin()
    stage.settle()
