"""What a sensor is for, said by voice: "the tin in the kitchen is for coffee". Read back, kept, taken back."""

from __future__ import annotations

import re

from skill.dialogue.act import Act
from skill.dialogue.conversation import ChooseDevice, ConfirmDevice, Conversation
from skill.dialogue.effects import MapDevice, UnmapDevice
from skill.dialogue.reply import KindNamed, Part, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say

CONTAINERS = frozenset(
    {"canister", "jar", "bottle", "box", "basket", "shelf", "drawer", "scale", "dispenser", "sensor"}
)
"""What holds or weighs something; the other words only say where it stands."""

MOST_NAMED = 3
"""More sensors than this are not read out: who has so many says more of the one that is meant."""


def is_meant(act: Act) -> bool:
    """Whether the sentence is about a sensor: it names one, and what it is for or that it is for that no more."""
    taken_back = {"forget", "avoid"} & set(act.preferences)
    return bool(CONTAINERS & set(act.device)) and act.brand is None and bool(act.wanted or taken_back)


def say_what_for(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Reads back which sensor will stand for what; asks which one is meant where that is not clear."""
    if {"forget", "avoid"} & set(act.preferences) and len(act.wanted) < 2:
        return _take_back(conversation, act, situation)
    wanted = act.wanted[-1]
    kind = wanted.product.kind
    if kind is None or wanted.product.ambiguous:
        return say(conversation, "asked_back", part("what_is_in_device"))
    found = _meant(act, situation)
    if not found:
        return say(conversation, "informed", part("no_device_heard"))
    if len(found) == 1:
        return _read_back(conversation, situation, found[0], kind)
    if len(found) > MOST_NAMED:
        return say(conversation, "asked_back", part("too_many_devices", number=len(found)))
    which = part("which_device", devices=tuple(spoken(name) for name in found))
    return ask(conversation, situation, ChooseDevice(found, kind), "asked_back", which)


def choose(conversation: Conversation, act: Act, situation: Situation, subject: ChooseDevice) -> Step:
    """One of those that were named, by its place or by its name."""
    chosen = None
    match act.ordinal.value if act.ordinal else None:
        case "last":
            chosen = subject.devices[-1]
        case int(number) if 1 <= number <= len(subject.devices):
            chosen = subject.devices[number - 1]
    if chosen is None:
        return say(conversation, "asked_back", part("which_one_of", number=len(subject.devices)))
    return _read_back(conversation, situation, chosen, subject.kind)


def read_back(situation: Situation, subject: ConfirmDevice) -> Part:
    """The question of which a yes maps the sensor."""
    before = situation.home.device(subject.device)
    name, kind = spoken(subject.device), KindNamed(subject.kind)
    if before is not None and before.kind != subject.kind:
        return part("device_read_back_instead", device=name, kind=kind, before=KindNamed(before.kind))
    return part("device_read_back", device=name, kind=kind)


def _read_back(conversation: Conversation, situation: Situation, device: str, kind: str) -> Step:
    known = situation.home.device(device)
    if known is not None and known.kind == kind:
        return close(conversation, "informed", part("device_is_for", device=spoken(device), kind=KindNamed(kind)))
    subject = ConfirmDevice(device, kind)
    return ask(conversation, situation, subject, "asked_confirmation", read_back(situation, subject))


def keep(conversation: Conversation, situation: Situation, subject: ConfirmDevice) -> Step:
    """After a yes; a sensor that went silent or was mapped otherwise meanwhile is said."""
    if subject.device not in _names(situation):
        return close(conversation, "informed", part("no_device_heard"))
    kept = part("device_mapped", device=spoken(subject.device), kind=KindNamed(subject.kind))
    return close(conversation, "changed", kept, effects=(MapDevice(subject.device, subject.kind),))


def _take_back(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """At once, without a question: it only ends what we watch."""
    kinds = {wanted.product.kind for wanted in act.wanted}
    mapped = [device for device in situation.home.devices if device.id in situation.mapped]
    of_kind = [device for device in mapped if device.kind in kinds] if kinds else mapped
    best = _best([device.id for device in of_kind], act.device)
    found = best or (tuple(device.id for device in of_kind) if len(of_kind) == 1 else ())
    if len(found) != 1:
        return say(conversation, "informed", part("no_such_device"))
    gone = part("device_unmapped", device=spoken(found[0]))
    return close(conversation, "changed", gone, effects=(UnmapDevice(found[0]),))


def _meant(act: Act, situation: Situation) -> tuple[str, ...]:
    """The sensors whose names fit the words best, of those that stand for nothing yet or that the household itself
    spoke of; what its file declares is left as it is. Without any that fits, those that stand for nothing yet."""
    new = [each.name for each in situation.unmapped]
    named = _best(new, act.device) or _best(sorted(situation.mapped), act.device)
    if len(new) == 1 and (not named or named == (new[0],)):
        return (new[0],)
    return named or tuple(new)


def _best(names: list[str], words: tuple[str, ...]) -> tuple[str, ...]:
    fits = {name: len(set(_words(name)) & set(words)) for name in names}
    most = max(fits.values(), default=0)
    return tuple(name for name in names if most and fits[name] == most)


def _names(situation: Situation) -> set[str]:
    return {each.name for each in situation.unmapped} | {device.id for device in situation.home.devices}


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", name.lower()) if word]


def spoken(name: str) -> str:
    """The name of a sensor as words: "bus_keuken" is "bus keuken"."""
    return " ".join(_words(name))
