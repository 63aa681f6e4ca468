"""What may be bought without asking: granted, read back, revoked, paused and explained by voice (P5)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import mandate_terms
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmMandate, Conversation, ProveIdentity, SayMissing
from skill.dialogue.effects import KeepMandate
from skill.dialogue.reply import RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.domain.authorization import Reason
from skill.domain.mandate import Mandate, Period
from skill.domain.mandate_change import in_force, widening
from skill.domain.money import Money
from skill.domain.person import Person, Profile, Recognised


def _mine(situation: Situation, category: str | None) -> tuple[Mandate, ...]:
    person = situation.speaker.known_adult
    return tuple(
        mandate
        for mandate in situation.mandates
        if person is not None
        and mandate.grantor == person.id
        and in_force(mandate, situation.today)
        and (category is None or mandate.category == category)
    )


def set_mandate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Reads the whole mandate back; it counts only after a yes, and after a PIN where it allows more than before."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    if act.person is not None and act.person != person.id:
        reasons = (Reason("P5", "only_for_oneself", who=person.id),)
        return say(conversation, "refused", part("mandate_only_for_oneself"), reasons=reasons)
    refusal = _may_grant(conversation, person, None, situation)
    if refusal is not None:
        return refusal
    if act.retailer is not None and act.retailer not in situation.home.retailers:
        return say(conversation, "informed", part("retailer_not_linked", retailer=RetailerName(act.retailer)))
    paused = [mandate for mandate in _mine(situation, act.category) if mandate.paused]
    if act.money is None and paused:
        return _ask_to_resume(conversation, paused[0], situation)
    if act.money is None or act.money.cents <= 0:
        return ask(conversation, situation, SayMissing("set_mandate"), "asked_back", part("which_amount"))
    category = act.category or _category_of(act.retailer, situation)
    refusal = _may_grant(conversation, person, category, situation)
    if refusal is not None:
        return refusal
    terms = mandate_terms.Terms(
        category, Money(act.money.cents), Period(act.period) if act.period else None, act.retailer
    )
    mandate, replaces = mandate_terms.proposed(terms, person, situation)
    subject = ConfirmMandate(mandate, replaces)
    return ask(conversation, situation, subject, "asked_confirmation", *mandate_terms.read_back(mandate, replaces))


def _ask_to_resume(conversation: Conversation, paused: Mandate, situation: Situation) -> Step:
    """ "You may buy again": what waits is read back as it was."""
    mandate = replace(paused, paused=False)
    replaces = mandate_terms.replaced_by(mandate, situation)
    subject = ConfirmMandate(mandate, replaces)
    return ask(conversation, situation, subject, "asked_confirmation", *mandate_terms.read_back(mandate, replaces))


def draft_mandate(conversation: Conversation, draft: mandate_terms.Draft, situation: Situation) -> Step:
    """Reads back what was filled in on a page; like the spoken one it counts only after a yes."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    refusal = _may_grant(conversation, person, draft.category, situation)
    if refusal is not None:
        return refusal
    if draft.limit_per_order is None and draft.limit_per_period is None:
        return say(conversation, "asked_back", part("which_amount"))
    mandate, replaces = mandate_terms.drafted(draft, person, situation)
    subject = ConfirmMandate(mandate, replaces)
    return ask(conversation, situation, subject, "asked_confirmation", *mandate_terms.read_back(mandate, replaces))


def _may_grant(conversation: Conversation, person: Person, category: str | None, situation: Situation) -> Step | None:
    """A refusal for a person who wants to decide everything (P9), or for what is always confirmed (P8)."""
    if person.profile is Profile.SAFETY:
        reasons = (Reason("P9", "safety_profile", who=person.id),)
        return say(conversation, "refused", part("refused_safety_profile"), reasons=reasons)
    proposition = situation.propositions.get(category) if category is not None else None
    if category is not None and (proposition is None or proposition.financial):
        reasons = (Reason("P8", "financial_product", subject=category),)
        return say(conversation, "refused", part("refused_financial_product"), reasons=reasons)
    return None


def _category_of(retailer: str | None, situation: Situation) -> str:
    return situation.catalogue.retailers[retailer].category if retailer else "groceries"


def grant(conversation: Conversation, situation: Situation, subject: ConfirmMandate) -> Step:
    """The mandate counts from now on, and what it replaces no more.

    What a voice alone may not buy it may not let be bought either, nor let more be bought than before (A3). What was
    read back is what is granted: when the mandates changed since, it is said anew (P3).
    """
    mandate = subject.mandate
    if mandate_terms.replaced_by(mandate, situation) != subject.replaces:
        changed = (Reason("P3", "changed_since_asked"),)
        return close(conversation, "informed", part("mandate_changed_meanwhile"), reasons=changed)
    if situation.speaker.recognised is Recognised.VOICE:
        limit, most = mandate.limit_per_order, situation.approval.voice_limit
        dear = limit is None or limit > most
        wider = widening(mandate_terms.ever_granted(mandate, situation), mandate)
        if dear or wider is not None:
            key = "say_pin_above_limit" if dear else "say_pin_to_widen"
            reason = wider if wider and not dear else Reason("A3", "above_voice_limit", limit, most)
            proof = ProveIdentity(subject, confirmed=True)
            return ask(conversation, situation, proof, "asked_step_up", part(key), reasons=(reason,))
    ended = [replace(old, revoked=situation.now) for old in subject.replaces if old.id != mandate.id]
    effects = (*(KeepMandate(old) for old in ended), KeepMandate(mandate))
    reasons = (Reason("P5", "granted", who=mandate.grantor, subject=mandate.id),)
    return close(conversation, "changed", part("mandate_granted"), effects=effects, reasons=reasons)


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
    if len(mine) > 1:
        # Two mandates in full are more than anybody remembers of what they heard.
        parts = [each for mandate in mine for each in mandate_terms.in_short(mandate, situation)]
        more = part("mandate_more", category=Term(f"category_{mine[-1].category}"))
        return say(conversation, "informed", *parts, more)
    return say(conversation, "informed", *mandate_terms.explained(mine[0], situation))
