"""Proves that an utterance is a yes and nothing more. What is not proven is no confirmation (rules P2 and P3).

A classifier finds the likeliest of many intents; that is not enough to spend money on. Here every word must be
accounted for by yes-material: words of assent, politeness, fillers, an echo of the action or product that was asked.
A condition, question, correction, negation, delay, other addressee or other content is left over, and then it is no
proof. A missed yes costs a question; a wrong yes costs money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.findings import DataFilesError, Finding
from nlu.phrase_patterns import Node, PatternError, read_pattern
from nlu.words import fold
from nlu.yaml_files import line_of, read_yaml

MAX_PROOF_WORDS = 24
"""A longer utterance is no plain yes, whatever its words are."""
PROVEN_CONFIDENCE = 0.98
PRODUCT = "<product>"
"""Stands in a pattern for a product that was asked about: the offer that is open."""
QUESTIONS = ("payment", "proposal")
"""Questions that have words of their own to be restated in: "pay the bill" is no yes to an order."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`proven` says yes and only yes; `yes_words` counts the leading words that are yes-material with an assent."""

    proven: bool
    yes_words: int = 0
    leftover: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """What training sentences add: whole sentences that are a yes, and phrases that may stand beside one."""

    sentences: frozenset[tuple[str, ...]] = frozenset()
    company: frozenset[tuple[str, ...]] = frozenset()


class ConfirmationProof:
    """The grammar of assent of one language, with what the training sentences of `confirm` add to it."""

    def __init__(
        self,
        assent: Iterable[Node],
        company: Iterable[Node],
        never: Iterable[Node] = (),
        never_whole: Iterable[Node] = (),
        not_last: Iterable[str] = (),
        learned: Learned = Learned(),
        restating: Mapping[str, Iterable[Node]] | None = None,
    ) -> None:
        self._assent = _by_first_word(assent)
        self._company = _by_first_word([*company, *_phrase_nodes(learned.company)])
        self._never = _by_first_word(never)
        self._never_whole = tuple(never_whole)
        self._not_last = frozenset(not_last)
        self._sentences = learned.sentences
        self._restating = {asked: _by_first_word(nodes) for asked, nodes in (restating or {}).items()}

    def prove(self, words: Sequence[str], asked: str | None = None) -> Proof:
        """`words` are folded; an offered product stands as PRODUCT, a question mark as a word. `asked` is the one of
        QUESTIONS that is open: only then its own words are yes-material."""
        if not words or len(words) > MAX_PROOF_WORDS:
            return Proof(False, leftover=tuple(words))
        if tuple(words) in self._sentences:
            return Proof(True, len(words))
        reached = self._reach(words, asked)
        end = max((at for at, assents in reached.items() if assents), default=0)
        if self._is_never_whole(words[:end]):
            end = 0  # "is it" is no yes, and begins none in "is it gluten free"
        proven = end == len(words) and words[-1] not in self._not_last and not self._forbidden(words)
        return Proof(proven, end, tuple(words[end:]))

    def leftovers(self, words: Sequence[str]) -> tuple[str, ...]:
        """The one stretch of words that the tables do not account for, where there is an assent beside it."""
        before = self._reach(words)
        end = max(before, default=0)
        for start in range(end, len(words) + 1):
            after = self._reach(words[start:])
            rest = len(words) - start
            if rest in after and (after[rest] or before[end]):
                return tuple(words[end:start])
        return ()

    def _is_never_whole(self, words: Sequence[str]) -> bool:
        return any(len(words) in node.ends(words, 0) for node in self._never_whole)

    def _forbidden(self, words: Sequence[str]) -> bool:
        return any(node.ends(words, at) for at, word in enumerate(words) for node in self._never.get(word, ()))

    def _reach(self, words: Sequence[str], asked: str | None = None) -> dict[int, bool]:
        """Every place up to which the words are accounted for -> whether an assent is among them."""
        tables = ((self._assent, True), (self._company, False), (self._restating.get(asked or "", {}), True))
        reached: dict[int, bool] = {0: False}
        for at in range(len(words)):
            if at not in reached:
                continue
            for table, assents in tables:
                for node in table.get(words[at], ()):
                    for end in node.ends(words, at):
                        if end > at:
                            reached[end] = reached.get(end, False) or reached[at] or assents
        return reached


