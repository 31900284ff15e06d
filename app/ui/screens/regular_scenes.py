"""Scenes of fetching at set times: what it asks, what came, what one road says."""

from __future__ import annotations

import shutil
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.screens.stage import Stage


def regular(asking: bool, stage: Stage) -> None:
    """Fetch at set times from a share that is there and one that is not; ``asking``: choose so."""
    from app.exchange.regular import Plan
    from app.exchange.roads.destination import Destination, keep

    share = stage.place / "NAS"
    share.mkdir()
    shutil.copy(stage.packages[0], share)
    ways = (
        Destination("单位 NAS", "https://nas.example/chengjian", {"user": "hub"}),
        Destination("共享盘", str(share)),
        Destination("街道办", str(stage.place / "street")),
    )
    stage.open_empty()
    with stage.desk.workspace.sessions.begin() as session:
        for one in ways:
            keep(session, one)
    page = stage.enter("inbox")
    stage.settle()
    if not asking:
        page.foot.regular.choose(Plan(("共享盘", "街道办"), 15), {})
        stage.wait(lambda: page.foot.regular.problems and page.model.parcels)
        stage.settle()
        return
    page.foot.ask_regular()
    stage.settle()
    for row in page.foot.dialog.rows[:2]:
        row.tick.setChecked(True)
    stage.settle()


PLAYS: dict[str, Callable[[Stage], None]] = {
    "hub_regular": partial(regular, False),
    "hub_regular_asking": partial(regular, True),
}
