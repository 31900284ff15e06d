"""Scenes of the inspection desk: first steps, a building, its photos, looking for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage

BUILDING = "长安/样例小区甲/2号楼"
HALF_DONE = "长安/样例小区甲/4号楼"


def first_run(stage: Stage) -> None:
    """Show the first steps."""
    stage.program.show_start()


def field_empty(stage: Stage) -> None:
    """Open a workspace without buildings."""
    stage.open_empty()
    stage.enter("inspect")


def field_room(room: str, stage: Stage) -> None:
    """Enter a room of the field desk."""
    stage.open_sample("laptop-A")
    stage.enter(room)


def field_building(stage: Stage, place: str = BUILDING) -> None:
    """Open a building's checklist at a finding."""
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(place))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    found = page.building.found_by_path()
    if found:
        page.go_to(next(iter(found)))
        stage.settle()


def field_half_done(stage: Stage) -> None:
    """Open a building that somebody began."""
    field_building(stage, HALF_DONE)


def field_summary(stage: Stage, place: str = HALF_DONE) -> None:
    """Ask to leave a building in which something is missing."""
    field_building(stage, place)
    stage.page.show_summary()


def field_finished(stage: Stage) -> None:
    """Ask to leave a building where all is there."""
    field_summary(stage, BUILDING)


def field_viewer(stage: Stage) -> None:
    """Look at one photo."""
    field_building(stage)
    page = stage.page
    photos = page.building.photos
    page.look_at(str(next(iter(photos)).id))
    stage.wait(lambda: page.viewer is not None)


def field_search(stage: Stage) -> None:
    """Search by pinyin."""
    stage.open_sample("laptop-A")
    stage.enter("inspect").tree.search.setText("ylxqj")


def field_act(act: str, stage: Stage) -> None:
    """Open a dialog over the checklist."""
    field_building(stage)
    stage.desk.act(act)


def field_keys(stage: Stage) -> None:
    """Open the sheet of keys."""
    from app.ui.widgets.key_sheet import open_key_sheet

    field_building(stage)
    open_key_sheet(stage.desk.shell, stage.desk.shell.keys)
