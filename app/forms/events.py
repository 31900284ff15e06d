"""Events and what they start: actions, and the preloads of metadata."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.forms.actions import FIRST_LOAD, LOAD, NEW_REPEAT, REVALIDATE, VALUE_CHANGED
from app.forms.definition import Action
from app.forms.errors import FormError
from app.forms.lexical import canonical, computed
from app.forms.state import State, path_of
from app.forms.xpath import XPathError
from app.forms.xpath.functions.selects import property_name
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node


def load(instance: Instance, *, first: bool) -> None:
    """Fire the events of opening a record: first-load for a new one, then load for any."""
    wanted = {FIRST_LOAD, LOAD} if first else {LOAD}
    for action in instance.definition.actions:
        if wanted & action.events:
            for node in list(contexts(instance, action)):
                act(instance, action, node)
                instance.settle()


def contexts(instance: Instance, action: Action) -> Iterable[Node]:
    """Return the nodes an action stands at: its control or repeat in every instance."""
    spec = instance.definition.schema.find(action.context) if action.context else None
    if spec is None:
        return [instance.document.root]
    return instance.recalculator.all_of(spec)


def act(instance: Instance, action: Action, node: Node) -> None:
    """Do one action; targets that are not relevant are left alone."""
    recalculator = instance.recalculator
    try:
        targets = instance.expression(action.ref, node).nodes(node, instance.env)
        everywhere = not action.context and {FIRST_LOAD, LOAD} & action.events
        for target in targets if everywhere else targets[:1]:
            own = target.data
            if not isinstance(own, State) or not target.relevant or target.children:
                continue
            if action.name == "recordaudio":
                _unheard(instance, target)
                continue
            text = _value(instance, action, target)
            if target.text != text:
                target.text = text
                own.reason = own.reason if not text else ""
                recalculator.touched(target)
    except XPathError as error:
        if not recalculator.live:
            raise FormError(
                N_("The action on {path} fails: {reason}"), path=action.ref, reason=error
            ) from error
        recalculator.faults[f"{action.ref} {action.value}"] = error


def _value(instance: Instance, action: Action, target: Node) -> str:
    if action.name != "setvalue":
        return _position(instance, target)
    own = target.data
    kind = own.spec.type if isinstance(own, State) else "string"
    if action.value is None:
        return computed(kind, action.text, instance.env.timezone)
    found = instance.expression(action.value, target).value(target, instance.env)
    return computed(kind, found, instance.env.timezone)


def _position(instance: Instance, target: Node) -> str:
    """Return the place of the computer; without a receiver the specification wants empty text."""
    text = instance.position() if instance.position is not None else ""
    found = canonical("geopoint", text)
    if not found:
        instance.recalculator.faults.setdefault(
            f"setgeopoint {path_of(target)}",
            XPathError(N_("This computer cannot determine its position")),
        )
    return found


def _unheard(instance: Instance, target: Node) -> None:
    """Say that nothing is recorded; what was recorded elsewhere stays."""
    instance.recalculator.faults.setdefault(
        f"recordaudio {path_of(target)}",
        XPathError(N_("This program does not record sound in the background")),
    )


def preload(instance: Instance) -> None:
    """Set the metadata of a new record (``jr:preload``)."""
    for node in _bound(instance):
        own = node.data
        if not isinstance(own, State) or not own.spec.preload[0]:
            continue
        text = _preloaded(instance, *own.spec.preload)
        if text is not None and node.text != text:
            node.text = text
            instance.recalculator.touched(node)


def _bound(instance: Instance) -> Iterable[Node]:
    for spec in instance.definition.schema.preloads:
        yield from instance.recalculator.all_of(spec)


def _preloaded(instance: Instance, kind: str, parameter: str) -> str | None:
    moment = instance.env.now()
    if kind == "uid":
        return f"uuid:{uuid.uuid4()}"
    if kind == "timestamp":
        return moment.isoformat(timespec="milliseconds") if parameter != "end" else None
    if kind == "date":
        return moment.date().isoformat() if parameter in ("", "today") else None
    if kind == "property":
        name = property_name(parameter)
        return instance.properties.get(name, "not supported" if name == "deviceid" else "")
    return None


def revalidate(instance: Instance) -> None:
    """Set the time of the end and fire the event that belongs to it."""
    moment = instance.env.now().isoformat(timespec="milliseconds")
    for node in _bound(instance):
        own = node.data
        if isinstance(own, State) and own.spec.preload == ("timestamp", "end"):
            node.text = moment
            instance.recalculator.touched(node)
    for action in instance.definition.actions:
        if REVALIDATE in action.events:
            for node in list(contexts(instance, action)):
                act(instance, action, node)
    instance.settle()


__all__ = ["NEW_REPEAT", "VALUE_CHANGED", "act", "contexts", "load", "preload", "revalidate"]
