"""Names of files that every system takes, Windows with its reserved names included."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.reports.sheet import BuildingSheet

LONGEST = 80
"""Characters without ending: folders above need their share of Windows' 260."""
PART = 24
"""Characters of one level of a name."""
_TO_FILL = "待填"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
# Source: learn.microsoft.com, "Naming Files, Paths, and Namespaces": not even with an ending.
# It drops blanks before the ending.
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)", re.IGNORECASE
)


def safe(name: str) -> str:
    """Return a name without ending; empty when nothing of it can be kept."""
    kept = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))
    kept = "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    kept = kept.strip(" .")[:LONGEST].rstrip(" .")
    return f"_{kept}" if _RESERVED.match(kept) else kept


def sheet_name(sheet: BuildingSheet) -> str:
    """Return community–area–building; what two levels share is named once.

    District and street stand in the sheet itself, and what nobody has filled in (待填) is no name.
    Each part is cut by itself: of a long community the building must not be lost.
    """
    parts: list[str] = []
    for level in (sheet.community.rpartition(" · ")[2], sheet.area, sheet.building):
        part = level.strip()
        if part and _TO_FILL not in part and part[:PART] not in parts[-1:]:
            parts.append(part[:PART])
    return safe("-".join(parts)) or "楼栋"


class Names:
    """Hands out names of one folder, no two of which a system would take for the same."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def free(self, name: str) -> str:
        """Return the name, or the name with a number when it is taken."""
        found, again = name, 2
        while found.casefold() in self._used:
            found, again = f"{name}（{again}）", again + 1
        self._used.add(found.casefold())
        return found
