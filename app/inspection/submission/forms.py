"""Which form version a submission was made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_
from app.inspection.checklists import Checklist, checklists, definition

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.workspace import Workspace


class Forms:
    """The form versions of a workspace.

    Attributes:
        chosen: ``form`` or ``form@version`` that the user said everything belongs to, or empty.
    """

    def __init__(self, workspace: Workspace, session: Session, chosen: str = "") -> None:
        self._workspace = workspace
        self._known = checklists(session)
        self.chosen = chosen

    def find(self, form_id: str, version: str, form_hash: str = "") -> Definition:
        """Return the form of a submission.

        Args:
            form_id: Id that it names.
            version: Version that it names, may be empty.
            form_hash: Hash of the very workbook, when it is one of ours.

        Raises:
            AppError: The form or this version of it is not in the workspace.
        """
        if self.chosen:
            return self.given()
        exact = next(
            (one for one in self._known if one.hash == form_hash and one.form_id == form_id), None
        )
        if exact is not None:
            return definition(self._workspace, exact.hash)
        same = self._of(form_id)
        if not same:
            raise AppError(
                N_("The form {form} is not in this workspace; add it, or name one with --form."),
                form=form_id,
            )
        fitting = [one for one in same if one.version == version]
        if not version and not fitting and len(same) == 1:
            fitting = same
        if not fitting:
            raise AppError(
                N_(
                    "Version “{version}” of the form {form} is not in this workspace (known: "
                    "{known}); add its workbook, or name a version with --form {form}@…"
                ),
                version=version,
                form=form_id,
                known="、".join(one.version or "–" for one in same),
            )
        if len(fitting) > 1:
            raise AppError(
                N_("Several workbooks are called version “{version}” of the form {form}."),
                version=version,
                form=form_id,
            )
        return definition(self._workspace, fitting[0].hash)

    def given(self) -> Definition:
        """Return the form that the user named.

        Raises:
            AppError: It is not known, or has several versions and none was named.
        """
        form_id, _at, version = self.chosen.partition("@")
        same = [one for one in self._of(form_id) if not version or one.version == version]
        if len(same) == 1:
            return definition(self._workspace, same[0].hash)
        known = "、".join(f"{one.form_id}@{one.version}" for one in self._known) or "–"
        raise AppError(
            N_("{form} does not name one form version of this workspace; there are: {known}"),
            form=self.chosen,
            known=known,
        )

    def all(self) -> list[Definition]:
        """Return every form version, for guessing the form of a table by its columns."""
        if self.chosen:
            return [self.given()]
        return [definition(self._workspace, one.hash) for one in self._known]

    def _of(self, form_id: str) -> list[Checklist]:
        return [one for one in self._known if one.form_id == form_id]
