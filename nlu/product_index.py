"""The products that a spoken name may stand for, best first: bearing its words, on offer, bought before."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.catalogue_names import CatalogueNames
from nlu.interpretation import Context, ProductValue
from nlu.mention import Mention, Target
from nlu.word_forms import BaseForms
from nlu.words import norms_of

MAX_CANDIDATES = 10
BEARS_THE_NAME = 100.0


class ProductIndex:
    """Built once for a catalogue; pure afterwards."""

    def __init__(self, names: CatalogueNames, forms: BaseForms) -> None:
        self._forms = forms
        self._ids = [product.id for product in names.products]
        self._at = {id_: position for position, id_ in enumerate(self._ids)}
        self._kinds = [product.kind for product in names.products]
        self._by_kind = _positions(self._kinds)
        self._by_brand = _positions([product.brand or "" for product in names.products])
        postings: dict[str, list[int]] = defaultdict(list)
        for position, product in enumerate(names.products):
            said = {forms.of(word) for name in product.names for word in norms_of(name)}
            for stem in said:
                postings[stem].append(position)
        self._postings = {stem: np.array(rows, dtype=np.int64) for stem, rows in postings.items()}
        self._kind_stems = {
            kind.id: frozenset(forms.of(word) for word in _kind_words(kind.names)) for kind in names.kinds
        }

    def kind_of(self, target: Target) -> str | None:
        """The kind that a target is or belongs to."""
        if target.what == "product":
            return self._kinds[self._at[target.id]] if target.id in self._at else None
        return target.id if target.what == "kind" else None

    def is_borne(self, word: str) -> bool:
        """Whether the name of some product has this word, in any form."""
        return self._forms.of(word) in self._postings

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
    said = [norms_of(name) for name in names]
    return [word for at, words in enumerate(said) for word in (words if at == 0 else words[-1:])]


def _positions(names: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        found[name].append(position)
    return {name: np.array(rows, dtype=np.int64) for name, rows in found.items()}
