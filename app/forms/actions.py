"""Actions of a form: ``setvalue`` and ``setgeopoint``, and the events that start them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from app.forms.definition import Action, bare
from app.forms.errors import FormError
from app.forms.schema import Schema, local_path, resolve
from app.forms.source import EVENTS, ODK, local, namespace
from app.i18n import N_

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
VALUE_CHANGED = "xforms-value-changed"
REVALIDATE = "xforms-revalidate"
_ALIASES = {"xforms-ready": FIRST_LOAD, "jr-insert": NEW_REPEAT}
_KNOWN = frozenset((FIRST_LOAD, LOAD, NEW_REPEAT, VALUE_CHANGED, REVALIDATE))


def read_action(
    element: ET.Element, schema: Schema, context: str, repeat: str, place: str
) -> Action:
    """Read one action element.

    Args:
        element: The ``setvalue``, ``setgeopoint`` or ``recordaudio`` element.
        schema: Nodes of the form.
        context: Path that its references start from.
        repeat: Innermost repeat control around it, empty for none.
        place: ``model``, ``group`` or ``control``.

    Raises:
        FormError: The event is unknown, the target does not exist, or a repeat's event stands
            outside a repeat.
    """
    name = local(element.tag)
    if name != "setvalue" and namespace(element.tag) != ODK:
        raise FormError(N_("The action {name} must be in the ODK namespace"), name=name)
    words = (element.get("event") or element.get(f"{{{EVENTS}}}event") or "").split()
    events = frozenset(_ALIASES.get(word, word) for word in words)
    unknown = sorted(events - _KNOWN)
    if unknown or not events:
        raise FormError(
            N_("An action waits for an unknown event: {name}"), name=", ".join(unknown) or "''"
        )
    if NEW_REPEAT in events and not repeat:
        raise FormError(
            N_("An action for new repeat instances must stand inside the repeat of the body")
        )
    ref = (element.get("ref") or element.get("bind") or "").strip()
    target = resolve(bare(ref), context) if ref else ""
    owner, at, _ = target.rpartition("/@")
    if not ref or (schema.find(target) is None and not (at and schema.find(owner))):
        raise FormError(N_("An action sets {path}, which does not exist"), path=ref)
    value = element.get("value")
    text = "".join(element.itertext()).strip()
    if value is not None and not value.strip():
        value = None
    if value is not None:
        schema.expression(value, local_path(bare(target)))
    schema.expression(ref, local_path(context))
    return Action(name, events, ref, value, text, "" if place == "model" else context, repeat)
