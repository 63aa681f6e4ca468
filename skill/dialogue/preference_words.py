"""Preferences as sentences: what holds, and the questions that are put about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skill.dialogue.reply import KindInGeneral, Part, RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.domain.preference import EVERYTHING, HABIT, About, Preference, hours_of, label_and_kind

MOST_KINDS = 3
"""A brand that makes more is told of so many."""


def explained(situation: Situation, preference: Preference) -> tuple[Part, ...]:
    """What this preference makes us do; nothing for our own notes."""
    subject, value = preference.subject, preference.value
    match preference.about:
        case About.BRAND:
            return (brand(situation, value, [subject]),)
        case About.NOT_BRAND:
            return (part("preference_avoid", brand=situation.catalogue.brands.get(subject, subject)),)
        case About.NOT_RETAILER:
            return (part("preference_avoid_retailer", retailer=RetailerName(subject)),)
        case About.RETAILER:
            category = Term(f"category_{subject}")
            return (part("preference_retailer", category=category, retailer=RetailerName(value)),)
        case About.LABEL:
            label, kind = label_and_kind(preference)
            if kind == EVERYTHING:
                return (part("preference_label", label=Term(f"label_{label}")),)
            return (part("preference_label_of", label=Term(f"label_{label}"), kind=KindInGeneral(kind)),)
        case About.NOT_LABEL:
            return (part("preference_not_label", label=Term(f"label_{subject}")),)
        case About.SIZE if subject == EVERYTHING:
            return (part("preference_size", size=Term(f"size_{value}")),)
        case About.SIZE:
            return (part("preference_size_of", size=Term(f"size_{value}"), kind=KindInGeneral(subject)),)
        case About.PAYMENT:
            method = Term(f"pay_{value}")
            retailers = tuple(RetailerName(name) for name in taking(situation, preference))
            return (part("preference_payment", method=method, retailers=retailers),)
        case About.ASKING:
            return (part(f"preference_ask_{value}"),)
        case About.QUIET:
            hours = hours_of(value)
            return (part("preference_quiet", start=hours.start, until=hours.until),)
        case About.DELIVERY:
            return (part("preference_delivery", moment=Term(f"part_{value}")),)
        case About.SUGGESTED:
            return ()


def listed(situation: Situation, shown: Iterable[Preference]) -> tuple[Part, ...]:
    """Each once: what the home's file says and a person says as well, and one brand for several kinds, is one."""
    told: list[Part] = []
    brands: dict[str, dict[str, None]] = {}
    for each in {(each.about, each.subject, each.value): each for each in shown}.values():
        if each.about is About.BRAND:
            brands.setdefault(each.value, {})[each.subject] = None
        else:
            told.extend(explained(situation, each))
    return (*(brand(situation, name, list(kinds)) for name, kinds in brands.items()), *told)


def brand(situation: Situation, name: str, kinds: Sequence[str]) -> Part:
    named = tuple(KindInGeneral(kind) for kind in kinds[:MOST_KINDS])
    return part("preference_brand", brand=situation.catalogue.brands.get(name, name), kinds=named)


def taking(situation: Situation, preference: Preference) -> tuple[str, ...]:
    """The retailers of the home that this way to pay is for and that take it."""
    meant = situation.home.retailers if preference.subject == EVERYTHING else (preference.subject,)
    return tuple(name for name in meant if preference.value in situation.payment_methods.terms(name).takes)


def read_back(situation: Situation, preference: Preference) -> Part:
    """The question of which a yes keeps it."""
    match preference.about:
        case About.PAYMENT:
            retailers = tuple(RetailerName(name) for name in taking(situation, preference))
            return part("shall_i_pay_so", method=Term(f"pay_{preference.value}"), retailers=retailers)
        case About.RETAILER:
            category = Term(f"category_{preference.subject}")
            retailer = RetailerName(preference.value)
            return part("shall_i_remember_retailer", number=HABIT, retailer=retailer, category=category)
        case About.SIZE:
            size, kind = Term(f"size_{preference.value}"), KindInGeneral(preference.subject)
            return part("shall_i_remember_size", number=HABIT, size=size, kind=kind)
        case _:
            name = situation.catalogue.brands.get(preference.value, preference.value)
            kind = KindInGeneral(preference.subject)
            return part("shall_i_remember_brand", number=HABIT, brand=name, kind=kind)
