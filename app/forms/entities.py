"""Entity declarations, and what a form asks for that this program does not do."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from app.errors import AppError
from app.forms.definition import Definition, Entity
from app.forms.schema import Schema, Spec
from app.forms.source import ENTITIES
from app.i18n import N_

NEWEST = (2025, 1)
_RESERVED = ("name", "label")


def read_entities(
    model: ET.Element, schema: Schema, warnings: list[AppError]
) -> tuple[Entity, ...]:
    """Read every ``entity`` element of the meta blocks.

    Entities are made by servers; what they would refuse is therefore a warning here, and the form
    can be filled in all the same.

    Source:
        ODK XForms, sub-specification Entities.
    """
    found = [
        spec
        for spec in schema.specs
        if spec.name == "entity" and spec.parent is not None and spec.parent.name == "meta"
    ]
    if not found:
        return ()
    version = model.get(f"{{{ENTITIES}}}entities-version") or ""
    match = re.match(r"(\d+)\.(\d+)", version)
    if match and (int(match[1]), int(match[2])) > NEWEST:
        warnings.append(
            AppError(
                N_("The form follows version {version} of the entities specification, not known"),
                version=version,
            )
        )
    properties = {spec.path: spec.save_to for spec in schema.specs if spec.save_to}
    for path, name in properties.items():
        if name.casefold() in _RESERVED or name.startswith("__"):
            warnings.append(
                AppError(
                    N_("{path} is saved to the entity property {name}, which is reserved"),
                    path=path,
                    name=name,
                )
            )
    return tuple(_entity(schema, spec, properties, version, warnings) for spec in found)


def _entity(
    schema: Schema,
    spec: Spec,
    properties: dict[str, str],
    version: str,
    warnings: list[AppError],
) -> Entity:
    node = schema.template.slots[spec.index]
    dataset = node.attribute("dataset") or ""
    if not dataset or "." in dataset or dataset.startswith("__"):
        warnings.append(
            AppError(N_("{name} cannot be the name of an entity list"), name=dataset or "''")
        )
    bound = {name for _ns, name in spec.attributes}
    return Entity(
        spec.path,
        dataset,
        creates=_asked(node.attribute("create")) or "create" in bound,
        updates=_asked(node.attribute("update")) or "update" in bound,
        properties=properties,
        version=version,
    )


def _asked(value: str | None) -> bool:
    return value in ("1", "true")


def degradations(definition: Definition, warnings: list[AppError]) -> None:
    """Add a sentence for everything that the form asks for and does not get on a laptop."""
    audio = sorted({action.ref for action in definition.actions if action.name == "recordaudio"})
    warnings += [
        AppError(
            N_("{path}: sound is not recorded in the background; the question stays empty"),
            path=path,
        )
        for path in audio
    ]
    places = sorted({action.ref for action in definition.actions if action.name == "setgeopoint"})
    warnings += [
        AppError(
            N_("{path}: a position is taken only where the computer can tell it, else left empty"),
            path=path,
        )
        for path in places
    ]
    for spec in definition.schema.specs:
        if spec.name == "audit" and spec.parent is not None and spec.parent.name == "meta":
            warnings.append(AppError(N_("{path}: no audit log is written"), path=spec.path))
