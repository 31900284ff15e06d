"""Take the pictures: every scene in every language, look and size."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.i18n import language, set_language
from app.settings import Settings
from app.ui.app import make_application
from app.ui.screens.scenes import SCENES
from app.ui.screens.stage import Stage

SIZES = ((1366, 768), (1920, 1080))
MODES = ("light", "dark")
LANGUAGES = ("zh_CN", "en")


def render(
    out: Path,
    samples: Path,
    *,
    sizes: Sequence[tuple[int, int]] = SIZES,
    modes: Sequence[str] = MODES,
    languages: Sequence[str] = LANGUAGES,
    only: Iterable[str] = (),
    tell: Callable[[str], None] = lambda _line: None,
) -> dict[str, str]:
    """Write ``<scene>_<width>_<mode>_<language>.png`` for all of them.

    Args:
        out: Folder for the pictures.
        samples: Folder of a finished demo.
        sizes: Widths and heights of the window.
        modes: ``light``, ``dark``.
        languages: ``zh_CN``, ``en``.
        only: Names of scenes, or beginnings of names; all when empty.
        tell: Told of each scene.

    Returns:
        What went wrong, by scene and language; empty when every picture was taken.
    """
    out.mkdir(parents=True, exist_ok=True)
    application = make_application()
    wanted = tuple(only)
    before, failed = language(), {}
    for name, scene in SCENES.items():
        if wanted and not name.startswith(wanted):
            continue
        for spoken in languages:
            chinese = spoken == "zh_CN"
            settings = Settings(
                language=spoken,
                theme=modes[0],
                person="马晓梅（样例）" if chinese else "Ma Xiaomei (sample)",
                hub_person="周工（样例）" if chinese else "Engineer Zhou (sample)",
                desk=scene.desk,
            )
            place = Path(tempfile.mkdtemp(prefix="chengjian-scene-"))
            try:
                _take(application, out, samples, place, settings, name, sizes, modes)
            except Exception as error:  # the other scenes are wanted all the same
                failed[f"{name} {spoken}"] = "".join(traceback.format_exception(error))
            finally:
                shutil.rmtree(place, ignore_errors=True)
            tell(f"{name} {spoken}")
    set_language(before)
    return failed


def _take(
    application: QApplication,
    out: Path,
    samples: Path,
    place: Path,
    settings: Settings,
    name: str,
    sizes: Sequence[tuple[int, int]],
    modes: Sequence[str],
) -> None:
    for mode in modes:
        folder = place / mode
        folder.mkdir()
        stage = Stage(application, samples, folder, _in_mode(settings, mode))
        try:
            SCENES[name].play(stage)
            stage.settle()
            for width, height in sizes:
                stage.resize(width, height)
                file = out / f"{name}_{width}_{mode}_{settings.language}.png"
                if not stage.picture().save(str(file)):
                    raise OSError(f"{file} cannot be written")
        finally:
            stage.close()


def _in_mode(settings: Settings, mode: str) -> Settings:
    return replace(settings, theme=mode)
