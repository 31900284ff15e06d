"""The scenes: every screen and main state that people meet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from app.ui.screens import effort_scenes as effort
from app.ui.screens import (
    exchange_scenes,
    filing_scenes,
    merge_scenes,
    photo_scenes,
    regular_scenes,
    review_scenes,
    roster_scenes,
    safety_scenes,
    trust_scenes,
    version_scenes,
)
from app.ui.screens import field_scenes as field
from app.ui.screens import hub_scenes as hub
from app.ui.screens.question_scenes import question_types
from app.ui.screens.room_scenes import room_mode

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage


class Scene(NamedTuple):
    """How to come to a state.

    Attributes:
        desk: ``field`` or ``hub``.
        play: Brings the stage there.
    """

    desk: str
    play: Callable[[Stage], None]


SCENES: dict[str, Scene] = {
    "room_mode_finding": Scene("field", partial(room_mode, field.BUILDING, "")),
    "room_mode_choice": Scene("field", partial(room_mode, field.HALF_DONE, "ZF_D03")),
    "room_mode_number": Scene("field", partial(room_mode, field.HALF_DONE, "ZF_A08")),
    "room_mode_list": Scene("field", partial(room_mode, field.HALF_DONE, "ZF_A13")),
    "room_mode_several": Scene("field", partial(room_mode, field.HALF_DONE, "ZF_C04")),
    "start_first_run": Scene("field", field.first_run),
    "effort_copy_offered": Scene("field", effort.copy_offered),
    "effort_copied": Scene("field", effort.copied),
    "effort_statement": Scene("field", effort.statement),
    "effort_stated": Scene("field", effort.stated),
    "effort_bulk": Scene("field", partial(effort.bulk, 0)),
    "effort_bulk_preview": Scene("field", partial(effort.bulk, 1)),
    "effort_recall": Scene("field", effort.recall),
    "effort_visit": Scene("field", effort.visit),
    "effort_who": Scene("field", effort.who),
    "effort_revisits": Scene("field", effort.revisits),
    "effort_recent": Scene("field", effort.recently),
    "field_empty": Scene("field", field.field_empty),
    "field_start": Scene("field", partial(field.field_room, "start")),
    "field_inspect": Scene("field", partial(field.field_room, "inspect")),
    "field_building": Scene("field", field.field_building),
    "field_half_done": Scene("field", field.field_half_done),
    "field_search": Scene("field", field.field_search),
    "field_summary_missing": Scene("field", field.field_summary),
    "field_summary_finished": Scene("field", field.field_finished),
    "field_viewer": Scene("field", field.field_viewer),
    "field_viewer_marked": Scene("field", photo_scenes.viewer_marked),
    "field_viewer_compared": Scene("field", photo_scenes.viewer_compared),
    "field_photos": Scene("field", photo_scenes.gallery),
    "field_photo_export": Scene("field", photo_scenes.export_dialog),
    "field_todo": Scene("field", partial(field.field_room, "todo")),
    "field_send": Scene("field", partial(field.field_act, "send")),
    "field_place_form": Scene("field", partial(field.field_act, "place")),
    "field_settings": Scene("field", partial(field.field_act, "settings")),
    "field_keys": Scene("field", field.field_keys),
    "roster_preview": Scene("field", roster_scenes.roster_good),
    "roster_bad_lines": Scene("field", roster_scenes.roster_bad),
    "question_types_texts": Scene("field", partial(question_types, "texts", "t1")),
    "question_types_numbers": Scene("field", partial(question_types, "nums", "r1")),
    "question_types_single": Scene("field", partial(question_types, "ones", "s4")),
    "question_types_several": Scene("field", partial(question_types, "severals", "k1")),
    "question_types_page": Scene("field", partial(question_types, "page", "p1")),
    "question_types_table": Scene("field", partial(question_types, "tl", "q1")),
    "hub_inbox_empty": Scene("hub", partial(hub.hub_empty, "inbox")),
    "hub_inbox_received": Scene("hub", hub.hub_received),
    "hub_inbox": Scene("hub", partial(hub.hub_room, "inbox")),
    "hub_findings_empty": Scene("hub", partial(hub.hub_empty, "findings")),
    "hub_findings": Scene("hub", partial(hub.hub_room, "findings")),
    "hub_filing": Scene("hub", filing_scenes.filing),
    "hub_record": Scene("hub", hub.hub_record),
    "hub_conflicts": Scene("hub", partial(hub.hub_conflicts, keys="A")),
    "hub_conflicts_alike": Scene("hub", partial(hub.hub_conflicts, keys="alike")),
    "hub_conflicts_own": Scene("hub", partial(hub.hub_conflicts, keys="own")),
    "hub_conflicts_empty": Scene("hub", partial(hub.hub_empty, "conflicts")),
    "hub_review": Scene("hub", hub.hub_review),
    "hub_review_record": Scene("hub", partial(hub.hub_review, inside=True)),
    "hub_versions": Scene("hub", partial(version_scenes.hub_versions, "differences")),
    "hub_versions_inspections": Scene("hub", partial(version_scenes.hub_versions, "previews")),
    "field_newer_checklist": Scene("field", version_scenes.field_newer),
    "hub_devices_empty": Scene("hub", partial(hub.hub_empty, "devices")),
    "hub_gaps_empty": Scene("hub", partial(hub.hub_empty, "gaps")),
    **{name: Scene("hub", play) for name, play in trust_scenes.PLAYS.items()},
    **{name: Scene("hub", play) for name, play in regular_scenes.PLAYS.items()},
    **{name: Scene("hub", play) for name, play in review_scenes.PLAYS.items()},
    **{name: Scene("hub", play) for name, play in merge_scenes.PLAYS.items()},
    **{name: Scene("field", play) for name, play in exchange_scenes.PLAYS.items()},
    **{name: Scene("field", play) for name, play in safety_scenes.PLAYS.items()},
}
