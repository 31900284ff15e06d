"""Whether a file says from outside that it is a task package."""

from __future__ import annotations

from pathlib import Path

from app.errors import AppError
from app.exchange.admit import TASK_KIND
from app.exchange.bags.read import open_bag
from app.exchange.signing import KIND_LABEL


def says_task(file: Path) -> bool:
    """Tell by the label alone; whether it is genuine is found out when it is read.

    It is read within the limits of any package: on a stick may lie whatever a stranger made.
    """
    try:
        with open_bag(file, verify=False) as bag:
            return bag.info.get(KIND_LABEL) == TASK_KIND
    except AppError:
        return False
