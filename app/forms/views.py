"""What can be read of a record: its fields and texts, what is wrong, what is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from app.forms import address, wording
from app.forms.errors import FormError
from app.forms.fields import Field
from app.forms.outcome import (
    Found,
    Missing,
    Verdict,
    Violation,
    find_findings,
    find_missing,
    find_verdicts,
    find_violations,
)
from app.forms.state import State
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.definition import Definition
    from app.forms.instance import Instance
    from app.forms.itext import Text
    from app.forms.tree import Document, Node
    from app.forms.xpath import Expression


class Views:
    """The reading half of `app.forms.instance.Instance`."""

    definition: Definition
    document: Document
    language: str

    @property
    def _own(self) -> Instance:
        return cast("Instance", self)

    def node(self, path: str) -> Field:
        """Return the field at a path.

        Raises:
            FormError: There is none.
        """
        node = address.find(self._own, path)
        if node is None or not isinstance(node.data, State):
            raise FormError(N_("The form has no path {path}"), path=path)
        return Field(self._own, node, node.data)

    def fields(self) -> Iterator[Field]:
        """Yield every field in document order, groups and what is not shown included."""
        for node in self.document.root.walk():
            if isinstance(node.data, State):
                yield Field(self._own, node, node.data)

    def violations(self) -> list[Violation]:
        """Return every relevant field that is not valid."""
        return find_violations(self._own)

    def missing(self) -> list[Missing]:
        """Return what keeps the record from being finished (查完)."""
        return find_missing(self._own)

    @property
    def finished(self) -> bool:
        """Whether every relevant required question has an answer or a reason, and all is valid."""
        return not find_missing(self._own)

    def findings(self) -> list[Found]:
        """Return the problems that the answers show."""
        return find_findings(self._own)

    def verdicts(self) -> list[Verdict]:
        """Return what each rule says in each repeat instance."""
        return find_verdicts(self._own)

    def text(self, text: Text | None, node: Node, form: str = "") -> str:
        """Return a text for a node in the current language."""
        return wording.text(self._own, text, node, form)

    def itext(self, ident: str, node: Node) -> str:
        """Return a text of the dictionary, outputs filled for a node."""
        return wording.fill(self._own, self.definition.texts.parts(ident, self.language), node)

    def itext_media(self, ident: str) -> dict[str, str]:
        """Return the addresses of the media of a text."""
        return wording.media(self._own, ident)

    def media(self, text: Text) -> dict[str, str]:
        """Return the addresses of the media of a text."""
        return self.itext_media(text.itext) if text.itext else {}

    def expression(self, text: str, node: Node) -> Expression:
        """Return an expression parsed for the place of a node."""
        own = node.data
        context = own.spec.key if isinstance(own, State) else ""
        return self.definition.schema.expression(text, context)
