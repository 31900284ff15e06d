from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prove import histories


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_any_history_of_merging_ends_where_the_rules_say(seed: int) -> None:
    with tempfile.TemporaryDirectory(dir=histories.memory()) as folder:
        histories.one(random.Random(seed), Path(folder), histories.make_template_once())


def test_another_process_with_another_hash_seed_dumps_the_same_bytes(tmp_path: Path) -> None:
    template = histories.make_template(tmp_path)
    history = histories.History(random.Random(7), tmp_path, template)
    try:
        for _ in range(25):
            history.step(history.rng.choice(history.laptops))
        lines = {}
        for laptop in history.laptops:
            with laptop.database.reading() as session:
                lines |= {line.id: line for line in histories.log.lines(session)}
        hub = history.open()
        history.hear(hub)
        history.deliver(hub, list(lines.values()))
        histories.must_equal(history.dump(hub, "here"), history.elsewhere(list(lines.values())))
        assert len(lines) > 10
    finally:
        for database in history.opened:
            database.close()
