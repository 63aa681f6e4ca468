"""Amounts in an utterance: "dertien euro negenenveertig", "onder de veertig", "ten quid", "€ 12,50"."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from nlu.interpretation import Comparison, MoneyValue
from nlu.spoken.numbers import NumberGrammar, SpokenNumber
from nlu.spoken.tables import Table
from nlu.spoken.tokens import HYPHEN, JOINED, Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

_COMPARISONS: tuple[Comparison, ...] = ("below", "about", "exactly", "above")
_KEYS = """
    currency cents coins comparison comparison_after means_money between determiners negation limits context pair_after
""".split()  # noqa: SIM905 - a table of words
LARGEST_CENTS = 100_000_000_000
_CONTEXT_TOKENS = 12
_NEGATION_TOKENS = 4
_FEWEST_BARE = 3
_FEWEST_IN_LIMIT = 10


@dataclass(frozen=True, slots=True)
class SpokenMoney:
    value: MoneyValue
    end: int


@dataclass(frozen=True, slots=True)
class _Amount:
    cents: int
    end: int
    about: bool = False


class MoneyReader:
    """Reads amounts. Built from `money` in quantities.yml.

    `nouns` are what a number may count instead of money, `weights` the words that name a weight as well ("pounds").
    """

    def __init__(
        self, table: Table, numbers: NumberGrammar, nouns: Phrases[None], weights: frozenset[str], periods: Phrases[str]
    ) -> None:
        table.known(*_KEYS)
        self._numbers, self._nouns, self._weights = numbers, nouns, weights
        self._currency = _norms(table, "currency")
        self._cents = _norms(table, "cents")
        coins = table.numbered("coins")
        self._coins = {phrase_norm(word)[0]: cents for cents, words in coins.items() for word in words}
        bare = {phrase_norm(phrase) for phrase in table.phrases("means_money")}
        before, after = table.sub("comparison").known(*_COMPARISONS), table.sub("comparison_after").known(*_COMPARISONS)
        self._comparison = Phrases(
            [(p, (name, phrase_norm(p) in bare)) for name in _COMPARISONS for p in before.phrases(name)]
        )
        self._after = Phrases([(p, name) for name in _COMPARISONS for p in after.phrases(name)])
        self._between = _norms(table, "between")
        self._determiners = _norms(table, "determiners")
        self._context = _norms(table, "context")
        self._negation = _norms(table, "negation")
        self._limits = _norms(table, "limits")
        self._pair_after = Phrases([(phrase, None) for phrase in table.phrases("pair_after")])
        self._periods = periods
        self._minus = frozenset(phrase_norm(word)[0] for word in numbers.words.minus)
        self._and = numbers.and_words
        self.first_words = self._currency | self._coins.keys() | self._between | self._comparison.first_words
        self.currency_words = self._currency | self._cents

    def read(self, u: Utterance, index: int, *, asked: bool = False) -> SpokenMoney | None:
        """The amount that begins at token `index`, comparison and currency included.

        `asked`: an amount is what the sentence must hold, so a number that counts nothing is one.
        """
        if u.norm(index) in self._between and u.close(index):
            upper = self._range(u, index + 1)
            if upper is not None:
                return SpokenMoney(MoneyValue(upper.cents, "below"), upper.end)
        comparison: Comparison = "exactly"
        bare, start = False, index
        found = self._comparison.at(u.tokens, index)
        if found is not None and u.close(found[1] - 1):
            (comparison, bare), start = found
            if comparison == "above" and self._is_denied(u, index):
                comparison = "below"
        amount = None
        if start > index and u.norm(start) in self._determiners and u.close(start):
            amount = self._amount(u, start + 1, compared=True, bare=bare or asked)
        if amount is None:
            amount = self._amount(u, start, compared=start > index, bare=bare or asked)
        if amount is None or abs(amount.cents) > LARGEST_CENTS:
            return None
        after = self._after.at(u.tokens, amount.end) if u.follows(amount.end) else None
        if after is not None and start == index:
            return SpokenMoney(MoneyValue(amount.cents, after[0]), after[1])
        if amount.about and comparison == "exactly":
            comparison = "about"
        return SpokenMoney(MoneyValue(amount.cents, comparison), amount.end)

    def _is_denied(self, u: Utterance, index: int) -> bool:
        """ "it may not cost more than forty"."""
        return any(token.norm in self._negation for token in u.tokens[max(0, index - _NEGATION_TOKENS) : index])

    def _range(self, u: Utterance, index: int) -> _Amount | None:
        """tussen de tien en twintig euro: its upper end counts."""
        index += u.norm(index) in self._determiners
        first = self._numbers.read(u, index)
        if first is None:
            return None
        end = first.end + (u.follows(first.end) in self._currency)
        if u.follows(end) not in self._and:
            return None
        end += 1 + (u.follows(end + 1) in self._determiners)
        return self._amount(u, end, compared=False, bare=False) if end < len(u.tokens) else None

    def _amount(self, u: Utterance, index: int, *, compared: bool, bare: bool) -> _Amount | None:
        if index >= len(u.tokens):
            return None
        if u.norm(index) in self._minus and u.follows(index + 1) and u.norm(index + 1) not in self._minus:
            owed = self._amount(u, index + 1, compared=False, bare=False)
            return _Amount(-owed.cents, owed.end) if owed is not None else None
        if u.norm(index) in self._currency:
            number = self._numeral(u, index + 1)
            return _cents(number.value * 100, number.end) if number is not None else None
        coin = self._coins.get(u.norm(index))
        if coin is not None and (compared or u.norm(index - 1) not in self._determiners):
            return _Amount(coin, index + 1)
        number = self._numbers.read(u, index)
        return self._counted(u, index, number, compared=compared, bare=bare) if number is not None else None

    def _numeral(self, u: Utterance, index: int) -> SpokenNumber | None:
        if index >= len(u.tokens) or not u.close(index - 1):
            return None
        number = self._numbers.read(u, index)
        return number if number is not None and number.form != "article" and number.decimals <= 2 else None

    def _counted(self, u: Utterance, index: int, number: SpokenNumber, *, compared: bool, bare: bool) -> _Amount | None:
        end, following = number.end, u.follows(number.end)
        coin = self._coins.get(following)
        if coin is not None and number.whole:
            return _Amount(coin * number.whole, end + 1)
        if following in self._currency:
            return self._euros(u, number, bare=bare)
        if following in self._cents:
            return _cents(number.value, end + 1) if number.form != "part" else None
        if number.form in ("article", "part", "idiom"):
            return None
        pair = self._pair(u, number)
        if pair is not None and u.follows(pair.end) in self._currency:
            return _Amount(pair.cents, pair.end + 1)
        if u.tokens[end - 1].end < len(u.text) and u.text.startswith(",-", u.tokens[end - 1].end):
            return _cents(number.value * 100, end)
        if self._counts_other(u, end, pair):
            return None
        if pair is not None:
            near = compared or bare or self._near(u, end, self._context) or self._near(u, end, self._limits)
            return pair if near or self._pair_after.before(u.tokens, index, max(0, index - 3)) is not None else None
        if number.decimals == 2 or (bare and number.value >= _FEWEST_BARE) or self._is_limit(u, number):
            return _cents(number.value * 100, end)
        return None

    def _counts_other(self, u: Utterance, end: int, pair: _Amount | None) -> bool:
        end = pair.end if pair is not None else end
        if not u.follows(end):
            return False
        number = self._numbers.read(u, end) if pair is None else None
        return self._nouns.at(u.tokens, end) is not None or (number is not None and number.form != "article")

    def _is_limit(self, u: Utterance, number: SpokenNumber) -> bool:
        """forty in "put the limit at forty" and "forty a week"; a smaller number may count something."""
        if number.value < _FEWEST_IN_LIMIT or number.decimals:
            return False
        period = self._periods.at(u.tokens, number.end) if u.follows(number.end) else None
        return period is not None or self._near(u, number.end, self._limits)

    @staticmethod
    def _near(u: Utterance, end: int, words: frozenset[str]) -> bool:
        nearby = u.tokens[max(0, end - _CONTEXT_TOKENS) : end + _CONTEXT_TOKENS]
        return any(token.norm in words for token in nearby)

    def _pair(self, u: Utterance, number: SpokenNumber) -> _Amount | None:
        """twelve fifty: euros and two digits of cents."""
        whole = number.whole
        if whole is None or number.form != "word" or whole >= 1000 or not u.follows(number.end):
            return None
        cents = self._numbers.below_hundred(u, number.end)
        if cents is None or cents[0] < 10 or u.tokens[number.end].is_numeral:
            return None
        return _Amount(whole * 100 + cents[0], cents[1])

    def _euros(self, u: Utterance, number: SpokenNumber, *, bare: bool) -> _Amount | None:
        """The number stands before the currency; cents may follow it."""
        currency, end = u.norm(number.end), number.end + 1
        if currency in self._weights and (number.value < 1 or u.follows(end) in self._numbers.of):
            return None
        if (
            currency in self._weights
            and number.form == "article"
            and not bare
            and not self._near(u, end, self._context)
        ):
            return None  # "a pound" is what one weighs, unless the sentence is about paying
        if number.form == "article" and u.norm(end) in self._numbers.or_words and u.close(end - 1):
            about = self._numbers.read(u, end + 1)
            if about is not None:
                return _Amount(int(about.value * 100), about.end, about=True)
        cents = self._cents_after(u, end) if number.decimals == 0 else None
        if cents is not None:
            return _cents(number.value * 100 + cents.cents, cents.end)
        return _cents(number.value * 100, end)

    def _cents_after(self, u: Utterance, end: int) -> _Amount | None:
        linked = u.follows(end) in self._and
        start = end + linked
        if start >= len(u.tokens) or not u.close(start - 1):
            return None
        number = self._numbers.below_hundred(u, start)
        if number is None:
            return None
        value, after = number
        if u.follows(after) in self._cents:
            return _Amount(value, after + 1)
        last = after >= len(u.tokens) or u.tokens[after - 1].gap > HYPHEN
        if linked or value < 10:
            return None
        if not last and (self._nouns.at(u.tokens, after) is not None or u.tokens[after - 1].gap == JOINED):
            return None
        return _Amount(value, after)


def _cents(cents: Fraction, end: int) -> _Amount | None:
    return _Amount(int(cents), end) if cents.denominator == 1 else None


def _norms(table: Table, key: str) -> frozenset[str]:
    return frozenset(phrase_norm(word)[0] for word in table.phrases(key))
