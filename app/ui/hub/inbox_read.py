"""What the inbox shows, read in one go beside the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from app.i18n import _
from app.ui.lazy import lazy
from app.ui.widgets.bars import Note

if TYPE_CHECKING:
    from app.exchange import trust
    from app.exchange.inbox import parcels as inbox
    from app.exchange.inbox.parcels import Parcel, Sequenced
    from app.exchange.receipts import giving as receipts_out
    from app.exchange.trust import Known
    from app.inspection import findings_load
    from app.ui.desk import Desk
    from app.workspace import Workspace
else:
    inbox = lazy("app.exchange.inbox.parcels")
    receipts_out = lazy("app.exchange.receipts.giving")
    trust = lazy("app.exchange.trust")
    findings_load = lazy("app.inspection.findings_load")


class Listed(NamedTuple):
    """Packages, their running numbers, and what this hub holds.

    Attributes:
        number: Which reading it is.
        records, photos: How many the hub holds.
        receipts: Number and time of the last receipt of each device.
        known: Devices that ever signed something here.
        unknown: How many of them nobody has compared.
    """

    number: int
    parcels: list[Parcel]
    lines: list[Sequenced]
    campaign: str
    records: int
    photos: int
    receipts: dict[UUID, tuple[int, int]]
    known: dict[UUID, Known]
    unknown: int


def read_inbox(session: Any, workspace: Workspace, number: int) -> Listed:
    """Read all that the inbox shows."""
    info = workspace.campaign()
    found = inbox.parcels(session, workspace)
    devices = trust.devices(session)
    return Listed(
        number,
        found,
        inbox.sequences(found),
        (info.name or "") if info else "",
        *findings_load.held(session),
        receipts_out.last_receipts(session),
        {one.keys.device: one for one in devices},
        sum(one.state == trust.UNKNOWN for one in devices),
    )


def show_status(desk: Desk, listed: Listed) -> None:
    """Say at the foot of the window what the hub holds, and in the rail what waits."""
    rail = desk.shell.rail
    rail.set_badge("inbox", sum(one.waiting or one.held for one in listed.parcels))
    rail.set_badge("devices", listed.unknown)
    bar = desk.shell.statusbar
    words = _("In the hub: {records} records, {photos} photos")
    bar.set_left(
        Note("done", _("All saved")),
        Note("", words.format(records=listed.records, photos=listed.photos)),
    )
    person = (Note("", desk.person),) if desk.person else ()
    bar.set_right(*person, Note("lock", _("Data stays on this machine")))
