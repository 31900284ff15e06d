"""What the tests that walk the ODK XForms specification share."""

from __future__ import annotations

from datetime import UTC, datetime

from app.forms import Instance, load_xform
from tests.forms.made import inputs, xform

NOW = datetime(2026, 3, 4, 5, 6, 7, 89000, tzinfo=UTC)


def make(*parts: str, **options: object) -> Instance:
    """Begin a record of a form made of parts; see `tests.forms.made.xform`."""
    definition = load_xform(xform(*parts))
    return Instance(definition, now=NOW, timezone="UTC", **options)  # type: ignore[arg-type]


def bound(attributes: str, value: str = "", **options: object) -> Instance:
    """Begin a record with two questions, of which ``a`` has these attributes on its bind."""
    bind = f'<bind nodeset="/data/a" {attributes}/>'
    return make(f"<a>{value}</a><b/>", bind, inputs("a", "b"), **options)
