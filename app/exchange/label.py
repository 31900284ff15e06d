"""What a package says of itself, and whether it belongs here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.cargo import CHANGES
from app.exchange.form_parcels import check_forms
from app.exchange.label_form import check_labels
from app.exchange.outgoing import PROFILE
from app.exchange.package_content import PHOTO
from app.exchange.trust import is_rehearsal
from app.i18n import N_
from app.models.tables import Campaign

if TYPE_CHECKING:
    from app.exchange.bags.read import BagReader
    from app.workspace import Workspace


@dataclass(frozen=True)
class Label:
    """What a package says of itself, checked for form only.

    Attributes:
        campaign: Campaign that its changes belong to.
        device: Device that wrote it.
        number: The device's running number.
        digest: SHA-256 of its tag manifest.
        previous: Digest of the package before, empty for the first.
        photos: Files of photos; forms: workbooks of checklists.
        rehearsal: Whether it is practice (演练); None: it does not say.
    """

    campaign: UUID
    device: UUID
    number: int
    digest: str
    previous: str
    photos: tuple[str, ...]
    forms: tuple[str, ...]
    rehearsal: bool | None = None


def read_label(bag: BagReader) -> Label:
    """Read what a verified bag says of itself.

    Raises:
        AppError: It is a bag, but none of ours, or of a newer program.
    """
    info = bag.info
    profile = info.get("BagIt-Profile-Identifier", "")
    if profile != PROFILE:
        if profile.startswith("chengjian-package-"):
            raise AppError(
                N_("This package is of a newer version of the program. Update this one first.")
            )
        raise AppError(N_("This is not a package of this program."))
    check_labels(info)
    try:
        label = Label(
            UUID(info["Chengjian-Campaign"]),
            UUID(info["Chengjian-Sender"]),
            int(info["Chengjian-Number"]),
            bag.digest,
            info.get("Chengjian-Previous", ""),
            tuple(name for name in bag.names if name.startswith("photos/")),
            check_forms(bag, [name for name in bag.names if name.startswith("forms/")]),
            {"yes": True, "no": False}.get(info.get("Chengjian-Rehearsal", "")),
        )
    except (KeyError, ValueError) as error:
        raise AppError(
            N_("The package does not say who sent it: bag-info.txt is incomplete.")
        ) from error
    if CHANGES not in bag.names:
        raise AppError(N_("The package holds no changes: data/changes.jsonl is missing."))
    for name in label.photos:
        if not PHOTO.fullmatch(name):
            raise AppError(N_("The package holds a file that belongs in none: {name}"), name=name)
        if bag.sha256(name) != Path(name).stem:
            raise AppError(
                N_("{name} in the package is damaged: its content does not match its name."),
                name=name,
            )
    return label


def check_campaign(workspace: Workspace, label: Label) -> None:
    """Refuse a package of another campaign than the one that is here, and practice for real work.

    Raises:
        AppError: It is of another, or one of the two is a rehearsal (演练) and the other is not.
    """
    with workspace.reading() as session:
        here = list(session.scalars(select(Campaign.id).where(Campaign.deleted.is_(False))))
        practice = is_rehearsal(session)
    if here and label.rehearsal is not None and label.rehearsal != practice:
        if label.rehearsal:
            raise AppError(
                N_("This package is practice. It never goes in with real results; nothing came in.")
            )
        raise AppError(
            N_("This package holds real results, and this hub only practises; nothing came in.")
        )
    if here and label.campaign not in here:
        raise AppError(
            N_("This package belongs to another campaign. Ask the sender which hub it is for.")
        )
