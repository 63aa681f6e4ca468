"""A spoken product, brand or retailer -> catalogue ids, best first: exact, then misheard (spelling and sound)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nlu.catalogue_names import CatalogueNames, Named, NamedProduct
from nlu.fuzzy_index import FuzzyIndex
from nlu.interpretation import Context, ProductValue
from nlu.mention import Mention, Target, What
from nlu.product_index import ProductIndex
from nlu.word_forms import BaseForms, compact
from nlu.words import norms_of

MAX_WINDOW_WORDS = 5
SHORTEST_FUZZY_KEY = 4
"""Below four letters every word is near to another: "ei", "ui" and "mei" are not mishearings of each other."""

LONG_NAME = 6
"""Shorter names differ by one letter from many: they are taken when they are clearly nearer than any other, or sure."""
SURE_OF_A_SHORT_NAME = 0.84
CLEARLY_NEARER = 0.1

MOST_LOST = 5
"""A recogniser loses or adds one letter in so many, two at least; words that differ by more are other words."""

_ORDER: dict[str, int] = {"kind": 0, "product": 1, "retailer": 2, "brand": 3}


class CatalogueMatcher:
    """Built once for a catalogue and a language; pure afterwards."""

    def __init__(
        self,
        names: CatalogueNames,
        language: str,
        never_names: frozenset[str] = frozenset(),
        forms: Mapping[str, str] | None = None,
    ) -> None:
        """`never_names` are function words that are no name by themselves in another form than written.

        `forms` is a model's table of base forms; without one the dictionaries are loaded.
        """
        self._forms = BaseForms(language, forms)
        self._never = never_names
        self._written: dict[str, tuple[Target, ...]] = {}
        self._based: dict[str, tuple[Target, ...]] = {}
        self._spaced: set[str] = set()
        self._in_words: dict[str, bool] = {}
        """Names of several words; true for what is usually said, in these words or in one."""
        self._index_names(names)
        kinds = [word for entry in names.kinds for name in entry.names for word in norms_of(name)]
        self._kind_words = frozenset(kinds) - never_names
        keys = dict.fromkeys((*self._written, *self._based))
        self._keys = [key for key in keys if len(key) >= SHORTEST_FUZZY_KEY]
        self._fuzzy = FuzzyIndex(self._keys, language)
        self._products = ProductIndex(names, self._forms)

    def _index_names(self, names: CatalogueNames) -> None:
        """As written, and by base forms apart from that: the "pepers" of one kind are not the "peper" of another."""
        written: dict[str, dict[Target, None]] = defaultdict(dict)
        based: dict[str, dict[Target, None]] = defaultdict(dict)
        lists: list[tuple[What, Iterable[tuple[str, tuple[str, ...]]]]] = [
            ("kind", ((entry.id, entry.names) for entry in names.kinds)),
            ("product", ((entry.id, entry.names) for entry in names.products)),
            ("retailer", ((entry.id, entry.names) for entry in names.retailers)),
            ("brand", ((entry.id, entry.names) for entry in names.brands)),
        ]
        for what, entries in lists:
            for id_, said in entries:
                usual = self._forms.key(norms_of(said[0])) if said else ""
                for name in said:
                    words = norms_of(name)
                    if not words:
                        continue
                    target = Target(what, id_)
                    self._spaced.add(" ".join(words))
                    if len(words) > 1:
                        key = self._words_key(words)
                        self._in_words[key] = self._in_words.get(key, False) or self._forms.key(words) == usual
                    written[compact(words)][target] = None
                    for key in {self._forms.key(words), self._last_based(words)}:
                        based[key][target] = None
        self._written, self._based = _ordered(written), _ordered(based)

    def _last_based(self, words: Sequence[str]) -> str:
        return compact([*words[:-1], self._forms.of(words[-1])])

    def exact(self, words: Sequence[str], breaks: frozenset[int] = frozenset()) -> list[Mention]:
        """The names in a row of folded words: longest first, left to right, not overlapping; none goes on over a word
        of `breaks`."""
        mentions: list[Mention] = []
        at = 0
        while at < len(words):
            mention = self._longest_at(words, at, min((one for one in breaks if one > at), default=len(words)))
            if mention is None:
                at += 1
            else:
                mentions.append(mention)
                at = mention.last
        return mentions

    def _longest_at(self, words: Sequence[str], at: int, end: int) -> Mention | None:
        for size in range(min(MAX_WINDOW_WORDS, end - at), 0, -1):
            window = words[at : at + size]
            targets = self._lookup(window)
            if targets:
                return Mention(at, at + size, targets)
        return None

    def _lookup(self, window: Sequence[str]) -> tuple[Target, ...]:
        written = compact(window)
        if (window[0] in self._never or window[-1] in self._never) and " ".join(window) not in self._spaced:
            return ()  # "wat er" is no water, "is" no ice
        found = self._written.get(written)
        for key in () if found else (written, self._last_based(window), self._forms.key(window)):
            found = self._based.get(key) if len(key) >= 3 or key in self._written else None
            if found:
                break
        return found or ()

    def apart(self, words: Sequence[str], mention: Mention, score: float) -> list[Mention]:
        """The mention, or the two names that its words are by themselves: of other kinds than both together. Words that
        the catalogue writes as one become two; an unusual name in so many words stays. Either gets this score."""
        window, kind = words[mention.first : mention.last], self.kind_of(mention)
        for cut in range(mention.first + 1, mention.last):
            parts = [
                Mention(first, last, targets, score)
                for first, last in ((mention.first, cut), (cut, mention.last))
                if (targets := self._lookup(words[first:last])) and targets[0].what in ("kind", "product")
            ]
            if len(parts) == 2 and kind not in {self.kind_of(part) for part in parts}:
                usual = self._in_words.get(self._words_key(window))
                return parts if usual is None else [mention if usual else replace(mention, score=score)]
        return [mention]

    def _words_key(self, words: Sequence[str]) -> str:
        return " ".join(map(self._forms.of, words))

    def is_function_word(self, word: str) -> bool:
        """Whether a folded word names nothing by itself: "de", "per", "the"."""
        return word in self._never

    def is_part_of_a_name(self, word: str) -> bool:
        """Whether the names of kinds have this word: the "cat" of "cat food"."""
        return word in self._kind_words

    def describes(self, word: str) -> bool:
        """Whether some product or kind bears the word: "verse", "gemalen"."""
        return word in self._kind_words or self._products.is_borne(word)

    def near(self, words: Sequence[str], first: int, last: int, least: float = 0.8) -> Mention | None:
        """The name that words [first, last) are most likely a mishearing of."""
        window = words[first:last]
        key = compact(window)
        if len(key) < SHORTEST_FUZZY_KEY:
            return None
        sure = max(least, SURE_OF_A_SHORT_NAME) if len(key) < LONG_NAME else least
        best: dict[Target, float] = {}
        for query in {key, self._forms.key(window)}:
            for position, likeness in self._fuzzy.nearest(query, least):
                name = self._keys[position]
                if abs(len(name) - len(query)) > max(2, len(query) // MOST_LOST):
                    continue  # "vacuum cleaner" is no mishearing of "vacuum cleaner bags"
                for target in self._written.get(name) or self._based[name]:
                    best[target] = max(best.get(target, 0.0), likeness)
        if not best:
            return None
        top = max(best.values())
        if top < sure and sum(likeness > top - CLEARLY_NEARER for likeness in best.values()) > 1:
            return None
        chosen = [target for target, likeness in best.items() if likeness >= top - 0.02]
        chosen.sort(key=lambda target: (_ORDER[target.what], target.id))
        return Mention(first, last, tuple(chosen), round(top, 3))

    def compound_head(self, word: str) -> tuple[Target, ...]:
        """The kind that a longer compound ends with ("roggebrood" is bread); empty when none does."""
        base = self._forms.of(word)
        for cut in range(3, len(base) - 3):
            found = self._written.get(base[cut:]) or self._based.get(base[cut:])
            if found and found[0].what == "kind":
                return tuple(target for target in found if target.what == "kind")
        return ()

    def kind_of(self, mention: Mention) -> str | None:
        """The kind that a mention of goods stands for, as far as one can tell without its words."""
        kinds = [self._products.kind_of(target) for target in mention.targets]
        return kinds[0] if kinds and len(set(kinds)) == 1 else None

    def product_value(
        self, mention: Mention | None, words: Sequence[str], brand: str | None = None, context: Context = Context()
    ) -> ProductValue:
        """Resolves a product mention; `words` are all words of its span, the describing ones included."""
        if mention is None:
            return ProductValue(kind=None, candidates=(), score=0.0)
        return self._products.value(mention, words, brand, context)

    def brand_products(self, brand: str, context: Context = Context()) -> ProductValue:
        """A brand alone: its products, the known ones first; the kind only where the brand has one."""
        return self._products.of_brand(brand, context)


def _ordered(targets: Mapping[str, Mapping[Target, None]]) -> dict[str, tuple[Target, ...]]:
    return {key: tuple(sorted(found, key=lambda target: _ORDER[target.what])) for key, found in targets.items()}


def name_words(names: CatalogueNames) -> frozenset[str]:
    """Every folded word of every name."""
    entries: list[Named | NamedProduct] = [*names.kinds, *names.brands, *names.retailers, *names.products]
    said = [entry.names for entry in entries]
    return frozenset(word for several in said for name in several for word in norms_of(name))
