"""The messages of pyxform that have words of ours: pattern, cause, remedy, place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.i18n import N_


@dataclass(frozen=True)
class Known:
    """A message of pyxform and ours for it; named groups fill the fields."""

    pattern: re.Pattern[str]
    cause: str
    remedy: str
    sheet: str = ""
    column: str = ""


def _known(pattern: str, cause: str, remedy: str, sheet: str = "", column: str = "") -> Known:
    return Known(re.compile(pattern, re.DOTALL), cause, remedy, sheet, column)


KNOWN = (
    _known(
        r"must be unique within their nearest parent",
        N_("The name {value} stands twice in the same group"),
        N_("Give each question, group and repeat a name of its own"),
        "survey",
        "name",
    ),
    _known(
        r"Names must begin with a letter",
        N_("This is not a valid name"),
        N_("Begin with a letter; then use letters, digits, hyphen, underscore and dot only"),
    ),
    _known(
        r"(?:Could not find the name|There is no survey element named) '(?P<name>[^']+)'",
        N_("There is no question named {name}"),
        N_("Correct what stands between ${{ and }}, or add the question"),
    ),
    _known(
        r"Reference variables must start with",
        N_("A reference is not written as ${{name}}"),
        N_("Write ${{, the name of a question, and }}"),
    ),
    _known(
        r"The name 'meta' is reserved",
        N_("The name meta is reserved"),
        N_("Choose another name"),
    ),
    _known(
        r"Choices must have a name",
        N_("A choice has no name"),
        N_("Fill in the column name of the sheet choices"),
        "choices",
        "name",
    ),
    _known(
        r"Choice names must be unique",
        N_("A choice stands twice in its list"),
        N_("Give each choice of a list a name of its own"),
        "choices",
        "name",
    ),
    _known(
        r"Choice names with spaces cannot be added .* See \[(?P<name>[^\]]+)\]",
        N_("The choice {name} has a space in its name, in a list of which several can be chosen"),
        N_("Write the name without spaces; the label may have them"),
        "choices",
        "name",
    ),
    _known(
        r"List name not in choices sheet: (?P<name>\S+)",
        N_("There is no list of choices named {name}"),
        N_("Add the list to the sheet choices or correct the type"),
        "survey",
        "type",
    ),
    _known(
        r"There should be a choices sheet",
        N_("The sheet choices is missing"),
        N_("Add a sheet named choices with the columns list_name, name and label"),
        "choices",
    ),
    _known(
        r"must have a sheet named 'survey'",
        N_("The sheet survey is missing"),
        N_("Add a sheet named survey with the columns type, name and label"),
        "survey",
    ),
    _known(
        r"Unknown question type '(?P<name>[^']*)'",
        N_("The question type {name} is not known"),
        N_("Use a type of the XLSForm standard"),
        "survey",
        "type",
    ),
    _known(
        r"Unmatched 'begin_(?P<name>\w+)'",
        N_("A begin_{name} has no end_{name}"),
        N_("Add the row that ends it"),
        "survey",
        "type",
    ),
    _known(
        r"Unmatched 'end_(?P<name>\w+)'",
        N_("An end_{name} has no begin_{name}"),
        N_("Remove the row or add the one that begins it"),
        "survey",
        "type",
    ),
    _known(
        r"Missing calculation",
        N_("A calculate question has no calculation"),
        N_("Fill in the column calculation"),
        "survey",
        "calculation",
    ),
    _known(
        r"The survey element named '(?P<name>[^']+)' has no label or hint",
        N_("The question {name} has neither label nor hint"),
        N_("Fill in a label"),
        "survey",
        "label",
    ),
    _known(
        r"Duplicate column header: (?P<name>.+)",
        N_("The column {name} stands twice"),
        N_("Remove one of the two columns"),
    ),
    _known(
        r"required column headers were not found: (?P<name>.+?)\.",
        N_("A needed column is missing: {name}"),
        N_("Add the column"),
    ),
    _known(
        r"different names for the same column were found: (?P<name>.+?)\.",
        N_("Two columns mean the same: {name}"),
        N_("Remove one of the two columns"),
    ),
    _known(
        r"This section has not been included",
        N_("The type include is not supported"),
        N_("Copy the rows of the other form into this one"),
        "survey",
        "type",
    ),
    _known(
        r"Repeat names must not be the same as the survey root",
        N_("A repeat has the name of the form's root"),
        N_("Choose another name"),
        "survey",
        "name",
    ),
    _known(
        r"Choice filter not supported with or_other",
        N_("A choice filter cannot be used together with or_other"),
        N_("Remove or_other or the choice filter"),
        "survey",
        "choice_filter",
    ),
    _known(
        r"Question or group with no name",
        N_("The row has no name"),
        N_("Fill in the column name"),
        "survey",
        "name",
    ),
    _known(
        r"Question with no type",
        N_("The row has no type"),
        N_("Fill in the column type"),
        "survey",
        "type",
    ),
    _known(
        r"Choices should have a label",
        N_("A choice has no label"),
        N_("Fill in a label; otherwise its name is shown"),
        "choices",
        "label",
    ),
    _known(
        r"(?:Group|Repeat|Loop) has no label",
        N_("A group has no label"),
        N_("Fill in a label, or leave it so if nothing is to be shown"),
        "survey",
        "label",
    ),
    _known(
        r"Row without name, text, or label is being skipped",
        N_("The row has neither name nor label and is left out"),
        N_("Fill it in or remove it"),
        "survey",
        "name",
    ),
    _known(
        r"name is a case-insensitive match to another name",
        N_("The name {value} differs from another one only in capital letters"),
        N_("Choose another name"),
        "survey",
        "name",
    ),
    _known(
        r"Repeat names must unique anywhere",
        N_("Two repeats are named {value}"),
        N_("Give each question, group and repeat a name of its own"),
        "survey",
        "name",
    ),
    _known(
        r"Use the max-pixels parameter",
        N_("Pictures of this question are kept in full size"),
        N_("Write max-pixels=1600 into the column parameters where smaller ones will do"),
        "survey",
        "parameters",
    ),
    _known(
        r"[Pp]arameter '?(?P<name>[\w-]+)'? must (?:be a number|have an integer value)",
        N_("The parameter {name} is no number"),
        N_("Write it as name=number"),
        "survey",
        "parameters",
    ),
    _known(
        r"invalid parameter\(s\): '(?P<name>[^']*)'",
        N_("The parameter {name} is not known for this type of question"),
        N_("Correct its name or remove it"),
        "survey",
        "parameters",
    ),
    _known(
        r"There are multiple survey elements named '(?P<name>[^']+)'",
        N_("Several questions are named {name}; a reference cannot tell them apart"),
        N_("Give each question, group and repeat a name of its own"),
    ),
    _known(
        r"Cannot omit instanceID, it is required for encryption",
        N_("An encrypted form cannot do without instanceID"),
        N_("Remove omit_instanceID or public_key from the sheet settings"),
        "settings",
        "omit_instanceID",
    ),
    _known(
        r"do not contain valid machine-readable codes: (?P<name>[^.]+)\.",
        N_("The languages {name} have no code"),
        N_("Write the code behind the name, such as 中文 (zh)"),
    ),
)
