"""Qt's own words in Chinese: its catalogue, and what that catalogue lacks in this version.

Words of Qt that its translators have not reached would stand in English in the file dialog of
systems without one of their own. They are compiled (``resources/translations/qt``) and not looked
up in Python: Qt asks for words in any thread, under a lock. A thread that then waits for Python,
and the window that holds Python and waits for the lock to change the language, would both wait for
ever.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from app.paths import resource


def install(parent: QObject) -> list[QTranslator]:
    """Let Qt speak Chinese; `remove` what is returned when it shall not any more."""
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    own, rest = QTranslator(parent), QTranslator(parent)
    found: list[QTranslator] = []
    if own.load(QLocale("zh_CN"), "qtbase", "_", folder):
        found.append(own)
    if rest.load(str(resource("translations/qt/rest_zh_CN.qm"))):
        found.append(rest)  # the last one is asked first
    for translator in found:
        QCoreApplication.installTranslator(translator)
    return found


def remove(translators: list[QTranslator]) -> None:
    """Take translators away again."""
    for translator in translators:
        QCoreApplication.removeTranslator(translator)
