"""An interpretation as JSON: the contract of `boodschap understand` that tools rely on."""

from __future__ import annotations

from typing import Any

from nlu.interpretation import (
    DigitsValue,
    Entity,
    EnumValue,
    Interpretation,
    MomentValue,
    MoneyValue,
    NameValue,
    OrdinalValue,
    ProductValue,
    QuantityValue,
    TextValue,
)


def as_json(interpretation: Interpretation, ms: float) -> dict[str, Any]:
    """One JSON object; an entity name with several mentions has a list. `ms` is what understanding took."""
    entities: dict[str, Any] = {}
    for entity in interpretation.entities:
        shown = {"text": entity.text, "start": entity.start, "end": entity.end, **value_as_json(entity)}
        before = entities.get(entity.name)
        if before is None:
            entities[entity.name] = shown
        elif isinstance(before, list):
            before.append(shown)
        else:
            entities[entity.name] = [before, shown]
    return {
        "text": interpretation.text,
        "locale": interpretation.locale,
        "intent": interpretation.intent,
        "confidence": round(interpretation.confidence, 4),
        "ranking": [{"intent": intent, "confidence": round(each, 4)} for intent, each in interpretation.ranking],
        "entities": entities,
        "also": list(interpretation.also),
        "stage": interpretation.stage,
        "ms": round(ms, 3),
    }


def value_as_json(entity: Entity) -> dict[str, Any]:
    """The fields of one value; fractions become numbers, moments ISO 8601 with their zone."""
    value = entity.value
    match value:
        case ProductValue():
            return {
                "kind": value.kind,
                "candidates": list(value.candidates),
                "score": value.score,
                "ambiguous": value.ambiguous,
                "named": value.named,
            }
        case NameValue():
            return {"value": value.id}
        case QuantityValue():
            number = int(value.value) if value.value.denominator == 1 else float(value.value)
            return {"value": number, "unit": value.unit}
        case MoneyValue():
            return {"cents": value.cents, "comparison": value.comparison}
        case MomentValue():
            return {"start": value.start.isoformat(), "end": value.end.isoformat()}
        case OrdinalValue() | EnumValue() | DigitsValue() | TextValue():
            return {"value": value.value}
