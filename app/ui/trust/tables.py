"""The columns of the two tables of the room 设备: devices, and task packages that were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, _
from app.ui.field.shown import size_words
from app.ui.trust.rows_model import Column
from app.ui.trust.words import came_words, missing_words, state_chip, who
from app.ui.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.exchange.device_lines import DeviceLine
    from app.exchange.task.lines import TaskLine

NAME, PERSON, STATE, PACKAGES, MISSING, LAST, PRINT = range(7)
TO, GIVES, PEOPLE, WHERE, MADE, SIZE, FILE = range(7)


def device_columns() -> list[Column[DeviceLine]]:
    """Return the columns of the devices."""
    return [
        Column(N_("Device"), lambda one: one.title, 150, strong=True),
        Column(N_("Person"), lambda one: who(one) or "—", 180),
        Column(N_("State"), lambda one: state_chip(one).words, 120, chip=state_chip),
        Column(
            N_("Packages"),
            lambda one: str(one.packages or "—"),
            70,
            right=True,
            tone="text2",
        ),
        Column(
            N_("Missing"),
            lambda one: missing_words(one) or "—",
            100,
            tone=lambda one: "critical" if missing_words(one) else "text2",
        ),
        Column(N_("Last package"), lambda one: came_words(one.last_at), 110, tone="text2"),
        Column(N_("Fingerprint"), lambda one: one.fingerprint or "—", 190, tone="text2"),
    ]


def task_columns(
    devices: Mapping[UUID, str], communities: Mapping[str, str]
) -> list[Column[TaskLine]]:
    """Return the columns of the task packages.

    Args:
        devices: Names by device.
        communities: Names by id.
    """

    def to(one: TaskLine) -> str:
        if one.to is None:
            return _("any laptop")
        return devices.get(one.to) or one.to.hex[:8]

    def gives(one: TaskLine) -> str:
        if not one.communities:
            return _("the whole roster")
        return listed(communities.get(key, key[:8]) for key in one.communities)

    return [
        Column(N_("For"), to, 140, strong=True),
        Column(N_("Gives out"), gives, 200),
        Column(N_("Inspectors"), lambda one: listed(one.people) or "—", 140),
        Column(N_("Sends to"), lambda one: listed(one.destinations) or "—", 120, tone="text2"),
        Column(N_("Made"), lambda one: came_words(one.made_at), 110, tone="text2"),
        Column(
            N_("Size"),
            lambda one: size_words(one.bytes) if one.bytes else "—",
            80,
            right=True,
            tone="text2",
        ),
        Column(N_("File"), lambda one: one.name, 200, tone="text2"),
    ]
