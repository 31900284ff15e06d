"""What a user may choose on this machine: one dataclass, kept as JSON by the standard library."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Settings:
    """Choices that belong to the machine, not to a workspace.

    Attributes:
        language: ``zh_CN`` or ``en``.
        theme: ``system``, ``light``, ``dark`` or ``contrast``.
        text_size: 100, 115 or 130 per cent of the type sizes (标准 · 大 · 特大).
        workspace: Folder opened at the next start; empty: ask.
        person: Who inspected last on this machine.
        hub_person: Who worked last at its hub desk; the two are seldom the same.
        desk: ``field`` (采集台) or ``hub`` (汇总台).
        second_place: Folder of sealed backups outside the workspace; empty: none is chosen.
        photo_folder: Folder whose new photos come in by themselves; empty: none is watched.
        guided: The first-start guide was seen or skipped.
        watermark: Template of the lines on copies of photos; empty: the usual ones.
        findings_columns: Widths of the columns of the findings table; empty: as they come.
        folders: Folder that files were last taken from or written to, by purpose.
    """

    language: str = "zh_CN"
    theme: str = "system"
    text_size: int = 100
    workspace: str = ""
    person: str = ""
    hub_person: str = ""
    desk: str = "field"
    second_place: str = ""
    photo_folder: str = ""
    guided: bool = False
    watermark: str = ""
    findings_columns: str = ""
    folders: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Who works at the desk that is chosen; nobody yet: who works at the other one."""
        if self.desk == "hub":
            return self.hub_person or self.person
        return self.person or self.hub_person

    def with_person(self, person: str) -> Settings:
        """Return these with another person at the desk that is chosen."""
        if self.desk == "hub":
            return replace(self, hub_person=person)
        return replace(self, person=person)


def settings_file() -> Path:
    """Return where the settings are kept for this user."""
    return Path(platformdirs.user_config_dir("chengjian", appauthor=False)) / "settings.json"


def load_settings(file: Path | None = None) -> Settings:
    """Read the settings; what is missing, unreadable or of the wrong type falls back to default."""
    try:
        raw = json.loads((file or settings_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(raw, dict):
        return Settings()
    default = Settings()
    known = {
        one.name: raw[one.name]
        for one in fields(Settings)
        if type(raw.get(one.name)) is type(getattr(default, one.name))
    }
    return Settings(**known)


def save_settings(settings: Settings, file: Path | None = None) -> None:
    """Write the settings under a temporary name first, so that a crash leaves the old ones."""
    target = file or settings_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(target)
