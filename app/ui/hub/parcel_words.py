"""What the side panel says of a package: its checks, what merging brings, its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.hub.inbox_model import readable
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel

Step = tuple[str, str, str, str]

REFUSALS = {
    "unknown": (
        N_("Its device is not confirmed yet"),
        N_("Compare its fingerprint with its owner by telephone; then it can be merged."),
    ),
    "damaged": (N_("It is damaged or not whole"), N_("The sender copies or sends it once more.")),
    "sealed": (
        N_("It is sealed for someone else"),
        N_("It cannot be opened here. Ask the sender which hub it is for."),
    ),
    "recipient": (
        N_("It is for another hub"),
        N_("Ask the sender where it belongs, and hand it on unopened."),
    ),
    "campaign": (
        N_("It is of another campaign"),
        N_("Take it in where that campaign is gathered."),
    ),
    "unsigned": (
        N_("Nobody signed it"),
        N_("The sender takes the task package of this hub first, then sends again."),
    ),
    "forged": (
        N_("Its signature is wrong"),
        N_("Do not use it. Ask its owner by telephone what was sent, and have it sent again."),
    ),
    "revoked": (
        N_("Its device is trusted no longer"),
        N_("If it should count, compare its fingerprint again in the room for devices."),
    ),
    "number": (
        N_("Another package has this number"),
        N_("Was the laptop or its workspace copied? Ask both owners before anything is used."),
    ),
    "chain": (
        N_("It does not follow the one before"),
        N_("Packages were exchanged or put in another order. Have the sender send them again."),
    ),
    "batch": (
        N_("It holds changes that nobody signed"),
        N_("Do not use it. Have the sender export again from the laptop itself."),
    ),
    "relayed": (
        N_("It carries work of others without their signature"),
        N_("Have each laptop send its own package."),
    ),
    "ids": (
        N_("Another package used its numbers before"),
        N_("Ask both owners; withdraw the package that is wrong, then merge this one again."),
    ),
    "task": (N_("It is a task package"), N_("It holds no work: take it in on a laptop, not here.")),
}
"""By the code of the refusal: what it is, and what to do."""


def refusal(parcel: Parcel) -> list[Step]:
    """Return why a package is kept apart, where it is, and what to do."""
    what, todo = REFUSALS.get(parcel.card.code, ("", ""))
    kept = parcel.held or parcel.clashed
    tone = "serious" if kept else "critical"
    mark = tone
    steps: list[Step] = [
        (
            mark,
            _(what) if what else _("Not accepted, nothing of it was used"),
            readable(parcel.reason),
            tone,
        )
    ]
    if todo:
        steps.append(("arrow-right", _("What to do"), _(todo), "text"))
    where = (
        _("The copy is kept here: {name}").format(name=parcel.name)
        if kept
        else _("{name}; nothing of it was used, the file stays where it was").format(
            name=parcel.name
        )
    )
    steps.append(("info", _("It stays in this list until it is removed"), where, "text"))
    return steps


def checks(parcel: Parcel) -> list[Step]:
    """Return the checks of a package: mark, sentence, detail, colour token."""
    card = parcel.card
    if parcel.state == "refused":
        return refusal(parcel)
    files = _("{count} photos, every file compared with its fingerprint").format(count=card.photos)
    steps: list[Step] = [
        ("done", _("The package is complete"), files if card.device else parcel.name, "text"),
        ("done", _("Nothing was altered or swapped"), _("The list of contents agrees"), "text"),
    ]
    if parcel.lacking:
        steps.append(_lacking(parcel))
    if parcel.waits_for not in (0, parcel.number):
        steps.append(
            (
                "serious",
                _("The package before has not come"),
                _(
                    "No. {number} of this sender is not here. Changes that rest on it wait for it."
                ).format(number=parcel.waits_for),
                "serious",
            )
        )
    elif parcel.number and not parcel.lacking:
        steps.append(("done", _("None before it is missing"), "", "text"))
    if parcel.withdrawn:
        todo = _("Nothing of it counts, as if it had never come. It can be given back.")
        steps.append(("undo-2", _("It was withdrawn here"), todo, "serious"))
    if card.unheard:
        todo = _("{what}. It is kept and does not count. Ask the sender how it came about.")
        from app.exchange.unheard import in_words  # the window does not wait for the database

        told = todo.format(what=in_words(card.unheard))
        steps.append(("serious", _("It says what only the hub may say"), told, "serious"))
    if parcel.state == "repeated":
        steps.append(("info", _("The same package came before"), _("Nothing changed"), "text"))
    return steps


def _lacking(parcel: Parcel) -> Step:
    """Say which volumes of a package are not here."""
    volumes = listed(map(str, parcel.lacking))
    words = ngettext(
        "Volume {volumes} of {total} is not here yet",
        "Volumes {volumes} of {total} are not here yet",
        len(parcel.lacking),
    ).format(volumes=volumes, total=parcel.card.volumes)
    todo = _("They hold photos. Look on the stick, or have them sent again; this one may go first.")
    return "serious", words, todo, "serious"


def receipt_step(parcel: Parcel, written: tuple[int, int] | None) -> Step:
    """Say whether the sender can know of it.

    Args:
        parcel: The package.
        written: Number and time of the last receipt for its device; None: there is none.
    """
    if written is not None and written[1] >= max(parcel.arrived_at, parcel.merged_at):
        number, at = written
        when = day_and_time(at, wall_ms())
        words = _("Receipt {number} tells the sender").format(number=number)
        return "delivered", words, _("Written {when}").format(when=when), "text"
    return (
        "circle-dashed",
        _("No receipt tells of it yet"),
        _("It is written where the package came from after merging, or by Write receipts."),
        "text",
    )


def effects(parcel: Parcel) -> list[tuple[str, str, str]]:
    """Return what merging brings or brought: label, value, colour token."""
    card = parcel.card
    if parcel.waiting:
        old = card.places - card.places_new
        return [
            (_("New records"), _places(card.places_new), "text"),
            (_("Updated"), _places(old), "text"),
            (_("New changes"), _count_of(card.changes_new, card.changes), "text"),
            (_("Photos in it"), str(card.photos), "text"),
            (_("Conflicts"), _("known after merging"), "text2"),
        ]
    tone = "serious" if parcel.conflicts_new else "text"
    return [
        (_("New changes"), str(parcel.changes_new), "text"),
        (_("New photos"), _photos(parcel), "text"),
        (_("Conflicts found"), str(parcel.conflicts_new), tone),
    ]


def _places(count: int) -> str:
    return ngettext("{count} record", "{count} records", count).format(count=count)


def _count_of(new: int, all_: int) -> str:
    return _("{new} of {total}").format(new=new, total=all_)


def _photos(parcel: Parcel) -> str:
    """Return how many photos merging stored, and of how many: the same file is stored once."""
    if parcel.photos_new < parcel.card.photos:
        return _("{new} of {total}, the others were here").format(
            new=parcel.photos_new, total=parcel.card.photos
        )
    return str(parcel.photos_new)
