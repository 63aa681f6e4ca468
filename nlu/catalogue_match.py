"""A spoken product, brand or retailer -> catalogue ids, best first: exact, then misheard (spelling and sound)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlu.catalogue_names import CatalogueNames, Named, NamedProduct
from nlu.fuzzy_index import FuzzyIndex
from nlu.interpretation import Context, ProductValue
from nlu.word_forms import BaseForms, compact
from nlu.words import words_of

MAX_WINDOW_WORDS = 5
MAX_CANDIDATES = 10
BEARS_THE_NAME = 100.0
SHORTEST_FUZZY_KEY = 4
"""Below four letters every word is near to another: "ei", "ui" and "mei" are not mishearings of each other."""

What = Literal["kind", "product", "brand", "retailer"]


class Target(NamedTuple):
    """What a name stands for."""

    what: What
    id: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [first, last) of an utterance name `targets`; `score` is 1 for an exact name."""

    first: int
    last: int
    targets: tuple[Target, ...]
    score: float = 1.0

    @property
    def what(self) -> What:
        return self.targets[0].what


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
        self._exact: dict[str, tuple[Target, ...]] = {}
        self._written: set[str] = set()
        self._index_names(names)
        self._keys = [key for key in self._exact if len(key) >= SHORTEST_FUZZY_KEY]
        self._fuzzy = FuzzyIndex(self._keys, language)
        self._products = _ProductIndex(names, self._forms)

    def _index_names(self, names: CatalogueNames) -> None:
        targets: dict[str, dict[Target, None]] = defaultdict(dict)
        lists: list[tuple[What, Iterable[tuple[str, tuple[str, ...]]]]] = [
            ("kind", ((entry.id, entry.names) for entry in names.kinds)),
            ("product", ((entry.id, entry.names) for entry in names.products)),
            ("retailer", ((entry.id, entry.names) for entry in names.retailers)),
            ("brand", ((entry.id, entry.names) for entry in names.brands)),
        ]
        for what, entries in lists:
            for id_, said in entries:
                for name in said:
                    words = [word.norm for word in words_of(name)]
                    if not words:
                        continue
                    written = compact(words)
                    self._written.add(written)
                    for key in {written, self._forms.key(words), self._last_based(words)}:
                        targets[key][Target(what, id_)] = None
        self._exact = {key: tuple(sorted(found, key=lambda t: _ORDER[t.what])) for key, found in targets.items()}

    def _last_based(self, words: Sequence[str]) -> str:
        return compact([*words[:-1], self._forms.of(words[-1])])

    def exact(self, words: Sequence[str]) -> list[Mention]:
        """The names in a row of folded words: longest first, left to right, not overlapping."""
        mentions: list[Mention] = []
        at = 0
        while at < len(words):
            mention = self._longest_at(words, at)
            if mention is None:
                at += 1
            else:
                mentions.append(mention)
                at = mention.last
        return mentions

    def _longest_at(self, words: Sequence[str], at: int) -> Mention | None:
        for size in range(min(MAX_WINDOW_WORDS, len(words) - at), 0, -1):
            window = words[at : at + size]
            targets = self._lookup(window)
            if targets:
                return Mention(at, at + size, targets)
        return None

    def _lookup(self, window: Sequence[str]) -> tuple[Target, ...]:
        written = compact(window)
        if len(window) == 1 and window[0] in self._never and written not in self._written:
            return ()
        if window[0] in self._never and len(window) > 1 and written not in self._written:
            return ()
        for key in (written, self._last_based(window), self._forms.key(window)):
            if len(key) >= 3 or key in self._written:
                found = self._exact.get(key)
                if found:
                    return found
        return ()

    def near(self, words: Sequence[str], first: int, last: int, least: float = 0.8) -> Mention | None:
        """The name that words [first, last) are most likely a mishearing of."""
        window = words[first:last]
        key = compact(window)
        if len(key) < SHORTEST_FUZZY_KEY:
            return None
        if len(key) < 6:
            least = max(least, 0.84)
        best: dict[Target, float] = {}
        for query in {key, self._forms.key(window)}:
            for position, likeness in self._fuzzy.nearest(query, least):
                for target in self._exact[self._keys[position]]:
                    best[target] = max(best.get(target, 0.0), likeness)
        if not best:
            return None
        top = max(best.values())
        chosen = [target for target, likeness in best.items() if likeness >= top - 0.02]
        chosen.sort(key=lambda target: (_ORDER[target.what], target.id))
        return Mention(first, last, tuple(chosen), round(top, 3))

    def compound_head(self, word: str) -> tuple[Target, ...]:
        """The kind that a longer compound ends with ("roggebrood" is bread); empty when none does."""
        base = self._forms.of(word)
        for cut in range(3, len(base) - 3):
            found = self._exact.get(base[cut:])
            if found and found[0].what == "kind":
                return tuple(target for target in found if target.what == "kind")
        return ()

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


def name_words(names: CatalogueNames) -> frozenset[str]:
    """Every folded word of every name."""
    entries: list[Named | NamedProduct] = [*names.kinds, *names.brands, *names.retailers, *names.products]
    said = [entry.names for entry in entries]
    return frozenset(word.norm for several in said for name in several for word in words_of(name))


