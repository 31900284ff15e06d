"""Seconds for a building at a person's pace: ``xvfb-run python -m bench.effort_paced``.

The real window on a real X server with a window manager, and real key events: ``xdotool`` presses
each key. What is pressed is decided by the script of `bench.effort`; when, by a pace: 0.28 s a key
(an average typist) and 1.35 s before each thing decided (keystroke-level model of Card, Moran and
Newell), 3 s to find a photo in the file dialog. No key comes before the window is ready for it, so
a slow window makes it longer. So this is the window's part measured and the person's part a MODEL:
no person sat there, and nobody walked through a house.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "xcb"

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from bench.effort import CASES, KEY_S, LOOK_S, _sample, play
from bench.effort_clerk import Clerk
from bench.effort_keys import CTRL, NONE, SHIFT
from bench.effort_made import keys_of

PHOTO_S = 3.0
_NAMES = {
    Qt.Key.Key_Return: "Return", Qt.Key.Key_Escape: "Escape", Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Up: "Up", Qt.Key.Key_Tab: "Tab",
}  # fmt: skip
_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt)
_WORDS = {CTRL: "ctrl", SHIFT: "shift", Qt.KeyboardModifier.AltModifier: "alt"}


class _Arrivals(QObject):
    """Hears of the keys that came through the X server."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            self.count += event.spontaneous() and event.key() not in _HELD  # type: ignore[attr-defined]
        return False


class Paced(Clerk):
    """The clerk, at a person's pace and through the X server."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self._arrivals = _Arrivals()
        QApplication.instance().installEventFilter(self._arrivals)  # type: ignore[union-attr]
        self._looked = 0
        self._last = time.monotonic()
        self.late = 0.0
        self.begun = self.ended = 0.0

    def begin(self) -> None:
        """The clock starts here."""
        self._last = self.begun = time.monotonic()
        self._looked = self.looks

    def _finish(self) -> None:
        super()._finish()
        self.ended = time.monotonic()

    def _keep_pace(self, seconds: float) -> None:
        due = self._last + seconds + LOOK_S * (self.looks - self._looked)
        self._looked = self.looks
        now = time.monotonic()
        if now > due:
            self.late += now - due
        else:
            _spin(round((due - now) * 1000))
        self._last = time.monotonic()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, what: str = "") -> None:
        """Press one key when its time has come."""
        self._target()
        if not self.begun:
            self.begin()
        self._keep_pace(KEY_S)
        self._send([_named(key, modifier)])
        self._count(1, what)

    def type(self, text: str, what: str) -> None:
        """Type text; Chinese takes as long as its pinyin."""
        self._target()
        self._keep_pace(KEY_S * keys_of(text))
        if text.isascii():
            self._send(list(text))
        else:
            subprocess.run(["xdotool", "type", "--delay", "60", text], check=True)
            _spin(60 * len(text) + 100)
        self._count(keys_of(text), what)

    def photo(self, key: Qt.Key = Qt.Key.Key_I) -> None:
        """Open the dialog, look for the picture, choose it."""
        self._last += PHOTO_S
        super().photo(key)

    def _send(self, names: list[str]) -> None:
        for name in names:
            before = self._arrivals.count
            subprocess.run(["xdotool", "key", "--clearmodifiers", name], check=True)
            end = time.monotonic() + 3
            while self._arrivals.count == before:
                if time.monotonic() > end:
                    raise SystemExit(f"the window did not get {name}")
                _spin(5)
            _spin(10)


def _spin(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _named(key: Qt.Key, modifier: Qt.KeyboardModifier) -> str:
    name = _NAMES.get(key) or QKeySequence(key).toString()
    held = [word for one, word in _WORDS.items() if modifier & one]
    return "+".join([*held, name.lower() if len(name) == 1 else name])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*", type=int, help="numbers of cases, from 0")
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    manager = shutil.which("openbox")
    if manager is None:
        raise SystemExit("a window manager is needed: openbox")
    running = subprocess.Popen([manager], stderr=subprocess.DEVNULL)
    try:
        for number, case in enumerate(CASES):
            if given.only is not None and number not in given.only:
                continue
            with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as folder:
                clerk = play(
                    Path(folder),
                    _sample(case),
                    statement=case.statement,
                    problems=case.problems,
                    count=1,
                    clerk_of=Paced,
                )
            assert isinstance(clerk, Paced)
            keys, looks = clerk.each[-1]
            pace = keys * KEY_S + looks * LOOK_S + clerk.photos * PHOTO_S
            line = {
                "name": f"paced {case.name}",
                "value": round(time_of(clerk), 1),
                "unit": "s",
                "pace alone": round(pace, 1),
                "waited for the window": round(clerk.late, 1),
                "keys": keys,
                "decided": looks,
                "photos": clerk.photos,
            }
            print(json.dumps(line, ensure_ascii=False), flush=True)
    finally:
        running.terminate()
        running.wait()
    application.quit()


def time_of(clerk: Paced) -> float:
    """Return the seconds from the first key to the next building's being open."""
    return clerk.ended - clerk.begun


if __name__ == "__main__":
    main()
