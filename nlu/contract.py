"""The contract between hearing and deciding: which intents there are and what each may carry (data/intents.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.findings import DataFilesError, Finding
from nlu.yaml_files import key_line_of, line_of, read_yaml

PREFERENCE_VALUES = frozenset({"preference", "label", "device"})
"""Looked for only where an intent may carry them: "never" and "the jar" mean nothing of the kind in other sentences."""

ENTITY_KINDS = ("catalogue", "enum", "quantity", "money", "moment", "ordinal", "person", "text", "digits")


@dataclass(frozen=True, slots=True)
class EntityRule:
    """One entity: what kind of value it has and, for an enum, which values."""

    name: str
    kind: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntentRule:
    """One intent: the entities it may carry and those that the dialogue asks back for."""

    name: str
    entities: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    version: int
    entities: Mapping[str, EntityRule]
    intents: Mapping[str, IntentRule]

    def allows(self, intent: str, entity: str) -> bool:
        """Whether `intent` may carry `entity`."""
        rule = self.intents.get(intent)
        return rule is not None and entity in rule.entities

    def requires(self, intent: str, entity: str) -> bool:
        """Whether `intent` means nothing without `entity`."""
        rule = self.intents.get(intent)
        return rule is not None and entity in rule.required


def read_contract(path: Path) -> Contract:
    """Reads intents.yml; raises DataFilesError with everything that is wrong in it."""
    content = read_yaml(path)
    name = str(path)
    if not isinstance(content, dict):
        raise DataFilesError([Finding(name, 1, "contract", "must be a mapping of version, entities and intents")])
    findings = [
        Finding(name, key_line_of(content, key), "unknown-key", f"{key!r} is not known here")
        for key in content
        if key not in ("version", "entities", "intents")
    ]
    version = content.get("version")
    if version != 1:
        findings.append(Finding(name, 1, "version", f"version must be 1, not {version!r}"))
    entities = _entities(name, content, findings)
    intents = _intents(name, content, entities, findings)
    if findings:
        raise DataFilesError(findings)
    return Contract(1, entities, intents)


def _section(name: str, content: Any, key: str, findings: list[Finding]) -> Mapping[str, Any]:
    section = content.get(key)
    if not isinstance(section, dict) or not section:
        findings.append(Finding(name, line_of(content, key), "contract", f"{key} must be a mapping, not empty"))
        return {}
    return section


def _entities(name: str, content: Any, findings: list[Finding]) -> dict[str, EntityRule]:
    rules = {}
    section = _section(name, content, "entities", findings)
    for entity, rule in section.items():
        kind = rule.get("kind") if isinstance(rule, dict) else None
        if kind not in ENTITY_KINDS:
            hint = f"one of {', '.join(ENTITY_KINDS)}"
            findings.append(Finding(name, line_of(section, entity), "entity-kind", f"{entity}: {kind!r}", hint))
            continue
        rules[str(entity)] = EntityRule(str(entity), str(kind), tuple(map(str, rule.get("values", ()))))
    return rules


def _intents(
    name: str, content: Any, entities: Mapping[str, EntityRule], findings: list[Finding]
) -> dict[str, IntentRule]:
    rules = {}
    section = _section(name, content, "intents", findings)
    for intent, rule in section.items():
        body = rule if isinstance(rule, dict) else {}
        carried = tuple(map(str, body.get("entities") or ()))
        required = tuple(map(str, body.get("required") or ()))
        line = line_of(section, intent)
        for entity in carried:
            if entity not in entities:
                findings.append(Finding(name, line, "unknown-entity", f"{intent}: {entity!r} is not an entity"))
        for entity in required:
            if entity not in carried:
                findings.append(Finding(name, line, "required", f"{intent}: {entity!r} is required, not carried"))
        rules[str(intent)] = IntentRule(str(intent), carried, required)
    return rules
