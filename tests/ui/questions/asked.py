"""One question of an XForm as the editors see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.forms import Instance, load_xform
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.table import make_editor

_FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>t</h:title><model>
 <instance><data id="t"><q/></data></instance><bind nodeset="/data/q" type="{type}" {bind}/>
 </model></h:head><h:body><{control} ref="/data/q" {attributes}><label>Q</label></{control}>
 </h:body></h:html>"""
_MEDIA = {"image": "image/*", "audio": "audio/*", "video": "video/*", "file": "application/*"}


class Asked:
    """An editor whose answers go into a record, as the card does it.

    Attributes:
        given: What the editor said, in order.
    """

    def __init__(self, kind: str, appearance: str = "", *, bind: str = "", **more: Any) -> None:
        attributes = f'appearance="{appearance}"' if appearance else ""
        control = "input"
        if kind in _MEDIA:
            control, attributes = "upload", f'{attributes} mediatype="{_MEDIA[kind]}"'
        type_ = "binary" if kind in _MEDIA else kind
        form = load_xform(
            _FORM.format(type=type_, bind=bind, control=control, attributes=attributes)
        )
        self.instance = Instance(form)
        question = form.question("/data/q")
        assert question is not None
        assert question.kind == kind
        self.field = self.instance.node("/data/q")
        self.given: list[str] = []
        self.wanted: list[object] = []
        self.editor: Editor = make_editor(EditorContext(question, self.field, "Q", **more))
        self.editor.given.connect(self._given)
        self.editor.attachment_wanted.connect(self.wanted.append)
        self.editor.show_field(self.field, "")

    def _given(self, text: str) -> None:
        self.given.append(text)
        self.set(text)

    def set(self, text: str) -> None:
        """Answer from outside and show it."""
        self.instance.set("/data/q", text)
        self.editor.show_field(self.field, "")

    @property
    def value(self) -> str:
        """The answer in the record."""
        return self.field.value


def media_of(**files: Path) -> Callable[[str], Path | None]:
    """Return what finds these files by their stored names."""
    by_name = {file.name: file for file in files.values()}
    return by_name.get
