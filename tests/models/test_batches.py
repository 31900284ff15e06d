from __future__ import annotations

import hashlib
from uuid import uuid4

from app.models import log


def test_batches_are_numbered_and_their_digests_chained(desk) -> None:
    a, b = desk("王"), desk("李")
    device = a.author.device

    def close() -> log.Batch:
        with a.database.sessions.begin() as session:
            return log.close_batch(session, device)

    with a.database.sessions.begin() as session:
        assert log.open_batch(session, device) == 1
    a.write("place", uuid4(), "name", "甲")
    a.write("place", uuid4(), "name", "乙")
    mine = a.lines()
    b.write("place", uuid4(), "name", "丙")
    a.take(b)  # what others wrote is not in our batch
    first = close()
    text = "\n" + "".join(line.to_json() + "\n" for line in mine)
    assert (first.number, first.changes, first.previous) == (1, 2, "")
    assert first.digest == hashlib.sha256(text.encode()).hexdigest()
    a.author = log.Author(device, "王", 2)
    a.write("place", uuid4(), "name", "丁")
    second = close()
    assert (second.number, second.changes, second.previous) == (2, 1, first.digest)
    assert [one.number for one in a.ask(log.batches)] == [1, 2, 3]
    assert a.ask(log.batches)[-1].digest is None
