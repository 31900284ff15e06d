"""What stands on a printed building sheet, as plain values: no database, no form, no paper."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.reports.text import mask

HIDDEN = "（已隐去）"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in its place.

    Attributes:
        sha256: Digest of the original, by which its preview is found.
        label: What it shows: 全景, 近景放尺, or the caption.
        taken: When, in the campaign's zone; empty when unknown.
        marks: What is drawn on the copy that is printed, see `app.inspection.photo.marks`.
    """

    sha256: str
    label: str = ""
    taken: str = ""
    marks: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One question with its answer.

    Attributes:
        code: Item code, such as ZF-B01.
        label: The question in words.
        answer: Answer in words; empty when there is none.
        reason: ``undecidable``, ``not_applicable``, ``not_reached`` or empty.
        missing: It must be answered, and is not.
        severity: Rank of the gravest finding it led to, or empty.
        basis: How it is known, in words.
        where: Where in the building.
        conflict: People answered differently; what stands here is not decided.
        sensitive: Hidden in public copies.
        group: Heading of the repeat instance it stands in, such as 路段 2; or empty.
        pictures: Photos of this question that stand with no finding.
    """

    code: str
    label: str
    answer: str = ""
    reason: str = ""
    missing: bool = False
    severity: str = ""
    basis: str = ""
    where: str = ""
    conflict: bool = False
    sensitive: bool = False
    group: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A section of the checklist."""

    title: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """One problem with its photos.

    Attributes:
        marks: Words that keep it from being counted: 有冲突, 已排除（误报）, 未查完.
        facts: Pairs of label and text, such as 责任单位.
    """

    code: str
    title: str
    severity: str
    suspected: bool = False
    deadline: str = ""
    marks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class BuildingSheet:
    """All that is printed of one building.

    Attributes:
        title: Name of the checklist.
        state: ``not_started``, ``in_progress``, ``incomplete`` or ``done``.
        facts: Pairs of label and text from the roster.
        numbers: Pairs of label and count: answered, undecided, photos …
        notes: Sentences on what the reader must know, such as what is missing.
        pictures: Photos of the whole building.
        printed: When this was made, in the campaign's zone.
    """

    title: str
    building: str
    community: str
    area: str
    code: str
    address: str
    campaign: str
    state: str
    inspector: str = ""
    date: str = ""
    printed: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[SheetFinding, ...] = ()
    sections: tuple[SheetSection, ...] = ()
    pictures: tuple[Picture, ...] = ()
    public: bool = False


def for_public(sheet: BuildingSheet) -> BuildingSheet:
    """Return the copy that may leave the office.

    Answers and photos of sensitive questions, names of inspectors, the address and everybody's
    captions are left out; phone and identity numbers in free text are masked.
    """
    return replace(
        sheet,
        address="",
        inspector=HIDDEN if sheet.inspector else "",
        facts=tuple((label, mask(text)) for label, text in sheet.facts if label != "坐落地址"),
        notes=tuple(mask(note) for note in sheet.notes),
        findings=tuple(_finding(one) for one in sheet.findings),
        sections=tuple(
            replace(section, rows=tuple(_row(row) for row in section.rows))
            for section in sheet.sections
        ),
        pictures=_pictures(sheet.pictures),
        public=True,
    )


def _finding(finding: SheetFinding) -> SheetFinding:
    hidden = finding.sensitive
    facts = tuple(
        (label, HIDDEN if hidden and label in ("位置", "数量") else mask(text))
        for label, text in finding.facts
    )
    return replace(finding, facts=facts, pictures=() if hidden else _pictures(finding.pictures))


def _row(row: SheetRow) -> SheetRow:
    if row.sensitive:
        answer = HIDDEN if row.answer else ""
        where = HIDDEN if row.where else ""
        return replace(row, answer=answer, where=where, basis="", pictures=())
    return replace(
        row,
        answer=mask(row.answer),
        where=mask(row.where),
        basis=mask(row.basis),
        pictures=_pictures(row.pictures),
    )


def _pictures(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    return tuple(replace(one, label=mask(one.label)) for one in pictures)
