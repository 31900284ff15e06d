"""Read the few EXIF facts that an inspection keeps; damaged EXIF never breaks anything.

An own reader of some hundred lines rather than Pillow's: that one warns through a global
that is not safe across threads, and gives up a whole directory for one bad entry.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from app.i18n import N_

BAD_EXIF = N_("The camera's data about the picture (EXIF) is damaged; what was readable was kept.")
BAD_TIME = N_("The time in the picture is not a date; it was left out.")
BAD_PLACE = N_("The position in the picture is impossible; it was left out.")
OTHER_DATUM = N_("The position in the picture is not WGS84; it was left out.")

_ORIENTATION, _MAKE, _MODEL, _EXIF_IFD, _GPS_IFD = 0x0112, 0x010F, 0x0110, 0x8769, 0x8825
_ORIGINAL, _DIGITIZED = 0x9003, 0x9004
_ZONE_OF = {_ORIGINAL: 0x9011, _DIGITIZED: 0x9012}
_SUBSECOND_OF = {_ORIGINAL: 0x9291, _DIGITIZED: 0x9292}
_WANTED = {
    "ifd0": {_ORIENTATION, _MAKE, _MODEL, _EXIF_IFD, _GPS_IFD},
    "exif": {_ORIGINAL, _DIGITIZED, *_ZONE_OF.values(), *_SUBSECOND_OF.values()},
    "gps": {1, 2, 3, 4, 5, 6, 18},
}
# TIFF 6.0 field types: code -> (struct letter, bytes); rationals are two numbers.
_TYPES = {
    1: ("B", 1),
    2: ("s", 1),
    3: ("H", 2),
    4: ("I", 4),
    5: ("II", 8),
    7: ("s", 1),
    9: ("i", 4),
    10: ("ii", 8),
}
_MAX_ENTRIES, _MAX_VALUES = 1_000, 4_096

type_value = bytes | tuple[int, ...]
Tags = dict[int, type_value]


@dataclass(frozen=True)
class Exif:
    """What the camera wrote about a picture.

    Attributes:
        orientation: 1 to 8 as in TIFF; 1 when absent or outside that range.
        taken_at_ms: UTC milliseconds when ``taken_zone`` is known; otherwise the camera's
            wall clock read as if it were UTC, for EXIF does not say which zone it meant.
        taken_zone: Offset as written, such as ``+08:00``; ``None``: not written.
        longitude: Decimal degrees east, WGS84, as text with at most seven decimals.
        latitude: Decimal degrees north.
        altitude: Metres above sea level, as text with at most two decimals.
        camera: Make and model.
        warnings: English source strings, for translation with `app.i18n._`.
    Source:
        CIPA DC-008-2019 (Exif 2.32), TIFF 6.0 section 2.
    """

    orientation: int = 1
    taken_at_ms: int | None = None
    taken_zone: str | None = None
    longitude: str | None = None
    latitude: str | None = None
    altitude: str | None = None
    camera: str | None = None
    warnings: tuple[str, ...] = ()


def read_exif(block: bytes) -> Exif:
    """Read an EXIF block (with or without its ``Exif`` prefix); never raises.

    Args:
        block: Bytes of the JPEG segment, PNG chunk or HEIF item; empty: no EXIF.
    """
    tiff = block.removeprefix(b"Exif\0\0")
    if not tiff.strip(b"\0"):
        return Exif()
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return Exif(warnings=(BAD_EXIF,))
    reader = _Reader(tiff, order)
    main = reader.directory(struct.unpack_from(order + "I", tiff, 4)[0], _WANTED["ifd0"])
    details = reader.pointed(main, _EXIF_IFD, _WANTED["exif"])
    gps = reader.pointed(main, _GPS_IFD, _WANTED["gps"])
    warnings = [BAD_EXIF] if reader.damaged else []
    orientation = _integer(main, _ORIENTATION)
    taken_at_ms, zone = _taken(details, warnings)
    longitude, latitude = _position(gps, warnings)
    return Exif(
        orientation=orientation if orientation and 1 <= orientation <= 8 else 1,
        taken_at_ms=taken_at_ms,
        taken_zone=zone,
        longitude=longitude,
        latitude=latitude,
        altitude=_altitude(gps),
        camera=_camera(_text(main, _MAKE), _text(main, _MODEL)),
        warnings=tuple(warnings),
    )


class _Reader:
    """Directories of one TIFF block, each offset checked against its end."""

    def __init__(self, tiff: bytes, order: str) -> None:
        self.tiff = tiff
        self.order = order
        self.damaged = False

    def pointed(self, tags: Tags, pointer: int, wanted: set[int]) -> Tags:
        offset = _integer(tags, pointer)
        return {} if offset is None else self.directory(offset, wanted)

    def directory(self, offset: int, wanted: set[int]) -> Tags:
        tags: Tags = {}
        if offset < 8 or offset + 2 > len(self.tiff):
            self.damaged = True
            return tags
        (count,) = struct.unpack_from(self.order + "H", self.tiff, offset)
        if count > _MAX_ENTRIES or offset + 2 + 12 * count > len(self.tiff):
            self.damaged = True
            count = min(count, _MAX_ENTRIES, (len(self.tiff) - offset - 2) // 12)
        for at in range(offset + 2, offset + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(self.order + "HHI", self.tiff, at)
            if tag not in wanted or tag in tags:
                continue
            value = self._value(at + 8, kind, number)
            if value is None:
                self.damaged = True
            else:
                tags[tag] = value
        return tags

    def _value(self, at: int, kind: int, number: int) -> type_value | None:
        if kind not in _TYPES or number > _MAX_VALUES:
            return None
        letter, size = _TYPES[kind]
        if size * number > 4:
            (at,) = struct.unpack_from(self.order + "I", self.tiff, at)
        if at + size * number > len(self.tiff):
            return None
        if letter == "s":
            return self.tiff[at : at + number]
        return struct.unpack_from(self.order + letter * number, self.tiff, at)


def _integer(tags: Tags, tag: int) -> int | None:
    value = tags.get(tag)
    return value[0] if value else None


def _text(tags: Tags, tag: int) -> str:
    value = tags.get(tag)
    if not isinstance(value, bytes):
        return ""
    text = value.split(b"\0")[0].decode("utf-8", "replace")
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _rationals(tags: Tags, tag: int) -> list[Fraction] | None:
    value = tags.get(tag)
    if not isinstance(value, tuple) or len(value) % 2 or not value:
        return None
    pairs = list(zip(value[::2], value[1::2], strict=True))
    if any(bottom == 0 for _, bottom in pairs):
        return None  # cameras without a fix write 0/0
    return [Fraction(top, bottom) for top, bottom in pairs]


def _taken(details: Tags, warnings: list[str]) -> tuple[int | None, str | None]:
    for tag in (_ORIGINAL, _DIGITIZED):
        text = _text(details, tag)
        if not re.search("[1-9]", text):
            continue  # "0000:00:00 00:00:00" and blanks: the clock was never set
        found = re.match(r"(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)", text)
        try:
            moment = datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[arg-type,misc]
        except ValueError:
            moment = None
        if moment is None:
            warnings.append(BAD_TIME)
            continue
        zone = _zone(_text(details, _ZONE_OF[tag]))
        if zone:
            sign = -1 if zone[0] == "-" else 1
            moment -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        thousandths = re.match(r"\d{1,3}", _text(details, _SUBSECOND_OF[tag]))
        fraction_ms = int(thousandths[0].ljust(3, "0")) if thousandths else 0
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
        return since // timedelta(milliseconds=1) + fraction_ms, zone
    return None, None


def _zone(text: str) -> str | None:
    if text == "Z":
        return "+00:00"
    found = re.fullmatch(r"[+-](\d\d):([0-5]\d)", text)
    return text if found and int(found[1]) <= 14 else None


def _position(gps: Tags, warnings: list[str]) -> tuple[str | None, str | None]:
    latitude = _degrees(gps, 2, _text(gps, 1), "NS", 90)
    longitude = _degrees(gps, 4, _text(gps, 3), "EW", 180)
    if latitude is None and longitude is None:
        return None, None
    # 0°, 0° lies in the sea off Africa: it is what phones write before their first fix.
    if latitude is None or longitude is None or latitude == longitude == 0:
        warnings.append(BAD_PLACE)
        return None, None
    datum = re.sub(r"[^A-Z0-9]", "", _text(gps, 18).upper())
    if datum not in ("", "WGS84", "WGS1984"):
        warnings.append(OTHER_DATUM)
        return None, None
    return _decimal(longitude, 7), _decimal(latitude, 7)


def _degrees(gps: Tags, tag: int, side: str, sides: str, most: int) -> Fraction | None:
    parts = _rationals(gps, tag)
    if not parts or len(parts) > 3 or len(side) != 1 or side.upper() not in sides:
        return None
    degrees = sum((part / 60**power for power, part in enumerate(parts)), Fraction(0))
    if not 0 <= degrees <= most:
        return None
    return -degrees if side.upper() == sides[1] else degrees


def _altitude(gps: Tags) -> str | None:
    metres = _rationals(gps, 6)
    if not metres or abs(metres[0]) > 100_000:
        return None
    below = gps.get(5) in (b"\1", (1,))
    return _decimal(-metres[0] if below else metres[0], 2)


def _decimal(number: Fraction, places: int) -> str:
    text = f"{Decimal(round(number * 10**places)).scaleb(-places):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _camera(make: str, model: str) -> str | None:
    if make and not model.lower().startswith(make.lower()):
        return f"{make} {model}".strip()
    return model or None
