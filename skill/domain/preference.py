"""What a person would rather have: told by them, or noticed in what they choose and confirmed by them.

No preference is a permission. It decides what is offered first and how much is said; whether something may be bought
stays with authorization.py, which reads none of this. So "ask me less" drops only questions that guard nothing: the
choice among several suggestions, and our own "shall I remember that?". It does not touch a mandate, a PIN, the yes
before an order or the yes before a payment. "Ask me more" may narrow, and does: the person's own mandates are paused.
Asking less again does not resume them; only the person who grants a mandate anew does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from skill.domain.home import Asking, PackSize, PartOfDay, Preferences
from skill.domain.quiet_hours import QuietHours

WHOLE_HOME = ""
"""Whose preference it is when it is nobody's in particular: quiet hours, and what the home's file tells."""

EVERYTHING = ""
"""The subject of a preference that is not about one kind or one retailer."""

NO_MORE = ""
"""The value that takes back what the home's file tells: the file itself is not ours to change."""

HABIT = 3
"""So often in a row the same against what we put first is no accident: we ask once whether to remember it."""

SUGGESTED_AGAIN_AFTER = timedelta(days=180)
"""What we asked to remember is not asked again for so long, whatever the answer was, none included."""


class About(StrEnum):
    """What a preference is about, with its subject and its value."""

    BRAND = "brand"
    """Of a kind: a brand."""
    NOT_BRAND = "not_brand"
    """A brand: rather not, for all kinds."""
    RETAILER = "retailer"
    """Of a category: a retailer."""
    NOT_RETAILER = "not_retailer"
    """A retailer: rather not."""
    LABEL = "label"
    """A label of products ("organic"), or one of a kind ("organic:milk"): rather that."""
    NOT_LABEL = "not_label"
    """A label: rather not, for all kinds."""
    SIZE = "size"
    """Of a kind or everything: large or small packs."""
    PAYMENT = "payment"
    """At a retailer or everywhere: a way to pay."""
    ASKING = "asking"
    """Less or more."""
    QUIET = "quiet"
    """Of the whole home: "22:00-07:00" on its own clock."""
    DELIVERY = "delivery"
    """A part of the day."""
    SUGGESTED = "suggested"
    """No preference: that we asked to remember one ("brand:coffee_beans" and a brand), so that we do not nag."""


AVOIDED = frozenset({About.NOT_BRAND, About.NOT_RETAILER, About.NOT_LABEL})


@dataclass(frozen=True, slots=True)
class Preference:
    """`since` is when it was told; None where the home's file tells it. ValueError for a value that means nothing."""

    person: str
    about: About
    subject: str
    value: str
    since: datetime | None = None

    def __post_init__(self) -> None:
        if self.value == NO_MORE:
            return
        match self.about:
            case About.SIZE:
                PackSize(self.value)
            case About.ASKING:
                Asking(self.value)
            case About.DELIVERY:
                PartOfDay(self.value)
            case About.QUIET:
                hours_of(self.value)
            case _:
                pass

    @property
    def name(self) -> str:
        """Which of its person's preferences it is: "brand:coffee_beans", or "quiet" where there is no subject."""
        return f"{self.about}:{self.subject}" if self.subject != EVERYTHING else str(self.about)

    def is_of(self, other: Preference) -> bool:
        """Whether one replaces the other: the same person on the same subject."""
        return (self.person, self.about, self.subject) == (other.person, other.about, other.subject)


def quiet(hours: QuietHours, since: datetime | None = None) -> Preference:
    """The quiet hours of the home."""
    text = f"{hours.start:%H:%M}-{hours.until:%H:%M}"
    return Preference(WHOLE_HOME, About.QUIET, EVERYTHING, text, since)


def hours_of(value: str) -> QuietHours:
    """What `quiet` wrote. Raises ValueError for anything else."""
    start, _, until = value.partition("-")
    return QuietHours(time.fromisoformat(start), time.fromisoformat(until))


def without(preference: Preference) -> Preference | None:
    """What is kept in its place when it is forgotten: nothing, but where the home's file tells it."""
    if preference.since is None and preference.person == WHOLE_HOME:
        return replace(preference, value=NO_MORE)
    return None


def stated(filed: Preferences, told: Iterable[Preference]) -> tuple[Preference, ...]:
    """All that holds: what was told, and what the home's file tells where nothing was told of that."""
    told = tuple(told)
    written = [Preference(WHOLE_HOME, About.BRAND, kind, brand) for kind, brand in filed.brands.items()]
    if filed.quiet is not None:
        written.append(quiet(filed.quiet))
    return (*(each for each in written if not any(each.is_of(one) for one in told)), *told)


