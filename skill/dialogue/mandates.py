"""What may be bought without asking: granted, read back, revoked, paused and explained by voice (P5)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmMandate, Conversation, ProveIdentity, SayMissing
from skill.dialogue.effects import KeepMandate, PreferBrand
from skill.dialogue.reply import KindNamed, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.domain.authorization import Reason
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.person import Profile, Recognised


def _mine(situation: Situation, category: str | None) -> tuple[Mandate, ...]:
    person = situation.speaker.known_adult
    return tuple(
        mandate
        for mandate in situation.mandates
        if person is not None
        and mandate.grantor == person.id
        and mandate.revoked is None
        and (category is None or mandate.category == category)
    )


def set_mandate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Reads the mandate back; it counts only after a yes."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    if person.profile is Profile.SAFETY:
        reasons = (Reason("P9", "safety_profile", who=person.id),)
        return say(conversation, "refused", part("refused_safety_profile"), reasons=reasons)
    if act.money is None or act.money.cents <= 0:
        return ask(conversation, situation, SayMissing("set_mandate"), "asked_back", part("which_amount"))
    category = act.category or "groceries"
    proposition = situation.propositions.get(category)
    if proposition is None or proposition.financial:
        reasons = (Reason("P8", "financial_product", subject=category),)
        return say(conversation, "refused", part("refused_financial_product"), reasons=reasons)
    limit = Money(act.money.cents)
    period = Period(act.period) if act.period else Period.WEEK
    mandate = Mandate(
        id=f"{person.id}-{category}",
        grantor=person.id,
        category=category,
        allows=frozenset({Allows.BUY, Allows.PAY}),
        granted=situation.today,
        retailers=frozenset({act.retailer} if act.retailer else ()),
        limit_per_order=limit,
        limit_per_period=None if period is Period.ORDER else PeriodLimit(limit, period),
        expires=situation.today.replace(year=situation.today.year + 1, day=min(situation.today.day, 28)),
    )
    read_back = part(
        "mandate_read_back", category=Term(f"category_{category}"), limit=limit, period=Term(f"period_{period.value}")
    )
    return ask(conversation, situation, ConfirmMandate(mandate), "asked_confirmation", read_back)


def _with_exceptions(mandate: Mandate, situation: Situation) -> Mandate:
    """A new limit takes back no exception that was made before: what was to be asked about is asked about still."""
    for old in _mine(situation, mandate.category):
        lower = {kind: min(above, mandate.ask_above.get(kind, above)) for kind, above in old.ask_above.items()}
        mandate = replace(
            mandate,
            except_kinds=mandate.except_kinds | old.except_kinds,
            ask_above={**mandate.ask_above, **lower},
            conditions=mandate.conditions | old.conditions,
        )
    return mandate


def grant(conversation: Conversation, situation: Situation, mandate: Mandate) -> Step:
    """The mandate counts from now on. What a voice alone may not buy it may not let be bought either (A3)."""
    limit, most = mandate.limit_per_order, situation.approval.voice_limit
    if situation.speaker.recognised is Recognised.VOICE and (limit is None or limit > most):
        reasons = (Reason("A3", "above_voice_limit", limit, most),)
        proof = ProveIdentity(ConfirmMandate(mandate), confirmed=True)
        return ask(conversation, situation, proof, "asked_step_up", part("say_pin_above_limit"), reasons=reasons)
    reasons = (Reason("P5", "granted", who=mandate.grantor, subject=mandate.id),)
    keep = KeepMandate(_with_exceptions(mandate, situation))
    return close(conversation, "changed", part("mandate_granted"), effects=(keep,), reasons=reasons)


def revoke_mandate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Ends mandates at once, without a question: taking permission away is always allowed to its grantor."""
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    mine = _mine(situation, act.category)
    if not mine:
        return say(conversation, "informed", part("no_mandates"))
    effects = tuple(KeepMandate(replace(mandate, revoked=situation.now)) for mandate in mine)
    reasons = tuple(Reason("P5", "revoked", who=mandate.grantor, subject=mandate.id) for mandate in mine)
    return close(conversation, "changed", part("mandate_revoked"), effects=effects, reasons=reasons)


def pause_buying(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Stops every autonomous purchase of the home at once (P5). Any adult may; it only takes away."""
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    running = [mandate for mandate in situation.mandates if mandate.revoked is None]
    effects = tuple(KeepMandate(replace(mandate, paused=True)) for mandate in running)
    reasons = (Reason("P5", "paused", who=situation.speaker.id),)
    return close(conversation, "changed", part("buying_paused"), effects=effects, reasons=reasons)


def ask_mandate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What may be bought without asking, and how much of it is left."""
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    mine = _mine(situation, act.category)
    if not mine:
        return say(conversation, "informed", part("no_mandates"))
    parts = []
    for mandate in mine:
        limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
        period = mandate.limit_per_period.period if mandate.limit_per_period else Period.ORDER
        key = "mandate_buys" if Allows.BUY in mandate.allows else "mandate_pays"
        category = Term(f"category_{mandate.category}")
        parts.append(part(key, category=category, limit=limit or Money(0), period=Term(f"period_{period.value}")))
        if mandate.paused:
            parts.append(part("mandate_is_paused"))
    return say(conversation, "informed", *parts)


def set_preference(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A preferred brand, for the kind that was named or for all that the brand makes."""
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    if act.brand is None:
        return say(conversation, "asked_back", part("which_brand"))
    made = [p.kind for p in situation.catalogue.products.values() if p.brand == act.brand]
    kinds = [act.wanted[0].product.kind] if act.wanted and act.wanted[0].product.kind else list(dict.fromkeys(made))
    known = [kind for kind in kinds if kind is not None and kind in made]
    if not known:
        return say(conversation, "informed", part("brand_unknown_here"))
    brand = situation.catalogue.brands[act.brand]
    noted = part("preference_noted", brand=brand, kinds=tuple(KindNamed(kind) for kind in known[:3]))
    return say(conversation, "changed", noted, effects=tuple(PreferBrand(kind, act.brand) for kind in known))
