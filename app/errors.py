"""What a person can solve, and the one way to stop early; everything else is a bug."""

from __future__ import annotations

from app.i18n import _


class AppError(Exception):
    """A problem that the user can mend: says what, where and what to do.

    Attributes:
        template: English source string with named fields, marked with `N_` where it is written.
        values: What fills the fields; nested `AppError` values are translated too.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        values = {
            name: value if isinstance(value, int) else str(value)
            for name, value in self.values.items()
        }
        return _(self.template).format(**values)


class Cancelled(BaseException):
    """The user stopped the work; whoever catches it leaves everything as it was before."""