def _phrase_nodes(phrases: Iterable[tuple[str, ...]]) -> list[Node]:
    return [Node((phrase,)) for phrase in sorted(phrases)]


def _by_first_word(nodes: Iterable[Node]) -> dict[str, tuple[Node, ...]]:
    table: dict[str, list[Node]] = {}
    for node in nodes:
        for choice in node.choices:
            single = Node((choice,))
            if single.starts is None:
                raise PatternError("a pattern may not match nothing")
            for word in single.starts:
                table.setdefault(word, []).append(single)
    return {word: tuple(found) for word, found in table.items()}


_KEYS = ("version", "groups", "assent", "company", "restating", "never", "never_whole", "not_last")


def read_confirmation(path: Path, learned: Learned = Learned()) -> ConfirmationProof:
    """Reads data/<locale>/confirmation.yml, to which training adds what it learned.

    Raises DataFilesError with every fault of the file.
    """
    content = read_yaml(path)
    name = str(path)
    if not isinstance(content, dict):
        raise DataFilesError([Finding(name, 1, "shape", "must be a mapping of version, groups, assent and company")])
    findings = [
        Finding(name, line_of(content, key), "unknown-key", f"{key!r} is not known here", f"known: {', '.join(_KEYS)}")
        for key in content
        if key not in _KEYS
    ]
    groups: dict[str, Node] = {}
    for group, patterns in (content.get("groups") or {}).items():
        try:
            choices = [choice for pattern in patterns for choice in read_pattern(str(pattern), groups).choices]
            groups[str(group)] = Node(tuple(choices))
        except (PatternError, TypeError) as error:
            findings.append(Finding(name, line_of(content["groups"], group), "pattern", str(error)))
    assent = _patterns(name, content, "assent", groups, findings)
    company = _patterns(name, content, "company", groups, findings)
    restating = _restating(name, content, groups, findings)
    never = _patterns(name, content, "never", groups, findings)
    whole = _patterns(name, content, "never_whole", groups, findings)
    not_last = [fold(str(word)) for word in content.get("not_last") or ()]
    if findings:
        raise DataFilesError(findings)
    return ConfirmationProof(assent, company, never, whole, not_last, learned, restating)


def _restating(name: str, content: Any, groups: dict[str, Node], findings: list[Finding]) -> dict[str, list[Node]]:
    written = content.get("restating")
    if not isinstance(written, dict) or set(written) != set(QUESTIONS):
        findings.append(Finding(name, line_of(content, "restating"), "shape", f"must name {' and '.join(QUESTIONS)}"))
        return {}
    return {asked: _patterns(name, written, asked, groups, findings) for asked in QUESTIONS}


def _patterns(name: str, content: Any, key: str, groups: dict[str, Node], findings: list[Finding]) -> list[Node]:
    nodes = []
    patterns = content.get(key)
    if not isinstance(patterns, list) or not patterns:
        findings.append(Finding(name, line_of(content, key), "shape", f"{key} must be a list of patterns"))
        return []
    for at, pattern in enumerate(patterns):
        try:
            node = read_pattern(str(pattern), groups)
            _by_first_word([node])
        except PatternError as error:
            findings.append(Finding(name, line_of(patterns, at), "pattern", str(error), "see the head of the file"))
            continue
        nodes.append(node)
    return nodes


def learn_from(plain: ConfirmationProof, confirms: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> Learned:
    """What sentences labelled `confirm` add to the tables; `others` are sentences that are no yes.

    A stretch beside an assent becomes company only when no other sentence contains it, so that the words of doubt,
    refusal and delay can never be learned as harmless.
    """
    said_otherwise = {" ".join(words) for words in others}
    haystack = " | ".join(f" {sentence} " for sentence in said_otherwise)
    sentences: set[tuple[str, ...]] = set()
    company: set[tuple[str, ...]] = set()
    for words in confirms:
        joined = " ".join(words)
        if not words or "?" in words or joined in said_otherwise:
            continue
        sentences.add(tuple(words))
        rest = plain.leftovers(words)
        if rest and f" {' '.join(rest)} " not in haystack:
            company.add(rest)
    return Learned(frozenset(sentences), frozenset(company))
