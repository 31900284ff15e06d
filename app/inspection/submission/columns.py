"""Which question a column of an export holds, in the spellings of KoboToolbox, Central, Briefcase.

Headers are paths with ``/``, ``.``, ``-`` or ``:`` between groups, from the root or from the
repeat; bare names; or labels in any language of the form, with or without those of the groups.
Several choices may stand in one column or in one per choice; a position in one or in four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.inspection.submission.choices import Choices

if TYPE_CHECKING:
    from app.forms import Definition
    from app.forms.definition import Element
    from app.forms.schema import Spec

_SEPARATORS = ("/", ".", "-", ":", "|")
_PARTS = ("latitude", "longitude", "altitude", "accuracy")
_SUFFIX = re.compile(r"(.+)[-:_.](Latitude|Longitude|Altitude|Accuracy)")
_KOBO = re.compile(r"(.*?)_([^/.:|]+)_(latitude|longitude|altitude|precision)")
# Columns that servers add; a question of the form with such a name comes first.
_SERVERS = re.compile(
    r"SubmissionDate|SubmitterID|SubmitterName|AttachmentsPresent|AttachmentsExpected|Status"
    r"|ReviewState|DeviceID|Edits|FormVersion|KEY|PARENT_KEY|SET-OF-.*|isValidated|ReceivedAt"
    r"|_id|_uuid|_submission_.*|_validation_status|_notes|_status|_submitted_by|__version__"
    r"|_version_|_tags|_index|_parent_table_name|_parent_index|_xform_id_string|_attachments"
    r"|_bamboo_dataset_id|_geolocation|_date_modified|_duration|_edited|_total_media"
    r"|_media_count|_media_all_received|_version|_review_.*|.*_URL"
    r"|(.*[-/.:|])?(instanceID|instanceName|deprecatedID|rootUuid|uuid|audit)"
)


@dataclass(frozen=True)
class Target:
    """What a column holds.

    Attributes:
        spec: The question's path.
        part: Empty: the answer; ``choice``: whether a choice was chosen; else a part of a position.
        choice: The choice's value.
    """

    spec: Spec
    part: str = ""
    choice: str = ""


class Columns:
    """The columns that rows of one table may have: those of the form or of one of its repeats."""

    def __init__(self, form: Definition, level: Spec) -> None:
        """Name the questions below the root or a repeat.

        Args:
            form: The form.
            level: Its root or one of its repeats.
        """
        self.form = form
        self.choices = Choices(form)
        # In the order of trust: whole paths, paths within the repeat, bare names, labels.
        self._names: tuple[dict[str, set[Spec]], ...] = ({}, {}, {}, {})
        base = len(level.key.strip("/").split("/"))
        for spec in _leaves(level):
            steps = spec.key.strip("/").split("/")
            for separator in _SEPARATORS:
                self._note(0, separator.join(steps[1:]), spec)
                self._note(1, separator.join(steps[base:]), spec)
            self._note(2, spec.name, spec)
            for label in self._labels(spec):
                self._note(3, label, spec)

    def _note(self, trust: int, name: str, spec: Spec) -> None:
        self._names[trust].setdefault(name, set()).add(spec)

    def _labels(self, spec: Spec) -> Iterator[str]:
        element = self.form.by_path.get(spec.path)
        if element is None:
            return
        chain: list[Element] = []
        one: Element | None = element
        while one is not None:
            if one.name and one is not self.form.root:
                chain.insert(0, one)
            one = one.parent
        for language in self.form.languages or ("",):
            texts = [self.form.text(each.label, language).strip() or each.name for each in chain]
            yield texts[-1]
            for separator in _SEPARATORS:
                yield separator.join(texts)

    def find(self, header: str) -> Target | None:
        """Return what a column holds; None when the form has no such question, or several."""
        spec = self._base(header)
        if spec is not None:
            return Target(spec)
        for place in range(len(header) - 1, 0, -1):
            if header[place] in _SEPARATORS:
                spec = self._base(header[:place])
                choice = self.choices.value(spec, header[place + 1 :]) if spec is not None else ""
                if spec is not None and choice and self.choices.several(spec):
                    return Target(spec, "choice", choice)
        kobo = _KOBO.fullmatch(header)
        if kobo is not None:
            return self._position(kobo[1] + kobo[2], kobo[3].replace("precision", "accuracy"))
        suffix = _SUFFIX.fullmatch(header)
        return self._position(suffix[1], suffix[2].lower()) if suffix is not None else None

    def _position(self, header: str, part: str) -> Target | None:
        spec = self._base(header)
        return Target(spec, part) if spec is not None and spec.type == "geopoint" else None

    def _base(self, header: str) -> Spec | None:
        for names in self._names:
            found = names.get(header)
            if found is not None:
                return next(iter(found)) if len(found) == 1 else None
        return None


def of_servers(header: str) -> bool:
    """Tell whether a column is one that servers add."""
    return _SERVERS.fullmatch(header) is not None


def position(parts: dict[str, str]) -> str:
    """Put the parts of a position together as ODK writes it; empty when there is none."""
    texts = [parts.get(name, "").strip() for name in _PARTS]
    if not texts[0] and not texts[1]:
        return ""
    while len(texts) > 2 and not texts[-1]:
        texts.pop()
    return " ".join(text or "0" for text in texts)


def _leaves(level: Spec) -> Iterator[Spec]:
    for child in level.children.values():
        if child.is_repeat:
            continue
        if child.children:
            yield from _leaves(child)
        else:
            yield child
