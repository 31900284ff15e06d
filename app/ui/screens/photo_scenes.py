"""Scenes of photos: marks in the viewer, comparison, export, the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.inspection.photo.marks import Mark, Markup

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage

_BUILDING = "长安/样例小区甲/2号楼"


def _viewer(stage: Stage) -> Any:
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(_BUILDING))
    stage.wait(lambda: page.building is not None)
    stage.settle()
    page.look_at(str(page.building.photos[0].id))
    stage.wait(lambda: page.viewer is not None)
    stage.settle()
    return page.viewer


def viewer_marked(stage: Stage) -> None:
    """Look at a photo with marks, watermark and a doubt."""
    from app.inspection.photo.evidence import FAR, SAME, Doubt

    viewer = _viewer(stage)
    photo = viewer.photo
    marks = (
        Mark("ring", ((3000, 1500), (5500, 6500))),
        Mark("arrow", ((8000, 2200), (5700, 3600))),
        Mark("words", ((6600, 1000),), "red", "水边护栏缺一段，站不住人"),
        Mark("scale", ((1200, 8000), (4200, 8300)), "red", "1200"),
        Mark("hide", ((7600, 5600), (9200, 7600))),
    )
    viewer.canvas.set_markup(Markup(marks))
    viewer.canvas.drawn.emit(viewer.canvas.markup)
    stage.settle()
    viewer.beside.toggle_stamp()
    stage.settle()
    viewer.canvas.chosen = 0
    stage.settle(1200)  # doubts are looked for when people rest
    doubts = viewer.work.doubts
    other = viewer._building.photos[1].id
    doubts._found = {
        photo.id: [
            Doubt(photo.id, FAR, 1200),
            Doubt(photo.id, SAME, 0, other, "长安 · 样例小区乙 · 2号楼"),
        ]
    }
    doubts.told.emit()
    stage.settle()


def viewer_compared(stage: Stage) -> None:
    """Lay another photo beside one."""
    viewer = _viewer(stage)
    viewer.beside.toggle_compare()
    stage.settle()


def export_dialog(stage: Stage) -> None:
    """Choose how copies are made."""
    viewer = _viewer(stage)
    viewer.beside.export()
    stage.settle()


def gallery(stage: Stage) -> None:
    """Look through all photos."""
    stage.open_sample("laptop-A")
    stage.enter("photos")
    stage.settle()
