"""Records kept and brought back: as answers by path, as submissions, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from app.forms import saved, submission
from app.forms.views import Views

if TYPE_CHECKING:
    from app.forms.definition import Definition


class Stored(Views):
    """The half of `app.forms.instance.Instance` that writes records and reads them back."""

    @classmethod
    def resume(
        cls,
        definition: Definition,
        values: Mapping[str, str | None],
        reasons: Mapping[str, str] | None = None,
        **options: object,
    ) -> Self:
        """Make a record from saved answers without first-load events; see `load`."""
        made = cls(definition, start=False, **options)  # type: ignore[call-arg]
        made.load(values, reasons)
        return made

    def load(
        self, values: Mapping[str, str | None], reasons: Mapping[str, str] | None = None
    ) -> list[str]:
        """Replace everything by a saved state; no first-load events, one recalculation.

        Args:
            values: Text by path with keys (``/housing/J/seg[<key>]/length``). The path of a repeat
                instance holds its ordinal as text; None there means that it was removed. None for
                a question means cleared. Repeat instances that the form itself starts with
                (keys ``_1`` …) stay unless they are removed.
            reasons: Reason by path.

        Returns:
            Paths that the form does not have; their values are left out.
        """
        return saved.load(self._own, values, reasons or {})

    def to_xml(self, *, everything: bool = False) -> str:
        """Write the record as ODK submission XML.

        Args:
            everything: Also what is not relevant, for a draft.
        """
        return submission.to_xml(self._own, everything)

    def to_compact(self) -> str:
        """Write the answers that have a tag on one line (``odk:tag``, ``odk:prefix``)."""
        return submission.to_compact(self._own)

    @classmethod
    def from_xml(
        cls, definition: Definition, xml: str | bytes, *, edit: bool = False, **options: object
    ) -> Self:
        """Make a record from submission XML.

        Args:
            definition: The form it was made with.
            xml: The submission or draft.
            edit: Begin a new version of it: a new ``instanceID``, the old one as ``deprecatedID``.
            options: As for making an instance.

        Raises:
            FormError: It is not a submission of this form.
        """
        made = cls(definition, start=False, **options)  # type: ignore[call-arg]
        submission.from_xml(made._own, xml, edit)
        return made
