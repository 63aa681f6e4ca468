"""Checks what examples carry: entities of the contract, on the borders of words, with values that can be understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from nlu.catalogue_match import CatalogueMatcher
from nlu.contract import PREFERENCE_VALUES, Contract, EntityRule
from nlu.findings import Finding
from nlu.inline_entities import AnnotatedEntity
from nlu.reading import ValueFinder
from nlu.training_data import Example
from nlu.words import clean, words_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""Only whether a moment is understood is checked, not when it is."""
SHOWN_EXAMPLES = 3
SPOKEN_KINDS = ("quantity", "money", "moment", "ordinal", "digits")
_CATALOGUE_SORTS: Mapping[str, tuple[str, ...]] = {
    "product": ("kind", "product", "brand"), "brand": ("brand",), "retailer": ("retailer",),
}  # fmt: skip

Unresolved = dict[tuple[str, str], list[tuple[int, str]]]
"""File and entity -> the lines and words that stand for nothing that we know."""


def contract_findings(examples: Sequence[Example], contract: Contract) -> Iterator[Finding]:
    """Entities that the contract does not know or that the intent may not carry, and required ones that never come."""
    carried: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Example] = {}
    for example in examples:
        rule = contract.intents.get(example.intent)
        if rule is None:
            hint = "add it to intents.yml, or correct the name"
            yield Finding(example.file, example.line, "unknown-intent", f"{example.intent!r}", hint)
            continue
        first.setdefault(example.intent, example)
        for entity in example.entities:
            carried[example.intent].add(entity.name)
            if entity.name not in contract.entities:
                hint = f"known: {', '.join(sorted(contract.entities))}"
                yield Finding(example.file, example.line, "unknown-entity", f"{entity.name!r}", hint)
            elif entity.name not in rule.entities:
                allowed = ", ".join(rule.entities) or "none"
                message = f"{example.intent} may not carry {entity.name!r}"
                yield Finding(example.file, example.line, "not-allowed", message, f"allowed here: {allowed}")
    for intent, example in first.items():
        for entity_name in contract.intents[intent].required:
            if entity_name not in carried[intent]:
                message = f"{intent} requires {entity_name!r}, and no example has it"
                hint = f"annotate it: [words]({entity_name})"
                yield Finding(example.file, example.line, "required", message, hint)


def border_findings(examples: Sequence[Example]) -> Iterator[Finding]:
    """Annotations that begin or end inside a word or on a space: no tagger can learn those."""
    for example in examples:
        for entity in example.entities:
            said = example.text[entity.start : entity.end]
            cut = _inside_word(example.text, entity.start) or _inside_word(example.text, entity.end)
            if cut or said != said.strip():
                message = f"[{said}]({entity.name}) does not begin and end where words do"
                hint = "annotate whole words, without the spaces around them"
                yield Finding(example.file, example.line, "span-border", message, hint)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def value_findings(
    examples: Sequence[Example], contract: Contract, values: ValueFinder, matcher: CatalogueMatcher
) -> Iterator[Finding]:
    """Enum values that do not exist (errors), and words annotated as a value or name that nothing resolves (warnings).

    What is not in the assortment is said by customers all the same, so unresolved names are counted per file.
    """
    unresolved: Unresolved = defaultdict(list)
    for example in examples:
        found = None
        for entity in example.entities:
            rule = contract.entities.get(entity.name)
            if rule is None:
                continue
            said = example.text[entity.start : entity.end]
            if rule.kind == "enum" and entity.value is not None:
                if entity.value not in rule.values:
                    message = f"{entity.value!r} is no value of {entity.name}"
                    hint = f"one of {', '.join(rule.values)}"
                    yield Finding(example.file, example.line, "unknown-value", message, hint)
                continue
            if found is None and rule.kind in (*SPOKEN_KINDS, "enum"):
                found = values.find(clean(example.text), NOON)
                if any(one.name in PREFERENCE_VALUES for one in example.entities):
                    found = (*found, *values.find(clean(example.text), NOON, PREFERENCE_VALUES))
            if not _resolves(rule, entity, said, found or (), matcher):
                unresolved[example.file, entity.name].append((example.line, said))
    yield from _counted(unresolved)


def _resolves(
    rule: EntityRule, entity: AnnotatedEntity, said: str, found: Sequence[object], matcher: CatalogueMatcher
) -> bool:
    if rule.kind == "catalogue":
        norms = [word.norm for word in words_of(clean(said))]
        wanted = _CATALOGUE_SORTS.get(rule.name, ())
        if any(target.what in wanted for mention in matcher.exact(norms) for target in mention.targets):
            return True
        return rule.name == "product" and bool(norms) and bool(matcher.compound_head(norms[-1]))
    if rule.kind in SPOKEN_KINDS or rule.kind == "enum":
        return any(_touches(value, entity) for value in found)
    return True


def _touches(value: object, entity: AnnotatedEntity) -> bool:
    same_name = getattr(value, "name", None) == entity.name
    start, end = getattr(value, "start", 0), getattr(value, "end", 0)
    return same_name and bool(start < entity.end + 2 and entity.start - 2 < end)


def _counted(unresolved: Unresolved) -> Iterator[Finding]:
    for (file, name), places in sorted(unresolved.items()):
        shown = ", ".join(f"{words!r} (line {line})" for line, words in places[:SHOWN_EXAMPLES])
        more = f" and {len(places) - SHOWN_EXAMPLES} more" if len(places) > SHOWN_EXAMPLES else ""
        message = f"annotated as {name}, and nothing resolves it ({len(places)}): {shown}{more}"
        hint = HINTS.get(name, "correct the annotation, or teach the tables of the language to read it")
        yield Finding(file, places[0][0], f"unresolved-{name}", message, hint, "WARNING")


HINTS: Mapping[str, str] = {
    "product": "right for products outside the assortment; else add the name to catalogue/",
    "brand": "add it to catalogue/brands.yml, or remove the annotation",
    "retailer": "add it to catalogue/retailers.yml, or remove the annotation",
}
