"""Checks the sentences of a language taken together: enough of them, varied, each in one intent, none held out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from nlu.findings import Finding
from nlu.near_duplicates import near_pairs, plain_sentence, skeleton
from nlu.training_data import Example

LEAST_EXAMPLES = 25
"""Fewer teach an intent's words by heart, not what it means."""
LEAST_DISTINCT_SKELETONS = 0.6
"""Of an intent's sentences so many differ in more than their values; below it they are one template, filled in."""
MOST_SAME_BEGINNING = 0.5
"""When more than this share of an intent begins with the same word, that word becomes the intent."""


def amount_findings(examples: Sequence[Example], intents: Sequence[str], folder: str) -> Iterator[Finding]:
    """Intents with too few sentences, or whose sentences are too much alike."""
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    for intent in intents:
        own = by_intent.get(intent, [])
        if len(own) < LEAST_EXAMPLES:
            where = (own[0].file, own[0].line) if own else (f"{folder}/{intent}.yml", 1)
            message = f"{intent} has {len(own)} examples"
            hint = f"write at least {LEAST_EXAMPLES}, each in other words"
            yield Finding(*where, "too-few", message, hint)
        else:
            yield from _uniform(intent, own)


def _uniform(intent: str, own: Sequence[Example]) -> Iterator[Finding]:
    skeletons = [skeleton(example) for example in own]
    distinct = len({each.words for each in skeletons})
    file, line = own[0].file, own[0].line
    if distinct < LEAST_DISTINCT_SKELETONS * len(own):
        message = f"{intent}: {len(own)} examples have {distinct} shapes; the rest differ in their values only"
        yield Finding(file, line, "too-uniform", message, "say it in other words and in another order", "WARNING")
    begins = Counter(each.words[0] for each in skeletons if each.words)
    word, count = begins.most_common(1)[0] if begins else ("", 0)
    if count > MOST_SAME_BEGINNING * len(own):
        message = f"{intent}: {count} of {len(own)} examples begin with {word!r}"
        yield Finding(file, line, "too-uniform", message, "begin as other people would", "WARNING")


def doubled_findings(examples: Sequence[Example]) -> Iterator[Finding]:
    """A sentence in two intents is an error, twice in one intent a warning; then pairs that are nearly the same."""
    seen: dict[str, Example] = {}
    for example in examples:
        said = plain_sentence(example)
        before = seen.setdefault(said, example)
        if before is example:
            continue
        at = f"{before.file}:{before.line}"
        if before.intent == example.intent:
            message = f"{example.text!r} stands at {at} as well"
            yield Finding(example.file, example.line, "doubled", message, "remove one of the two", "WARNING")
        else:
            message = f"{example.text!r} is {example.intent} here and {before.intent} at {at}"
            hint = "one sentence has one meaning: remove it where a listener would not expect it"
            yield Finding(example.file, example.line, "two-intents", message, hint)
    for pair in near_pairs(list(seen.values())):
        one, other = pair.one, pair.other
        message = f"{one.text!r} ({one.intent}) is nearly {other.text!r} ({other.intent}, {other.file}:{other.line})"
        hint = f"{pair.likeness:.0f} of 100 alike: give both one intent, or tell them apart in words"
        yield Finding(one.file, one.line, "near-duplicate", message, hint, "WARNING")


def learned_findings(examples: Sequence[Example], held_out: Sequence[Example]) -> Iterator[Finding]:
    """Sentences that are learned and held out: those measure nothing."""
    measured = {plain_sentence(example): example for example in held_out}
    for example in examples:
        found = measured.get(plain_sentence(example))
        if found is not None:
            message = f"{example.text!r} is held out at {found.file}:{found.line}"
            hint = "remove it here: what is learned cannot be measured"
            yield Finding(example.file, example.line, "held-out-learned", message, hint)
