"""What a person would rather have: told by voice, shown, taken back. None of it is a permission (domain/preference.py).

What is told counts at once, as it only changes what is offered first. A way to pay is read back first, and where the
payee then collects by itself a voice alone does not suffice (A3): that lets money go with less asking than before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import time

from skill.dialogue import devices, labels, offering, preference_words
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmPreference, Conversation, ProveIdentity, SayMissing
from skill.dialogue.effects import Effect, ErasePreference, KeepMandate, KeepPreference
from skill.dialogue.reply import Part, RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.domain.authorization import Reason
from skill.domain.home import Asking, PackSize, PartOfDay
from skill.domain.payment_methods import credit_violation
from skill.domain.person import Person, Recognised
from skill.domain.preference import (
    EVERYTHING,
    NO_MORE,
    About,
    Preference,
    counting,
    held,
    label_and_kind,
    quiet,
    without,
)
from skill.domain.quiet_hours import QuietHours

WAYS_TO_PAY = ("direct_debit", "payment_request", "wallet", "instant_transfer", "pay_later")
"""Those that have a word in data/<language>/vocabulary.yml."""

Told = Callable[[Conversation, Act, Situation, Person], Step]


def set_preference(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What one adult would rather have, or has us show or forget; only ever their own (P7)."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    if devices.is_meant(act):
        return devices.say_what_for(conversation, act, situation)
    topic = next((topic for word, topic in _TOPICS.items() if word in act.preferences), None)
    if topic is not None and (topic is not _label or act.brand is None):
        return topic(conversation, act, situation, person)
    if act.brand is not None:
        return _brand(conversation, act, situation, person)
    if act.retailer is not None:
        return _retailer(conversation, act, situation, person)
    return say(conversation, "informed", part("preference_not_possible"))


def _noted(conversation: Conversation, *told: Part, effects: Iterable[Effect]) -> Step:
    return say(conversation, "changed", part("remembered"), *told, effects=tuple(effects))


def _brand(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """For the kind that was named, or for all that the brand makes."""
    brand = act.brand or ""
    made = [product.kind for product in situation.catalogue.products.values() if product.brand == brand]
    kinds = [act.wanted[0].product.kind] if act.wanted and act.wanted[0].product.kind else list(dict.fromkeys(made))
    known = [kind for kind in kinds if kind is not None and kind in made]
    if not known:
        return say(conversation, "informed", part("brand_unknown_here"))
    kept = [Preference(person.id, About.BRAND, kind, brand, situation.now) for kind in known]
    wanted_again = [each for each in mine(situation, person) if each.about is About.NOT_BRAND and each.subject == brand]
    effects: list[Effect] = [*map(ErasePreference, wanted_again), *map(KeepPreference, kept)]
    return _noted(conversation, preference_words.brand(situation, brand, known), effects=effects)


def _retailer(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """For what that retailer sells, where this home may order there."""
    retailer = act.retailer or ""
    if retailer not in situation.home.retailers:
        return say(conversation, "informed", part("retailer_not_linked", retailer=RetailerName(retailer)))
    if retailer not in offering.retailers(situation):
        platform = RetailerName(situation.home.platform or "")
        return say(conversation, "informed", part("only_at_platform", retailer=platform))
    category = situation.catalogue.retailers[retailer].category
    kept = Preference(person.id, About.RETAILER, category, retailer, situation.now)
    again = [each for each in mine(situation, person) if each.about is About.NOT_RETAILER and each.subject == retailer]
    effects: list[Effect] = [*map(ErasePreference, again), KeepPreference(kept)]
    return _noted(conversation, *preference_words.explained(situation, kept), effects=effects)


def _avoid(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """Rather not this brand or retailer: it is offered last. Who names it still gets it."""
    unwanted = act.brand or act.retailer
    if unwanted is None:
        return say(conversation, "informed", part("preference_not_possible"))
    about = About.NOT_BRAND if act.brand else About.NOT_RETAILER
    liked = [
        each
        for each in mine(situation, person)
        if each.about in (About.BRAND, About.RETAILER) and each.value == unwanted
    ]
    kept = Preference(person.id, about, unwanted, unwanted, situation.now)
    effects = [effect for each in liked for effect in _without(each)]
    return _noted(conversation, *preference_words.explained(situation, kept), effects=(*effects, KeepPreference(kept)))


def _size(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    size = next(PackSize(word) for word in act.preferences if word in tuple(PackSize))
    kinds = [wanted.product.kind for wanted in act.wanted if wanted.product.kind] or [EVERYTHING]
    kept = [Preference(person.id, About.SIZE, kind, size.value, situation.now) for kind in kinds]
    told = [each for one in kept for each in preference_words.explained(situation, one)]
    return _noted(conversation, *told, effects=map(KeepPreference, kept))


def _label(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """What is rather had of some kinds or of everything, or rather not."""
    heard = labels.told(act, situation, person, mine(situation, person))
    erased = [effect for each in heard.gone for effect in _without(each)]
    if not heard.kept:
        key = "preference_forgotten" if erased else "no_such_preference"
        return say(conversation, "changed" if erased else "informed", part(key), effects=tuple(erased))
    told = [each for one in heard.kept for each in preference_words.explained(situation, one)]
    promise = (part("label_no_promise"),) if heard.of_a_diet else ()
    return _noted(conversation, *told, *promise, effects=(*erased, *map(KeepPreference, heard.kept)))


def _part_of_day(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    if act.moment is None:
        missing = SayMissing("set_preference", about="delivery")
        return ask(conversation, situation, missing, "asked_back", part("which_part_of_day"))
    begins = act.moment.start.astimezone(situation.home.timezone).time()
    kept = Preference(person.id, About.DELIVERY, EVERYTHING, PartOfDay.of(begins).value, situation.now)
    return _noted(conversation, *preference_words.explained(situation, kept), effects=(KeepPreference(kept),))


def _ask_less(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    kept = Preference(person.id, About.ASKING, EVERYTHING, Asking.LESS.value, situation.now)
    return say(conversation, "changed", part("ask_less_noted"), effects=(KeepPreference(kept),))


def _ask_more(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """Pauses what this person lets us buy and pay without asking: it only takes away."""
    kept = Preference(person.id, About.ASKING, EVERYTHING, Asking.MORE.value, situation.now)
    running = [each for each in situation.mandates if each.grantor == person.id and each.revoked is None]
    paused = tuple(KeepMandate(replace(each, paused=True)) for each in running if not each.paused)
    key = "ask_more_and_paused" if paused else "ask_more_noted"
    reasons = (Reason("P5", "paused", who=person.id),) if paused else ()
    effects: tuple[Effect, ...] = (*paused, KeepPreference(kept))
    return say(conversation, "changed", part(key), effects=effects, reasons=reasons)


def _ask_normal(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    asking = Preference(person.id, About.ASKING, EVERYTHING, NO_MORE)
    paused = any(each.grantor == person.id and each.paused and each.revoked is None for each in situation.mandates)
    told = (part("ask_normal_noted"), *((part("still_paused"),) if paused else ()))
    return say(conversation, "changed", *told, effects=(ErasePreference(asking),))


def _quiet(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """Of the whole home: it has one voice."""
    zone = situation.home.timezone
    start, until = (
        (act.moment.start.astimezone(zone).time(), act.moment.end.astimezone(zone).time())
        if act.moment is not None
        else (time(), time())
    )
    if start == until:
        missing = SayMissing("set_preference", about="quiet")
        return ask(conversation, situation, missing, "asked_back", part("which_quiet_hours"))
    if until == time():
        until = _in_the_morning(situation)  # "after ten" is no quarter of a night
    hours = QuietHours(start.replace(fold=0), until.replace(fold=0))
    kept = quiet(hours.as_meant() if act.moment is not None and act.moment.guessed else hours, situation.now)
    return _noted(conversation, *preference_words.explained(situation, kept), effects=(KeepPreference(kept),))


def _in_the_morning(situation: Situation) -> time:
    """Until when it was quiet so far, else seven."""
    hours = situation.home.preferences.quiet
    return hours.until if hours is not None else time(7)


def _not_quiet(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    hours = [each for each in mine(situation, person) if each.about is About.QUIET]
    effects = tuple(effect for each in hours for effect in _without(each))
    return say(conversation, "changed", part("quiet_ended"), effects=effects)


def _pay_by(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """Reads back by what and where; what is missing for it is said instead."""
    method = next(word for word in act.preferences if word in WAYS_TO_PAY)
    asked = Preference(person.id, About.PAYMENT, act.retailer or EVERYTHING, method, situation.now)
    missing = _missing(situation, asked)
    if missing is not None:
        return say(conversation, "informed", missing)
    question = preference_words.read_back(situation, asked)
    return ask(conversation, situation, ConfirmPreference(asked), "asked_confirmation", question)


def _missing(situation: Situation, asked: Preference) -> Part | None:
    """Why this person cannot pay so; None where they can, at one retailer at least."""
    method = Term(f"pay_{asked.value}")
    if asked.subject != EVERYTHING and asked.subject not in situation.home.retailers:
        return part("retailer_not_linked", retailer=RetailerName(asked.subject))
    if not preference_words.taking(situation, asked):
        if asked.subject != EVERYTHING:
            takes = situation.payment_methods.terms(asked.subject).takes
            words = tuple(Term(f"pay_{kind}") for kind in takes if kind in WAYS_TO_PAY)
            return part("pay_not_taken_there", retailer=RetailerName(asked.subject), method=method, methods=words)
        return part("pay_not_taken", method=method)
    if asked.value == "pay_later":
        terms = [situation.payment_methods.terms(name).pay_later for name in preference_words.taking(situation, asked)]
        if all(credit_violation(each) is not None for each in terms):
            return part("pay_not_taken", method=method)
    account = situation.home.account(asked.person)
    if asked.value == "direct_debit" and (account is None or account.debit is None):
        return part("pay_needs_debit_mandate")
    if asked.value == "instant_transfer" and account is None:
        return part("pay_needs_account")
    return None


def keep(conversation: Conversation, situation: Situation, subject: ConfirmPreference) -> Step:
    """After a yes. What a retailer collects by itself needs more than a voice (A3), and must still be possible."""
    asked = subject.preference
    if asked.about is About.PAYMENT:
        missing = _missing(situation, asked)
        if missing is not None:
            return close(conversation, "informed", missing)
        collects = situation.payment_methods.method(asked.value).payee_collects
        if collects and situation.speaker.recognised is Recognised.VOICE:
            reasons = (Reason("A3", "widens_payment", who=asked.person),)
            proof = ProveIdentity(subject, confirmed=True)
            return ask(conversation, situation, proof, "asked_step_up", part("say_pin_to_pay_so"), reasons=reasons)
    kept = replace(asked, since=situation.now)
    told = (part("remembered"), *preference_words.explained(situation, kept))
    return close(conversation, "changed", *told, effects=(KeepPreference(kept),))


def mine(situation: Situation, person: Person) -> tuple[Preference, ...]:
    """What this person told and what holds for the whole home."""
    return held(situation.preferences, person.id)


def show(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """All that we would rather choose for this person, and how to be rid of it."""
    shown = list(counting(situation.preferences, person.id))
    if act.wanted:
        shown = [each for each in shown if _is_of_kinds(each, act)]
    if not shown:
        return say(conversation, "informed", part("no_preferences"))
    return say(conversation, "informed", *preference_words.listed(situation, shown), part("preferences_can_go"))


def forget(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    """At once and for good: what is forgotten is deleted, our notes of what we asked about it as well."""
    every = mine(situation, person)
    if act.named is not None:
        gone = [each for each in every if each.name == act.named]
    elif act.brand or act.retailer or act.wanted or set(act.preferences) - {"forget", "avoid", "show"}:
        gone = [each for each in every if _is_named(each, act)]
    elif "show" in act.preferences:
        gone = list(every)
    else:
        return say(conversation, "asked_back", part("forget_which"))
    if not gone:
        return say(conversation, "informed", part("no_such_preference"))
    locked = [each for each in gone if _lets_money_go(situation, each)]
    names = {each.name for each in gone}
    notes = [each for each in every if each.about is About.SUGGESTED and each.subject in names and each not in gone]
    told = [part("payment_stays", method=Term(f"pay_{_otherwise(situation, each)}")) for each in locked[:1]]
    effects = tuple(effect for each in (*gone, *notes) if each not in locked for effect in _without(each))
    if not effects:
        return say(conversation, "informed", *told)
    return say(conversation, "changed", part("preference_forgotten"), *told, effects=effects)


def _otherwise(situation: Situation, preference: Preference) -> str:
    """How this person would pay there without that preference."""
    payments = {**situation.home.preferences.payments}
    payments.pop(preference.subject, None)
    return replace(situation.home.preferences, payments=payments).payment_at(preference.subject)


def _lets_money_go(situation: Situation, preference: Preference) -> bool:
    """Whether forgetting it would let a retailer collect again what its person sends now: not on a voice alone (A3)."""
    if preference.about is not About.PAYMENT or situation.speaker.recognised is not Recognised.VOICE:
        return False
    methods = situation.payment_methods
    collects = methods.method(_otherwise(situation, preference)).payee_collects
    return collects and not methods.method(preference.value).payee_collects


def _is_named(preference: Preference, act: Act) -> bool:
    """Whether the words mean this one; who names nothing but a subject means all about it."""
    named = {act.brand, act.retailer} - {None}
    if named:
        return bool(named & {preference.subject, preference.value})
    if act.wanted:
        said = labels.said(act)
        return _is_of_kinds(preference, act) and (not said or preference.value in said)
    about = {_ABOUT[word] for word in act.preferences if word in _ABOUT}
    return preference.about in about or preference.value in labels.said(act)


def _is_of_kinds(preference: Preference, act: Act) -> bool:
    kind = label_and_kind(preference)[1] if preference.about is About.LABEL else preference.subject
    return kind in {wanted.product.kind for wanted in act.wanted}


def _without(preference: Preference) -> tuple[Effect, ...]:
    left = without(preference)
    return (ErasePreference(preference),) if left is None else (KeepPreference(left),)


_TOPICS: dict[str, Told] = {
    "forget": forget,
    "ask_less": _ask_less,
    "ask_more": _ask_more,
    "ask_normal": _ask_normal,
    "not_quiet": _not_quiet,
    "quiet": _quiet,
    **dict.fromkeys(WAYS_TO_PAY, _pay_by),
    "delivery": _part_of_day,
    "show": show,
    **dict.fromkeys(labels.LABELS, _label),
    "avoid": _avoid,
    "large": _size,
    "small": _size,
}
"""The first of these words that was said is what the sentence is about."""

_ABOUT: dict[str, About] = {
    "ask_less": About.ASKING,
    "ask_more": About.ASKING,
    "ask_normal": About.ASKING,
    "quiet": About.QUIET,
    "not_quiet": About.QUIET,
    **dict.fromkeys(WAYS_TO_PAY, About.PAYMENT),
    "delivery": About.DELIVERY,
    "large": About.SIZE,
    "small": About.SIZE,
}
