"""The change log's public face: every synced fact is written, merged and withdrawn through here."""

from app.models.append import Appender
from app.models.batches import (
    Batch,
    added_to_closed,
    batch_problems,
    batches,
    close_batch,
    count_batch,
    keep_batch,
    open_batch,
    sign_batches,
)
from app.models.dump import dump
from app.models.line import ChangeLine
from app.models.merge import Ahead, Merged, last, lines, merge, rebuild
from app.models.review import (
    Contested,
    Disputed,
    Head,
    HistoryRow,
    conflicts,
    contested,
    history,
    waiting,
)
from app.models.values import Json, canonical, same_answer
from app.models.withdraw import Withdrawal, undo_withdrawal, withdraw
from app.models.write import Author, Draft, delete, restore, write

__all__ = [
    "Ahead",
    "Appender",
    "Author",
    "Batch",
    "ChangeLine",
    "Contested",
    "Disputed",
    "Draft",
    "Head",
    "HistoryRow",
    "Json",
    "Merged",
    "Withdrawal",
    "added_to_closed",
    "batch_problems",
    "batches",
    "canonical",
    "close_batch",
    "conflicts",
    "contested",
    "count_batch",
    "delete",
    "dump",
    "history",
    "keep_batch",
    "last",
    "lines",
    "merge",
    "open_batch",
    "rebuild",
    "restore",
    "same_answer",
    "sign_batches",
    "undo_withdrawal",
    "waiting",
    "withdraw",
    "write",
]
