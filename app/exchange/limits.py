"""How much of a stranger's package is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1 << 30
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Upper bounds for one package; checked against what is announced and against what comes.

    Attributes:
        entries: Files in a package.
        name_bytes: Length of a path inside it, the top folder included.
        entry_bytes: One file, unpacked.
        total_bytes: All files, unpacked.
        ratio: Unpacked to packed size of one file, for files over ``ratio_from_bytes``.
        ratio_from_bytes: Small texts may shrink further than any ratio.
        tag_bytes: ``bagit.txt``, ``bag-info.txt`` and each manifest, unpacked.
        line_bytes: One line of a text file.
    """

    entries: int = 200_000
    name_bytes: int = 240
    entry_bytes: int = 4 * GIB
    total_bytes: int = 64 * GIB
    ratio: int = 200
    ratio_from_bytes: int = MIB
    tag_bytes: int = 64 * MIB
    line_bytes: int = 4 * MIB


DEFAULT = Limits()
