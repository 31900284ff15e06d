"""Proving the changes of a signed package: every one lies in a signed batch or a signed set.

Each batch is compared with the one of that number that is here, so that a device cannot write its
past again; a batch of another device comes in only under that device's own signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.cargo import BATCHES, SETS
from app.exchange.change_stream import changes_with_text
from app.exchange.proof_rows import read_batch, read_set, rows, unreadable
from app.exchange.signing import set_text
from app.exchange.speaking import speaking
from app.exchange.trust import HUB, REVOKED, Known, TrustError, device, own_devices
from app.i18n import N_
from app.keys import verified
from app.models.derived import BatchRow
from app.models.ids import batch_id
from app.models.log import Batch, ChangeLine, added_to_closed, count_batch, keep_batch, last
from app.models.tables import Origin
from app.models.withdraw import KIND

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.bags.read import BagReader
    from app.exchange.label import Label

_MOST_BATCHES = 100_000


class Proof:
    """The headers and sets of a package, checked, and the sums over what goes by.

    Attributes:
        headers: Signed headers by device and number.
        given: Devices whose changes the sender vouches for.
    """

    def __init__(
        self,
        session: Session,
        bag: BagReader,
        label: Label,
        sender: Known,
        *,
        relays_unproved: bool = False,
    ) -> None:
        """Check signatures; the changes themselves are not read yet.

        Args:
            session: Of the workspace whose known devices count.
            bag: The package.
            label: What it says of itself.
            sender: Who signed it.
            relays_unproved: Let headers of unknown devices pass, without their signatures: for
                looking only, never for merging.

        Raises:
            TrustError: A header or set is forged, of a device that is not trusted, or another
                batch of that number is here.
            AppError: They cannot be read.
        """
        self._session, self._bag, self._label, self._sender = session, bag, label, sender
        self._own = own_devices(session)
        self._relays_unproved = relays_unproved
        self.headers: dict[tuple[UUID, int], Batch] = {}
        for row in rows(bag, BATCHES):
            self._header(row)
        self._chains()
        self._sums: dict[tuple[UUID, int], list[Any]] = {
            key: [hashlib.sha256(f"{head.previous}\n".encode()), 0]
            for key, head in self.headers.items()
        }
        self._sets: dict[UUID, tuple[str, int]] = {}
        for row in rows(bag, SETS):
            self._set(row)
        self._set_sums: dict[UUID, list[Any]] = {
            one: [hashlib.sha256(b"\n"), 0] for one in self._sets
        }
        self._withdrawable: dict[UUID, set[UUID]] = {}
        self._before = last(session)
        self._hubs = speaking(session)
        self._loose = {key for key in self.headers if self._is_loose(*key)}

    @property
    def given(self) -> set[UUID]:
        """Devices whose changes came in a set of the sender."""
        return set(self._sets)

    def changes(self) -> Iterator[ChangeLine]:
        """Stream the changes; complete when it ends without an error.

        Raises:
            TrustError: A change is not proved, or a batch or set is not what was signed.
            AppError: A line cannot be read.
        """
        for line, text in changes_with_text(self._bag):
            total = self._sums.get((line.device, line.batch)) or self._set_sums.get(line.device)
            if total is None:
                raise TrustError(
                    "batch",
                    N_("The package holds a change of device {device} that nobody signed."),
                    device=str(line.device)[:8],
                )
            if line.kind == KIND:
                self._check_withdrawal(line)
            total[0].update(text.encode() + b"\n")
            total[1] += 1
            yield line
        for (one, number), (digest, count) in self._sums.items():
            head = self.headers[one, number]
            if (digest.hexdigest(), count) != (head.digest, head.changes):
                raise TrustError(
                    "batch",
                    N_(
                        "Batch {batch} is not what its sender closed: changes are missing or "
                        "altered."
                    ),
                    batch=number,
                )
        for one, (digest, count) in self._set_sums.items():
            if (digest.hexdigest(), count) != self._sets[one]:
                raise TrustError(
                    "batch",
                    N_("The changes of device {device} are not what the sender vouched for."),
                    device=str(one)[:8],
                )

    def keep(self) -> None:
        """Keep the headers, so that what came can be proved later and be relayed.

        Raises:
            TrustError: Somebody vouches for changes in a batch of which its own device's header is
                here, and they were not in it; or vouched for them before that header came.
        """
        added = added_to_closed(self._session, self._sets, self._before) - self.headers.keys()
        if added:
            one, number = min(added)
            raise TrustError(
                "batch",
                N_(
                    "The package adds to batch {batch} of device {device}, which that device "
                    "closed itself. Nothing of it was used."
                ),
                batch=number,
                device=str(one)[:8],
            )
        for (one, number), head in self.headers.items():
            if (one, number) in self._loose and count_batch(self._session, one, number) != (
                head.changes
            ):
                raise TrustError(
                    "batch",
                    N_(
                        "Other changes of batch {batch} of device {device} came before, from a "
                        "copy of its workspace: was the laptop put back? Nothing of the package "
                        "was used."
                    ),
                    batch=number,
                    device=str(one)[:8],
                )
            if one not in self._own:
                keep_batch(self._session, head)

    def _header(self, row: dict[str, Any]) -> None:
        head = read_batch(row)
        key = (head.device, head.number)
        if key in self.headers or len(self.headers) >= _MOST_BATCHES:
            raise unreadable()
        here = self._session.get(BatchRow, key)
        if here is not None and here.digest:
            if here.digest != head.digest:
                raise TrustError(
                    "batch",
                    N_(
                        "Another batch {batch} of device {device} is here already: was that "
                        "laptop or its workspace copied? Nothing of the package was used."
                    ),
                    batch=head.number,
                    device=str(head.device)[:8],
                )
            writer = device(self._session, head.device)
            if writer is None or not verified(writer.keys.sign, head.signed_text, head.signature):
                head = replace(head, signature="")  # known by its digest; this proves nothing
        elif (
            self._relays_unproved
            and device(self._session, head.device) is None
            and (head.device != self._label.device)
        ):
            head = replace(head, signature="")
        elif not self._vouches(head):
            raise TrustError(
                "forged",
                N_("The header of batch {batch} of device {device} is forged."),
                batch=head.number,
                device=str(head.device)[:8],
            )
        self.headers[key] = head

    def _vouches(self, head: Batch) -> bool:
        """Tell whether the device itself signed a header."""
        if head.device == self._label.device:
            signer: Known | None = self._sender
        else:
            signer = device(self._session, head.device)
            if signer is None or not signer.trusted:
                raise TrustError(
                    "relayed",
                    N_(
                        "The package carries work of device {device}, which is {state} here. "
                        "Confirm that device first, by a package of its own."
                    ),
                    device=str(head.device)[:8],
                    state=AppError(
                        N_("revoked") if signer and signer.state == REVOKED else N_("unknown")
                    ),
                )
        assert signer is not None
        return verified(signer.keys.sign, head.signed_text, head.signature)

    def _chains(self) -> None:
        own = sorted(number for one, number in self.headers if one == self._label.device)
        for number, after in pairwise(own):
            if after != number + 1:  # whoever packs sends all batches from one on
                raise TrustError(
                    "chain",
                    N_("Batch {batch} of device {device} is missing in the package."),
                    batch=number + 1,
                    device=str(self._label.device)[:8],
                )
        for (one, number), head in self.headers.items():
            before = self.headers.get((one, number - 1))
            known = before.digest if before is not None else self._known(one, number - 1)
            if known is not None and known != head.previous:
                raise TrustError(
                    "chain",
                    N_("Batch {batch} of device {device} does not follow the one before it."),
                    batch=number,
                    device=str(one)[:8],
                )

    def _is_loose(self, one: UUID, number: int) -> bool:
        """Tell whether changes of a batch are here whose header is not."""
        query = select(Origin.n).where(Origin.device == one, Origin.batch == number).limit(1)
        row = self._session.get(BatchRow, (one, number))
        return (row is None or not row.digest) and self._session.scalar(query) is not None

    def _known(self, one: UUID, number: int) -> str | None:
        if number == 0:
            return ""
        row = self._session.get(BatchRow, (one, number))
        return row.digest if row is not None else None

    def _set(self, row: dict[str, Any]) -> None:
        by, one, count, digest, signature = read_set(row)
        if len(self._sets) >= _MOST_BATCHES:
            raise unreadable()
        allowed = self._sender.role == HUB or self._was_before(one)
        if by != self._label.device or not allowed or one in self._sets or type(count) is not int:
            raise TrustError(
                "relayed",
                N_("The sender vouches for changes of device {device}, which only a hub may."),
                device=str(one)[:8],
            )
        if not verified(self._sender.keys.sign, set_text(by, one, count, digest), signature):
            raise TrustError(
                "forged",
                N_("The set of changes of device {device} is forged."),
                device=str(one)[:8],
            )
        self._sets[one] = (digest, count)

    def _was_before(self, one: UUID) -> bool:
        """Tell whether the sender may have been a device before; nobody was a hub."""
        if one not in self._sender.keys.replaces or one in self._own:
            return False
        known = device(self._session, one)
        return known is None or known.role != HUB

    def _check_withdrawal(self, line: ChangeLine) -> None:
        """Only hubs withdraw what others wrote; where a hub is known, it simply does not count."""
        if self._sender.role == HUB or line.device in self._own or self._hubs:
            return
        own = self._withdrawable.get(line.device)
        if own is None or line.subject not in own:
            last = min(line.batch, _MOST_BATCHES)
            own = {batch_id(line.device, number) for number in range(1, last + 1)}
            self._withdrawable[line.device] = own
        writer = device(self._session, line.device)
        if line.subject not in own and (writer is None or writer.role != HUB):
            raise TrustError(
                "relayed",
                N_("Device {device} withdraws what others wrote, which only a hub may."),
                device=str(line.device)[:8],
            )
