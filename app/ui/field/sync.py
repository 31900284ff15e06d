"""Bring the rows of a list up to date in place: the open card stays where it is."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.widgets.question_model import QuestionModel, QuestionRow


def sync_rows(model: QuestionModel, rows: Sequence[QuestionRow]) -> None:
    """Insert rows that came, remove rows that went, change what differs.

    Rows keep their order in a form, so one walk through both lists finds every difference.
    """
    wanted = list(rows)
    keys = {row.key for row in wanted}
    at = model.rowCount() - 1
    while at >= 0:
        here = model.question(at)
        if here is not None and here.key not in keys:
            model.remove_rows(at, 1)
        at -= 1
    for at, row in enumerate(wanted):
        here = model.question(at)
        if here is None or here.key != row.key:
            if model.row_of(row.key) >= 0:  # another order: rare, and never while one types
                model.set_rows(wanted)
                return
            model.insert_rows(at, [row])
    model.set_rows(wanted)
