"""EXIF: what is right is read exactly, what is damaged breaks nothing."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.inspection.photo.exif import BAD_EXIF, BAD_PLACE, BAD_TIME, OTHER_DATUM, Exif, read_exif

Value = object


def block(
    main: dict[int, Value],
    details: dict[int, Value] | None = None,
    gps: dict[int, Value] | None = None,
) -> bytes:
    exif = Image.Exif()
    for tag, value in main.items():
        exif[tag] = value
    exif.get_ifd(0x8769).update(details or {})
    exif.get_ifd(0x8825).update(gps or {})
    return exif.tobytes()


HERE = {1: "N", 2: (36.0, 40.0, 12.5), 3: "E", 4: (117.0, 0.0, 30.25)}


def test_all_facts_are_read() -> None:
    found = read_exif(
        block(
            {0x0112: 6, 0x010F: "Canon", 0x0110: "Canon EOS"},
            {0x9003: "2026:11:22 10:30:00", 0x9011: "+08:00", 0x9291: "25"},
            HERE | {5: b"\0", 6: 12.5, 18: "WGS-84"},
        )
    )
    assert found == Exif(
        orientation=6,
        taken_at_ms=1_795_314_600_250,  # 2026-11-22T02:30:00.25Z
        taken_zone="+08:00",
        longitude="117.0084028",
        latitude="36.6701389",
        altitude="12.5",
        camera="Canon EOS",
    )


@pytest.mark.parametrize(
    ("zone", "hours", "kept"),
    [
        ("+08:00", 8, "+08:00"),
        ("-05:30", -5.5, "-05:30"),
        ("Z", 0, "+00:00"),
        ("", 0, None),
        ("+99:00", 0, None),
        ("CST", 0, None),
    ],
)
def test_the_zone_is_taken_as_written_and_never_guessed(
    zone: str, hours: float, kept: str | None
) -> None:
    details: dict[int, Value] = {0x9003: "2026:11:22 10:30:00"} | ({0x9011: zone} if zone else {})
    found = read_exif(block({}, details))
    assert found.taken_zone == kept
    assert found.taken_at_ms == 1_795_343_400_000 - hours * 3_600_000


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "    :  :     :  :  ", ""])
def test_a_clock_that_was_never_set_is_no_time_and_no_fault(text: str) -> None:
    found = read_exif(block({}, {0x9003: text}))
    assert (found.taken_at_ms, found.warnings) == (None, ())


@pytest.mark.parametrize(
    "text", ["2026:13:45 10:00:00", "2026:02:30 10:00:00", "yesterday 9", "2026:11:22 25:00:00"]
)
def test_an_impossible_time_is_left_out_with_a_warning(text: str) -> None:
    found = read_exif(block({}, {0x9003: text}))
    assert (found.taken_at_ms, found.warnings) == (None, (BAD_TIME,))


def test_the_time_of_digitizing_stands_in_and_that_of_editing_does_not() -> None:
    assert read_exif(block({}, {0x9004: "2026:11:22 10:30:00"})).taken_at_ms == 1_795_343_400_000
    assert read_exif(block({0x0132: "2026:11:22 10:30:00"})).taken_at_ms is None


@pytest.mark.parametrize(
    ("gps", "warning"),
    [
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)}, BAD_PLACE),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, BAD_PLACE),
        ({1: "N", 2: (10.0, 0.0, 0.0)}, BAD_PLACE),
        (HERE | {18: "GCJ-02"}, OTHER_DATUM),
        (HERE | {18: "TOKYO"}, OTHER_DATUM),
    ],
)
def test_a_position_that_cannot_be_trusted_is_left_out(gps: dict[int, Value], warning: str) -> None:
    found = read_exif(block({}, {}, gps))
    assert (found.longitude, found.latitude, found.warnings) == (None, None, (warning,))


def test_south_west_and_below_the_sea_are_negative() -> None:
    gps = {1: "S", 2: (1.0, 30.0, 0.0), 3: "W", 4: (2.0, 0.0, 0.0), 5: b"\1", 6: 3.0}
    found = read_exif(block({}, {}, gps))
    assert (found.latitude, found.longitude, found.altitude) == ("-1.5", "-2", "-3")


def test_a_position_without_fix_is_none_and_no_fault() -> None:
    entry = struct.Struct("<HHI4s")
    rationals = struct.pack("<6I", 0, 0, 0, 0, 0, 0)
    gps = (
        struct.pack("<H", 2)
        + entry.pack(1, 2, 2, b"N\0\0\0")
        + entry.pack(2, 5, 3, struct.pack("<I", 56))
        + bytes(4)
    )
    main = struct.pack("<H", 1) + entry.pack(0x8825, 4, 1, struct.pack("<I", 26)) + bytes(4)
    tiff = b"II*\0\x08\0\0\0" + main + gps + rationals
    assert read_exif(tiff) == Exif()


@pytest.mark.parametrize("data", [b"", b"Exif\0\0", bytes(100)])
def test_no_exif_is_no_fault(data: bytes) -> None:
    assert read_exif(data) == Exif()


@pytest.mark.parametrize(
    "data", [b"junk", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff"]
)
def test_a_broken_directory_is_one_warning(data: bytes) -> None:
    assert read_exif(data) == Exif(warnings=(BAD_EXIF,))


RIGHT = block({0x0112: 3, 0x0110: "X"}, {0x9003: "2026:11:22 10:30:00"}, HERE)


@given(at=st.integers(0, len(RIGHT) - 1), value=st.integers(0, 255), end=st.integers(0, len(RIGHT)))
def test_no_damage_breaks_the_reader(at: int, value: int, end: int) -> None:
    data = bytearray(RIGHT)
    data[at] = value
    found = read_exif(bytes(data[:end]))
    assert 1 <= found.orientation <= 8
    if found.longitude is not None:
        assert abs(float(found.longitude)) <= 180


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    read_exif(data)
    read_exif(b"II*\0\x08\0\0\0" + data)
    read_exif(b"MM\0*\0\0\0\x08" + data)