def held(preferences: Iterable[Preference], person: str) -> tuple[Preference, ...]:
    """Those of this person and of the whole home; what is taken back of the home's file is nothing."""
    return tuple(each for each in preferences if each.person in (person, WHOLE_HOME) and each.value != NO_MORE)


def counting(preferences: Iterable[Preference], person: str) -> tuple[Preference, ...]:
    """Those that this person is chosen for by: of one subject their own, not also what the home has there; none of our
    notes."""
    own_last = sorted(held(preferences, person), key=lambda each: each.person != WHOLE_HOME)
    by_name = {each.name: each for each in own_last}
    return tuple(each for each in by_name.values() if each.about is not About.SUGGESTED)


def in_force(filed: Preferences, told: Iterable[Preference], person: str | None) -> Preferences:
    """The preferences that count for this person: their own before the home's, and nobody else's."""
    mine = [each for each in told if each.person in (WHOLE_HOME, person)]
    mine.sort(key=lambda each: each.person != WHOLE_HOME)
    brands = _subjects(mine, About.BRAND, filed.brands)
    found = replace(
        filed,
        brands=brands,
        retailers=_subjects(mine, About.RETAILER),
        sizes={subject: PackSize(size) for subject, size in _subjects(mine, About.SIZE).items()},
        payments=_subjects(mine, About.PAYMENT),
        labels=_labels(mine),
        avoided=frozenset(each.subject for each in mine if each.about in AVOIDED),
    )
    for each in mine:
        if each.about is About.ASKING:
            found = replace(found, asking=Asking(each.value))
        elif each.about is About.DELIVERY:
            found = replace(found, part_of_day=PartOfDay(each.value))
        elif each.about is About.QUIET:
            found = replace(found, quiet=hours_of(each.value) if each.value != NO_MORE else None)
    return found


def _labels(mine: Iterable[Preference]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for each in mine:
        if each.about is About.LABEL:
            label, kind = label_and_kind(each)
            found[kind] = found.get(kind, frozenset()) | {label}
    return found


def label_and_kind(preference: Preference) -> tuple[str, str]:
    """What a preference of a label is of; the kind is EVERYTHING where none was named."""
    label, _, kind = preference.subject.partition(":")
    return label, kind


def _subjects(mine: Iterable[Preference], about: About, filed: Mapping[str, str] | None = None) -> dict[str, str]:
    found = {**(filed or {}), **{each.subject: each.value for each in mine if each.about is about}}
    return {subject: value for subject, value in found.items() if value != NO_MORE}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of an order that a person said yes to; `size` where it is the largest or smallest that there is."""

    kind: str
    category: str
    brand: str | None
    retailer: str
    size: PackSize | None = None


def suggestion(
    choices: Sequence[Choice],
    first: Choice,
    known: Preferences,
    told: Iterable[Preference],
    person: str,
    now: datetime,
) -> Preference | None:
    """What to ask this person to remember, or None. It is a question: nothing counts before their yes.

    `choices` of one category, the latest first; `first` is what we would have put first of the kind of the latest. A
    habit is HABIT times the same, where our ranking says otherwise: else there is nothing to learn.
    """
    if not choices or known.asking is Asking.LESS:
        return None
    asked = [each for each in told if each.person == person and each.about is About.SUGGESTED and each.since]
    lately = {(each.subject, each.value) for each in asked if each.since and now - each.since < SUGGESTED_AGAIN_AFTER}
    latest = choices[0]
    of_kind = [choice for choice in choices if choice.kind == latest.kind][:HABIT]
    found = (
        (About.BRAND, latest.kind, [choice.brand for choice in of_kind], first.brand, known.brands),
        (About.SIZE, latest.kind, [choice.size for choice in of_kind], first.size, known.sizes),
        (About.RETAILER, latest.category, [c.retailer for c in choices[:HABIT]], first.retailer, known.retailers),
    )
    for about, subject, chosen, ranked, preferred in found:
        value = chosen[0]
        if value is None or len(chosen) < HABIT or set(chosen) != {value} or value == ranked:
            continue
        if preferred.get(subject) != value and (f"{about}:{subject}", value) not in lately:
            return Preference(person, about, subject, str(value), now)
    return None


def asked_to_remember(suggested: Preference, now: datetime) -> Preference:
    """The note that this was asked, so that it is not asked again soon."""
    return Preference(suggested.person, About.SUGGESTED, suggested.name, suggested.value, now)
