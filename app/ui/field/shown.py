"""How places, codes and times are written on the field desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.i18n import _, language, ngettext, npgettext
from app.inspection.roster.words import word as roster_word
from app.ui.widgets.place_model import Place
from app.ui.words import word

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.inspection.browse import GroupLine, PlaceLine

ZONE = ZoneInfo("Asia/Shanghai")
_PLACE_ENDS = ("社区", "村", "居委会")


def community_name(name: str) -> str:
    """Return the name of a community as people say it: 长安 is 长安社区."""
    if language() == "en" or name.endswith(_PLACE_ENDS):
        return name
    return f"{name}社区"


def facts(line: PlaceLine) -> str:
    """Return one line of facts: 6层·砖混·24套."""
    parts = []
    if line.floors:
        parts.append(_("{count} floors").format(count=line.floors))
    if line.structure and line.structure != "unknown":
        structure = roster_word("structure", line.structure).partition("（")[0]
        parts.append(structure.partition("/")[0])
    if line.households:
        parts.append(_("{count} flats").format(count=line.households))
    return "·".join(parts)


def right_word(line: PlaceLine) -> str:
    """Return what stands at the right of a building's row."""
    if line.state == "in_progress":
        return f"{line.answered}/{line.relevant}"
    if line.state == "incomplete":
        return _("{count} short").format(count=line.missing)
    if line.state == "done":
        return done_word(line.findings, line.undecided)
    return word(line.state)


def done_word(findings: int, undecided: int) -> str:
    """Return what a finished building amounts to; 无 only where nothing was left undecided."""
    if findings:
        return places_count(findings)
    if undecided:
        return _("{count} undecided").format(count=undecided)
    return _("None")


def places_count(count: int) -> str:
    """Return a number of findings: 2 处."""
    return ngettext("{count} finding", "{count} findings", count).format(count=count)


def buildings_count(count: int) -> str:
    """Return a number of buildings: 6 栋."""
    return ngettext("{count} building", "{count} buildings", count).format(count=count)


def photos_count(count: int) -> str:
    """Return a number of photos: 5 张."""
    return ngettext("{count} photo", "{count} photos", count).format(count=count)


def photos_named(count: int) -> str:
    """Return a number of photos with their noun, for where none stands before: 5 张照片."""
    return npgettext("with noun", "{count} photo", "{count} photos", count).format(count=count)


def building_row(line: PlaceLine, *, with_where: bool = False) -> Place:
    """Return the row of one building; in a list without tree with what it lies in."""
    name = line.name
    if line.level == "community":
        name = _("Community checklist")
    elif line.level == "area":
        name = _("Residential area checklist")
    if with_where:
        where = where_words(line.where)
        full = line.name if line.level == "building" else f"{line.name} {name}"
        return Place(
            str(line.id), "building", full, line.state, where, right_word(line),
            line.answered, line.relevant, line.worst,
        )  # fmt: skip
    return Place(
        str(line.id), "building", name, line.state, facts(line), right_word(line),
        line.answered, line.relevant, line.worst if line.state == "done" else "",
    )  # fmt: skip


def where_words(where: str) -> str:
    """Return the names above a building as people say them."""
    first, dot, rest = where.partition(" · ")
    return f"{community_name(first)}·{rest}" if dot else community_name(first) if first else ""


def group_row(level: str, line: GroupLine) -> Place:
    """Return the row of a community or residential area."""
    if level == "community":
        name = community_name(line.name)
        return Place(f"@{line.id}", level, name, done=line.done, total=line.total)
    return Place(f"@{line.id}", level, line.name, right=buildings_count(line.found))


def short_code(code: str) -> str:
    """Return a question's code as it stands before it: B03 for ZF-B03."""
    return code.partition("-")[2] or code


def shown_code(question: Question) -> str:
    """Return the code before a question: the form's own; the name of a field is none."""
    return short_code(question.code) if "code" in question.extras else ""


def clock(at_ms: int, *, seconds: bool = False) -> str:
    """Return the time of day."""
    return f"{datetime.fromtimestamp(at_ms / 1000, ZONE):{'%H:%M:%S' if seconds else '%H:%M'}}"


def day_and_time(at_ms: int, now_ms: int) -> str:
    """Return today and yesterday in words, then 11-21, with the time."""
    moment = datetime.fromtimestamp(at_ms / 1000, ZONE)
    now = datetime.fromtimestamp(now_ms / 1000, ZONE)
    if moment.date() == now.date():
        day = _("today")
    elif moment.date() == now.date() - timedelta(days=1):
        day = _("yesterday")
    else:
        day = f"{moment:%m-%d}"
    return f"{day} {moment:%H:%M}"


def duration(seconds: int) -> str:
    """Return a length of time: 6 分 12 秒."""
    if seconds < 60:
        return _("{seconds} s").format(seconds=seconds)
    return _("{minutes} min {seconds} s").format(minutes=seconds // 60, seconds=seconds % 60)


def size_words(count: int) -> str:
    """Return a number of bytes for people."""
    if count >= 1_000_000_000:
        return f"{count / 1e9:.1f} GB"
    if count >= 1_000_000:
        return f"{count / 1e6:.1f} MB"
    return f"{max(1, round(count / 1000))} KB"
