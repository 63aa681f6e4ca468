"""Reads data/<language>/replies.yml and holds it to the contract: every fault with file, line and hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.speech.spoken_parts import CARDS, DEALS, PARTS, TERMS, Supplied, supplied
from skill.speech.template import BadTemplate, Template, clause_of, sentences_of

LANGUAGES = ("nl", "en")
"""Each reply exists in each of these."""

NUMBER_FORMS = ("none", "one", "many")
_BUY_GET = re.compile(r"buy_get_\d{1,2}_\d{1,2}")
_NONE_ELSE = re.compile(r"(?!)")
_NOTHING = supplied("")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The variants of one part, by number form; a part without forms has only `many`."""

    forms: Mapping[str, tuple[Template, ...]]
    optional: frozenset[str]


@dataclass(frozen=True, slots=True)
class Replies:
    """One language's file as values."""

    phrases: Mapping[str, Phrase]
    terms: Mapping[str, str]
    deals: Mapping[str, Template]
    cards: Mapping[str, Template]


def read_replies(data_dir: Path, language: str) -> Replies:
    """The replies of one language. Raises DataError with every fault in it, a missing twin included."""
    faults = Faults()
    replies = _read(data_dir, language, faults)
    for twin in LANGUAGES:
        if not (data_dir / twin / "replies.yml").is_file():
            shown = f"{data_dir.name}/{twin}/replies.yml"
            faults.add(shown, 1, "missing-twin", "every language speaks or none", "write it, with the keys of its twin")
    faults.raise_any()
    return replies


def check_replies(data_dir: Path) -> None:
    """Reads all languages. Raises DataError with the faults of all of them."""
    faults = Faults()
    for language in LANGUAGES:
        _read(data_dir, language, faults)
    faults.raise_any()


def _read(data_dir: Path, language: str, faults: Faults) -> Replies:
    shown = f"{data_dir.name}/{language}/replies.yml"
    file = open_yaml(data_dir / language / "replies.yml", shown, faults, ["replies", "terms", "deals", "cards"])
    if file is None:
        return Replies({}, {}, {}, {})
    phrases = {
        key: Phrase(_forms(shown, key, node, faults), PARTS[key].optional)
        for key, node in _section(file, "replies", PARTS, faults)
    }
    terms = {key: _clause(shown, node, _NOTHING, faults) for key, node in _section(file, "terms", TERMS, faults)}
    deals = {
        key: _clause(shown, node, supplied(DEALS.get(key, DEALS["buy_get"].replace("!", ""))), faults)
        for key, node in _section(file, "deals", DEALS, faults, also=_BUY_GET)
    }
    cards = {
        key: _clause(shown, node, Supplied(PARTS[key].names, frozenset(), frozenset()), faults)
        for key, node in _section(file, "cards", CARDS, faults)
    }
    return Replies(phrases, {key: term.filled_as_is({}) for key, term in terms.items()}, deals, cards)


class _Section(Entry):
    """A mapping whose values are read here, each as it was written."""

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """What was written under each key; a fault for a key with nothing under it."""
        for key in self:
            node = self._node(key, required=True)
            if node is not None:
                yield key, node

    @staticmethod
    def of(file: Entry, name: str, faults: Faults) -> _Section | None:
        node = file._node(name, required=True)
        return None if node is None else _Section(file.file, node, faults)


def _section(
    file: Entry, name: str, known: Collection[str], faults: Faults, also: re.Pattern[str] = _NONE_ELSE
) -> Iterator[tuple[str, Node]]:
    """The section's keys that are known; a fault for each that is not, and for each that is not there."""
    section = _Section.of(file, name, faults)
    if section is None:
        return
    for key in sorted(known):
        if key not in section:
            section.fault(None, "missing", f"{key!r} is missing from {name}", _how_to_add(name, key))
    for key, node in section.nodes():
        if key in known or also.fullmatch(key):
            yield key, node
        else:
            near = get_close_matches(key, sorted(known), 3)
            hint = f"did you mean {' or '.join(near)}?" if near else "remove it: the program names what can be said"
            section.fault(key, "unknown-key", f"nothing says the key {key!r}", hint)


def _how_to_add(section: str, key: str) -> str:
    if section != "replies":
        return "add it"
    names = sorted(PARTS[key].names)
    return f"it may name {', '.join(f'{{{name}}}' for name in names)}" if names else "it names no values"


def _forms(shown: str, key: str, node: Node, faults: Faults) -> dict[str, tuple[Template, ...]]:
    if not isinstance(node, MappingNode):
        return {"many": tuple(_variants(shown, key, node, faults))}
    line = node.start_mark.line + 1
    if "number" not in PARTS[key].names:
        faults.add(shown, line, "no-number", f"{key!r} has no number to choose a form by", "write a list of sentences")
    forms: dict[str, tuple[Template, ...]] = {}
    for form_node, value in node.value:
        form = str(form_node.value)
        if form not in NUMBER_FORMS or form in forms:
            at = form_node.start_mark.line + 1
            faults.add(
                shown, at, "bad-form", f"{form!r} is no form of number here", "write none, one and many, each once"
            )
            continue
        forms[form] = tuple(_variants(shown, key, value, faults))
    if "many" not in forms:
        hint = "add it: it stands for every number without a form of its own"
        faults.add(shown, line, "missing", f"{key!r} has no form `many`", hint)
    return forms


def _variants(shown: str, key: str, node: Node, faults: Faults) -> Iterator[Template]:
    items = node.value if isinstance(node, SequenceNode) else [node]
    line = node.start_mark.line + 1
    if not items:
        faults.add(shown, line, "nothing", f"{key!r} has no sentence", "write one under it, begun with `- `")
        return
    found: dict[str, Template] = {}
    for item in items:
        template = _template(shown, item, PARTS[key], sentences_of, faults)
        if template is None:
            continue
        if item.value in found:
            faults.add(shown, item.start_mark.line + 1, "doubled", f"{item.value!r} stands here twice")
        found[item.value] = template
    if len(found) == len(items) and all(template.names & PARTS[key].optional for template in found.values()):
        unsure = ", ".join(f"{{{name}}}" for name in sorted(PARTS[key].optional))
        message = f"{key!r} cannot be said when {unsure} is not known"
        faults.add(shown, line, "not-always", message, "add a variant without it")
    yield from found.values()


def _clause(shown: str, node: Node, values: Supplied, faults: Faults) -> Template:
    """Words inside a sentence; empty ones after a fault."""
    return _template(shown, node, values, clause_of, faults) or Template((), frozenset())


def _template(
    shown: str, node: Node, values: Supplied, compiled: Callable[[str], Template], faults: Faults
) -> Template | None:
    """The template at a node, or None after a fault."""
    line = node.start_mark.line + 1
    if not isinstance(node, ScalarNode) or not str(node.value).strip():
        faults.add(shown, line, "not-a-value", "here belongs one sentence", 'write "It comes {slot}."')
        return None
    try:
        template = compiled(str(node.value))
    except BadTemplate as bad:
        faults.add(shown, line, "bad-template", str(bad), bad.hint)
        return None
    if unknown := sorted(template.names - values.names):
        known = ", ".join(f"{{{name}}}" for name in sorted(values.names)) or "none"
        message = f"{{{unknown[0]}}} has no value here"
        faults.add(shown, line, "unknown-placeholder", message, f"known here: {known}")
        return None
    if unsaid := sorted(values.required - template.names):
        message = f"{node.value!r} leaves out {{{unsaid[0]}}}"
        faults.add(shown, line, "must-be-said", message, "the person has to hear it: name it in each variant")
        return None
    return template
