"""Sealing while writing: what is written here goes through age into the file, in one pass.

No byte lies open anywhere. The pieces are read and hashed in a thread of their own, see
`app.exchange.bags.source`; a further one for the cipher would cost more than it brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.age_write import AgeWriter
from app.sealing import check_recipient

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.age_write import Target


class SealingFile:
    """A file to write plain bytes into; sealed ones arrive in ``target``.

    It cannot be rewound, and tells so to ``zipfile``.
    """

    def __init__(self, target: Target, recipients: Sequence[str]) -> None:
        """Start sealing.

        Args:
            target: Where sealed bytes go; left open.
            recipients: Public keys, ``age1…``.

        Raises:
            SealError: A public key is none.
        """
        for one in recipients:
            check_recipient(one)
        self._writer = AgeWriter(target, recipients)
        self._error: BaseException | None = None

    def write(self, data: bytes | memoryview) -> int:
        """Write plain bytes.

        Raises:
            OSError: The target cannot be written.
        """
        self._noting(lambda: self._writer.write(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: the cipher writes whole blocks."""

    def seekable(self) -> bool:
        return False

    def finish(self) -> None:
        """Say that this is all; it is sealed into the target then.

        Raises:
            OSError: The target cannot be written.
        """
        self._noting(self._writer.finish)

    def _noting(self, work: Callable[[], object]) -> None:
        """Do something; an error is told again at each call, so that who closes hears it, too."""
        if self._error is not None:
            raise self._error
        try:
            work()
        except BaseException as error:
            self._error = error
            raise
