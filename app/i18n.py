"""One gettext catalogue for window, command line, rules and reports; needs no Qt.

Source strings are English. `_` translates now; `N_` only marks a string for extraction, so that
constants and error templates can be translated when they are shown.
"""

from __future__ import annotations

import gettext
from functools import cache

from app.paths import resource

LANGUAGES = ("zh_CN", "en")
_language = "zh_CN"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = resource("translations")
    return gettext.translation("chengjian", str(folder), [language], fallback=True)


def set_language(language: str) -> None:
    """Choose the language of everything translated from now on: ``zh_CN`` or ``en``."""
    global _language
    _language = language if language in LANGUAGES else "zh_CN"


def language() -> str:
    """Return the code of the language in use."""
    return _language


def _(message: str) -> str:
    """Translate one English source string into the language in use."""
    if _language == "en" or not message:
        return message
    return _catalogue(_language).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a string that depends on a count; the caller formats ``{count}`` in."""
    if _language == "en":
        return one if count == 1 else many
    return _catalogue(_language).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Translate a string that means several things; the context says which, and is not shown."""
    if _language == "en":
        return message
    return _catalogue(_language).pgettext(context, message)


def npgettext(context: str, one: str, many: str, count: int) -> str:
    """Translate a string that depends on a count and means several things."""
    if _language == "en":
        return one if count == 1 else many
    return _catalogue(_language).npgettext(context, one, many, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a string for extraction and return it unchanged."""
    return message
