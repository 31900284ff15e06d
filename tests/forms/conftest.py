"""Messages of the forms' tests are compared in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.i18n import language, set_language


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)