class _ProductIndex:
    def __init__(self, names: CatalogueNames, forms: BaseForms) -> None:
        self._forms = forms
        self._ids = [product.id for product in names.products]
        self._at = {id_: position for position, id_ in enumerate(self._ids)}
        self._kinds = [product.kind for product in names.products]
        self._by_kind = _positions(self._kinds)
        self._by_brand = _positions([product.brand or "" for product in names.products])
        postings: dict[str, list[int]] = defaultdict(list)
        for position, product in enumerate(names.products):
            said = {forms.of(word.norm) for name in product.names for word in words_of(name)}
            for stem in said:
                postings[stem].append(position)
        self._postings = {stem: np.array(rows, dtype=np.int64) for stem, rows in postings.items()}
        self._kind_stems = {
            kind.id: frozenset(forms.of(word) for word in _kind_words(kind.names)) for kind in names.kinds
        }

    def value(self, mention: Mention, words: Sequence[str], brand: str | None, context: Context) -> ProductValue:
        named_products = [self._at[target.id] for target in mention.targets if target.what == "product"]
        kinds = list(dict.fromkeys(target.id for target in mention.targets if target.what == "kind"))
        if not kinds:
            kinds = list(dict.fromkeys(self._kinds[position] for position in named_products))
        known = self._known_positions(context)
        scores = self._scores(words, named_products, brand, known)
        kinds, ambiguous = self._settle_kinds(kinds, brand, known)
        described = self._described(words, kinds, named_products, brand)
        scores[sorted(described)] += BEARS_THE_NAME
        candidates = self._best(kinds, scores)
        return ProductValue(
            kind=kinds[0] if kinds else None,
            candidates=tuple(self._ids[position] for position in candidates),
            score=mention.score,
            ambiguous=ambiguous,
            named=0 if ambiguous else sum(position in described for position in candidates),
        )

    def _described(
        self, words: Sequence[str], kinds: Sequence[str], named: Sequence[int], brand: str | None
    ) -> frozenset[int]:
        """The products of the first kind that bear what was said beyond the kind; empty when nothing was."""
        rows = self._by_kind.get(kinds[0]) if kinds else None
        if rows is None:
            return frozenset()
        of_kind = frozenset(int(row) for row in rows)
        # A name of a product's own narrows first; then each word, in the order spoken, as long as anything is left.
        left = of_kind & frozenset(named) or of_kind
        if brand is not None and brand in self._by_brand:
            left = left & frozenset(int(row) for row in self._by_brand[brand]) or left
        generic = self._kind_stems.get(kinds[0], frozenset())
        for stem in dict.fromkeys(self._forms.of(word) for word in words):
            bearing = self._postings.get(stem)
            if bearing is not None and stem not in generic:
                left = left & frozenset(int(row) for row in bearing) or left
        return left if len(left) < len(of_kind) else frozenset()

    def of_brand(self, brand: str, context: Context) -> ProductValue:
        rows = self._by_brand.get(brand)
        if rows is None:
            return ProductValue(kind=None, candidates=(), score=0.0)
        scores = self._scores((), (), brand, self._known_positions(context))
        kinds = list(dict.fromkeys(self._kinds[row] for row in rows))
        order = rows[np.argsort(-scores[rows], kind="stable")][:MAX_CANDIDATES]
        kind = kinds[0] if len(kinds) == 1 else None
        return ProductValue(kind, tuple(self._ids[row] for row in order), 1.0, len(kinds) > 1, named=len(order))

    def _known_positions(self, context: Context) -> list[tuple[int, float]]:
        """Products on offer weigh more than products bought before; earlier in either row weighs more."""
        known = []
        for ids, weight in ((context.offered, 2.0), (context.bought, 0.8)):
            for rank, id_ in enumerate(ids):
                if id_ in self._at:
                    known.append((self._at[id_], weight * (1 - 0.5 * rank / max(len(ids), 1))))
        return known

    def _scores(
        self, words: Sequence[str], named: Sequence[int], brand: str | None, known: Sequence[tuple[int, float]]
    ) -> NDArray[np.float64]:
        scores = np.zeros(len(self._ids))
        for stem in {self._forms.of(word) for word in words}:
            rows = self._postings.get(stem)
            if rows is not None:
                scores[rows] += math.log(1 + len(self._ids) / len(rows))
        if brand is not None and brand in self._by_brand:
            scores[self._by_brand[brand]] += 20.0
        for position in named:
            scores[position] += 10.0
        for position, weight in known:
            scores[position] += weight
        return scores

    def _settle_kinds(
        self, kinds: list[str], brand: str | None, known: Sequence[tuple[int, float]]
    ) -> tuple[list[str], bool]:
        """Kinds in order of fit; ambiguous when nothing but the catalogue's order tells the first from the next."""
        if len(kinds) < 2:
            return kinds, False
        fits = dict.fromkeys(kinds, 0.0)
        for position, weight in known:
            if self._kinds[position] in fits:
                fits[self._kinds[position]] += weight
        if brand is not None and brand in self._by_brand:
            for position in self._by_brand[brand]:
                if self._kinds[position] in fits:
                    fits[self._kinds[position]] += 0.5
        ordered = sorted(kinds, key=lambda kind: -fits[kind])
        return ordered, fits[ordered[0]] - fits[ordered[1]] < 0.3

    def _best(self, kinds: Sequence[str], scores: NDArray[np.float64]) -> list[int]:
        """The best of the first kind, followed by the best of the others when there are several."""
        found: list[int] = []
        share = MAX_CANDIDATES if len(kinds) < 2 else max(3, MAX_CANDIDATES // len(kinds))
        for kind in kinds:
            rows = self._by_kind.get(kind)
            if rows is None:
                continue
            order = np.lexsort((rows, -scores[rows]))[:share]
            found.extend(int(rows[at]) for at in order)
        return found[:MAX_CANDIDATES]


def _kind_words(names: Sequence[str]) -> list[str]:
    """The words that mean the kind as a whole: its name, and the last word of what else it is called; the words
    before that ("halfvolle" melk) describe a part of it."""
    said = [[word.norm for word in words_of(name)] for name in names]
    return [word for at, words in enumerate(said) for word in (words if at == 0 else words[-1:])]


def _positions(names: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        found[name].append(position)
    return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}
