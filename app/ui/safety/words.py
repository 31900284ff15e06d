"""What the guard says, in sentences: backups, disk, clock, and a workspace that is another now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _, ngettext
from app.ui.field.shown import day_and_time, size_words

if TYPE_CHECKING:
    from app.backup import Backup
    from app.backup_restore import Restored
    from app.watch import Jump, Room

_MINUTE_MS, _HOUR_MS, _DAY_MS = 60_000, 3_600_000, 86_400_000


def recognised(kind: str) -> str:
    """Say what became of a workspace since it was last open; empty when nothing did."""
    return {
        "moved": _(
            "This workspace now lies in another folder. Nothing has changed in it; go on as usual."
        ),
        "copied": _(
            "This is a copy of a workspace. From here on it counts as a laptop of its own, so that"
            " its packages and those of the original are never taken for one another. Go on with"
            " one of the two."
        ),
        "restored": _(
            "This workspace was put back from a backup. Its packages get numbers of their own from"
            " here on, so that the hub takes none of them for an older one. Go on as usual."
        ),
    }.get(kind, "")


def disk(room: Room) -> str:
    """Say that the disk is getting full; empty while it is not."""
    free = size_words(room.free)
    if room.state == "low":
        return _(
            "The disk is getting full: {free} left, some {count} photos. Clear up before you go on."
        ).format(free=free, count=max(1, room.free // 4_000_000))
    if room.state == "critical":
        return _(
            "The disk is almost full: {free} left. Photos are not taken in until there is room;"
            " answers are still kept."
        ).format(free=free)
    return ""


def no_photos() -> str:
    """Say why a photo is refused."""
    return _(
        "The disk is almost full, so no photos are taken in. Free some space; the photo stays where"
        " it is."
    )


def clock_jump(jump: Jump) -> str:
    """Say that the laptop's clock was changed, and that the order of records does not suffer."""
    span = span_words(abs(jump.ms))
    if not jump.while_running:
        return _(
            "The computer's clock is {span} behind the newest record. The records keep their order;"
            " set the clock right, so that new ones get the right time."
        ).format(span=span)
    words = (
        _("The computer's clock was put forward by {span}.")
        if jump.ms > 0
        else _("The computer's clock was put back by {span}.")
    )
    rest = _("The records keep their order; look whether the time is right now.")
    return _together([words.format(span=span), rest])


def span_words(span_ms: int) -> str:
    """Return a length of time in its largest unit: 3 天, 2 小时, 5 分钟."""
    if span_ms >= _DAY_MS:
        count = span_ms // _DAY_MS
        return ngettext("{count} day", "{count} days", count).format(count=count)
    if span_ms >= _HOUR_MS:
        count = span_ms // _HOUR_MS
        return ngettext("{count} hour", "{count} hours", count).format(count=count)
    count = max(1, span_ms // _MINUTE_MS)
    return ngettext("{count} minute", "{count} minutes", count).format(count=count)


def last_backup(newest: Backup | None, now_ms: int) -> str:
    """Return the word of the status bar."""
    if newest is None:
        return _("No backup yet")
    return _("Backed up {when}").format(when=day_and_time(newest.at, now_ms))


def changes_count(count: int) -> str:
    """Return a number of changes: 41 处改动."""
    return ngettext("{count} change", "{count} changes", count).format(count=count)


def put_back(done: Restored, photos: int, now_ms: int) -> str:
    """Say what restoring did, and what was saved of the database that was in use."""
    if done.backup.at:
        parts = [
            _("The backup of {when} is in place.").format(when=day_and_time(done.backup.at, now_ms))
        ]
    else:
        parts = [_("The backup is in place.")]
    if done.unreadable:
        parts.append(_("What was added since could not be read; the old file is kept."))
    elif done.rescued:
        parts.append(
            _("{changes} made since were saved into it.").format(
                changes=changes_count(done.rescued)
            )
        )
    if photos:
        parts.append(
            ngettext("{count} photo came back.", "{count} photos came back.", photos).format(
                count=photos
            )
        )
    if done.skipped:
        parts.append(
            ngettext(
                "{count} newer backup there is damaged; the one before it was taken.",
                "{count} newer backups there are damaged; the one before them was taken.",
                done.skipped,
            ).format(count=done.skipped)
        )
    if done.damaged:
        parts.append(
            ngettext(
                "{count} file there is damaged and was left out.",
                "{count} files there are damaged and were left out.",
                done.damaged,
            ).format(count=done.damaged)
        )
    return _together(parts)


def _together(sentences: list[str]) -> str:
    """Put sentences one behind the other; Chinese ones stand without a space."""
    return ("" if sentences[0].endswith("。") else " ").join(sentences)
