"""How fast and how long, beside the bar of a job that moves bytes."""

from __future__ import annotations

from app.ui.hub.job_strip import Pace


def test_speed_and_what_is_left() -> None:
    pace, whole = Pace(), 60_000_000
    assert pace.words(0, whole, 100.0) == ""
    assert pace.words(1_000_000, whole, 100.5) == ""  # too early to tell
    said = pace.words(20_000_000, whole, 110.0)
    assert said.startswith("2.0 MB/s")
    assert "20" in said  # seconds for the other 40 MB
    assert pace.words(whole, whole, 130.0) == "2.0 MB/s"


def test_what_goes_on_where_it_was_counts_only_what_passes_now() -> None:
    pace = Pace()
    assert pace.words(50_000_000, 60_000_000, 5.0) == ""
    assert pace.words(52_000_000, 60_000_000, 7.0).startswith("1.0 MB/s")
    assert pace.words(0, 60_000_000, 8.0) == ""  # began anew
    assert pace.words(6_000_000, 60_000_000, 10.0).startswith("3.0 MB/s")
