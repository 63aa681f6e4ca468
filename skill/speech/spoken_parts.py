"""Every part that the dialogue may say, with the values that it supplies: the contract that `replies.yml` is held to.

A value that ends with `!` must be named in every variant, because a law or a rule wants it said (O1, P5).
A value that ends with `?` is not always supplied: a variant that names it is only used when it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_TALK = {
    "automated_assistant": "",
    "hello": "",
    "hello_person": "person",
    "you_are_welcome": "",
    "goodbye": "",
    "stopped": "",
    "dropped": "",
    "nothing_to_drop": "",
    "nothing_said_yet": "",
    "help": "",
    "help_open": "",
    "who_i_am": "",
    "privacy_how": "",
    "human_how": "",
    "cannot_do_that": "",
    "cannot_do_that_yet": "",
    "say_again": "",
    "say_what_you_want": "",
    "cut_short": "",
}
_QUESTIONS = {
    "nothing_open": "",
    "question_expired": "",
    "only_asked_person": "person",
    "question_waits_for": "person",
    "take_your_time": "",
    "it_is": "items! total! retailer!",
    "it_would_be": "count! total!",
    "shall_that_be_allowed": "",
    "not_ordered": "",
    "nothing_ordered": "",
    "which_one": "",
    "which_one_of": "number",
    "which_product": "",
    "which_kind": "said kinds!",
    "how_many": "",
    "when_delivered": "",
    "say_pin": "",
    "say_pin_above_limit": "",
    "say_pin_to_widen": "",
    "pin_would_do": "",
    "say_pin_unknown_voice": "",
    "pin_right": "person",
    "pin_wrong": "",
    "no_pin_needed": "",
}
_ORDERING = {
    "line": "count! product! total",
    "promotion_applies": "deal saving",
    "delivered_in_slot": "retailer slot! fee!",
    "delivered_in_free_slot": "retailer slot! fee",
    "agenda_unreadable": "",
    "not_at_home_then": "",
    "shall_i_order": "total! retailer!",
    "shall_i_order_short": "",
    "shall_i_order_new": "",
    "ordered": "retailer! total!",
    "ordered_within_mandate": "retailer! total!",
    "comes_in_slot": "slot!",
    "reminder_set": "",
    "here_are_options": "number kind",
    "option": "number! product! retailer! total! count! reason",
    "retailer_not_linked": "retailer",
    "not_in_assortment": "said",
    "no_slot_then": "kind",
    "none_so_cheap": "kind",
    "out_of_stock": "kind",
    "no_one_has_all": "",
    "no_longer_available": "kind",
    "price_changed": "kind old! new!",
    "promotion_ended": "kind",
    "slot_gone": "slot",
}
_BASKET = {
    "added": "items",
    "too_many": "said",
    "still_open": "",
    "removed": "items",
    "not_in_basket": "said",
    "basket_empty": "",
    "basket_emptied": "",
    "basket_holds": "items",
    "together": "total",
    "stays_in_basket": "items",
    "quantity_changed": "count",
    "nothing_to_change": "",
}
_FOR_SALE = {
    "price_is": "product! total! number retailer",
    "promotion_of": "product! deal!",
    "no_promotions": "",
    "in_stock": "product retailer",
    "no_alternatives": "kind",
    "advice_for_what": "",
    "advise": "product! total! reason",
}
_TELLING = {
    "no_notifications": "",
    "nearly_finished": "kind!",
    "lasts_until": "kind! day!",
    "already_on_order": "",
    "propose": "product! price!",
    "propose_last_bought": "product! price!",
    "promotion_runs": "deal!",
    "notice_problem": "items retailer total",
    "notice_ordered": "items retailer total",
    "notice_delivered": "items retailer total",
    "notice_paid": "items retailer total",
    "notice_unpaid": "retailer! total!",
    "notice_not_cancelled": "items retailer total",
    "notice_not_cancelled_slot": "items retailer slot!",
    "notice_not_moved": "items retailer total",
    "notice_not_moved_slot": "items retailer slot!",
    "notice_debit_short": "",
    "notice_debit": "items retailer total",
    "will_be_debited": "retailer! total! day!",
    "notice_problem_short": "",
    "notice_not_cancelled_short": "",
    "notice_not_moved_short": "",
    "notice_ordered_short": "",
    "notice_delivered_short": "",
    "notice_paid_short": "",
}
_AFTER_THE_ORDER = {
    "no_order": "",
    "order_comes": "items retailer slot!",
    "order_on_its_way": "items retailer",
    "order_was_placed": "items retailer",
    "order_was_delivered": "items retailer",
    "order_was_accepted": "items retailer",
    "order_was_returned": "items retailer",
    "order_was_cancelled": "items retailer",
    "delivery_moved": "slot! retailer",
    "slot_costs_more": "slot fee!",
    "order_cancelled": "items retailer",
    "nothing_to_cancel": "",
    "is_everything_right": "",
    "say_what_is_wrong": "",
    "nothing_delivered": "",
    "delivery_accepted": "",
    "problem_noted": "items retailer",
}
_MONEY = {
    "shall_i_pay": "retailer! total!",
    "paid": "retailer total!",
    "payment_refused": "total retailer",
    "nothing_to_pay": "",
    "spent": "total period number",
    "still_to_pay": "total!",
    "which_amount": "",
    "mandate_read_back": "category! limit! period!",
    "mandate_only_at": "retailers!",
    "mandate_anywhere": "",
    "mandate_per_order": "limit!",
    "mandate_excepts": "kinds!",
    "mandate_asks_above": "kind! limit!",
    "mandate_only_cheapest": "",
    "mandate_only_renewable": "",
    "mandate_unknown_condition": "",
    "mandate_until": "day!",
    "mandate_without_end": "",
    "mandate_replaces": "",
    "mandate_resumes": "",
    "mandate_left": "left!",
    "mandate_only_for_oneself": "",
    "mandate_changed_meanwhile": "",
    "mandate_granted": "",
    "mandate_revoked": "",
    "mandate_buys": "category! limit! period!",
    "mandate_pays": "category! limit! period!",
    "mandate_is_paused": "",
    "buying_paused": "",
    "no_mandates": "",
    "which_brand": "",
    "brand_unknown_here": "",
    "preference_noted": "brand kinds",
}
_REFUSED = {
    "child_may_not_order": "",
    "refused_child": "",
    "refused_financial_product": "",
    "refused_nobody_confirmed": "",
    "refused_other_person": "",
    "refused_other_person_was_asked": "",
    "refused_safety_profile": "",
    "refused_unknown_proposition": "",
    "refused_unknown_voice": "",
}
_WHY = {
    "nothing_to_explain": "",
    "because_placed": "",
    "because_refused": "",
    "because_asked_confirmation": "",
    "because_asked_payment": "",
    "because_asked_step_up": "",
    "because_changed": "",
    "because_cancelled": "",
    "why_a_sensor_is_no_yes": "person",
    "why_above_low_value": "amount limit person",
    "why_above_voice_limit": "amount limit person",
    "why_low_value": "amount limit person",
    "why_low_value_used_up": "amount limit? left? person",
    "why_payee_initiated": "amount person",
    "why_set_up_without_authentication": "amount person",
    "why_since_last_unknown": "amount person",
    "why_strongly_authenticated": "amount person",
    "why_accepted_at_the_bank": "amount person",
    "why_needs_proof": "amount person",
    "why_approved_by_voice": "amount person",
    "why_asked_above": "amount limit person",
    "why_cancellation_refused": "amount person",
    "why_cancelled_by_voice": "amount person",
    "why_changed_since_asked": "amount? person",
    "why_child": "person",
    "why_confirmed": "amount person",
    "why_declined": "person",
    "why_does_not_allow_buy": "person",
    "why_does_not_allow_pay": "person",
    "why_excepted_kind": "person",
    "why_expired": "person",
    "why_financial_product": "person",
    "why_granted": "person",
    "why_hesitation_is_no_yes": "person",
    "why_limit_per_order": "amount limit person",
    "why_limit_per_period": "amount limit left? person",
    "why_money_back": "amount person",
    "why_money_back_later": "amount person",
    "why_move_refused": "amount person",
    "why_no_limit": "person",
    "why_no_mandate": "amount? person",
    "why_nobody_confirmed": "person",
    "why_not_yours": "person",
    "why_nothing_open": "person",
    "why_other_category": "person",
    "why_other_person_was_asked": "person",
    "why_other_retailer": "retailer? person",
    "why_paused": "person",
    "why_payment_needs_yes": "amount person",
    "why_payment_refused": "amount person",
    "why_pays_after_delivery": "amount person",
    "why_pin_wrong": "person",
    "why_proved_by_pin": "person",
    "why_question_expired": "person",
    "why_question_was_not_put_last": "person",
    "why_revoked": "person",
    "why_safety_profile": "person",
    "why_labels_unknown": "person",
    "why_not_cheapest": "amount limit? person",
    "why_not_renewable": "person",
    "why_offers_unknown": "amount? person",
    "why_other_currency": "amount limit person",
    "why_unknown_constraint": "person",
    "why_only_for_oneself": "person",
    "why_widens_mandate": "amount? limit? person",
    "why_unknown_condition": "person",
    "why_unknown_grantor": "person",
    "why_unknown_proposition": "person",
    "why_unknown_voice": "person",
    "why_usage_unknown": "person",
    "why_within_mandate": "amount limit? left? person",
}

TERMS = frozenset(
    {
        *(f"reason_{r}" for r in ("fits", "last_bought", "known", "new", "preferred_brand", "promotion", "cheapest")),
        *(f"category_{c}" for c in ("groceries", "energy", "insurance", "clothing", "household")),
        *(f"period_{p}" for p in ("order", "day", "week", "month")),
        *(f"this_{p}" for p in ("day", "week", "month")),
        "somebody",
    }
)
"""Words and clauses that the dialogue names by key."""

DEALS: Mapping[str, str] = {
    "buy_get": "buy! free together!",
    "percent": "percent!",
    "second_half_price": "",
    "bundle_price": "quantity! price!",
}
"""How a promotion is spoken, with its values. `buy_get_2_1` and the like may say one deal in words of its own."""

CARDS = frozenset(
    {
        "line",
        "promotion_applies",
        "delivered_in_slot",
        "delivered_in_free_slot",
        "shall_i_order",
        "ordered",
        "ordered_within_mandate",
        "comes_in_slot",
    }
)
"""Parts that have a line on a screen."""


@dataclass(frozen=True, slots=True)
class Supplied:
    """The values of a part: all that may be named, those that must be, and those that are not always there."""

    names: frozenset[str]
    required: frozenset[str]
    optional: frozenset[str]


def supplied(written: str) -> Supplied:
    """Reads one right-hand side of the tables above."""
    words = written.split()
    return Supplied(
        frozenset(word.rstrip("!?") for word in words),
        frozenset(word[:-1] for word in words if word.endswith("!")),
        frozenset(word[:-1] for word in words if word.endswith("?")),
    )


PARTS: Mapping[str, Supplied] = {
    key: supplied(written)
    for topic in (
        _TALK,
        _QUESTIONS,
        _ORDERING,
        _BASKET,
        _FOR_SALE,
        _TELLING,
        _AFTER_THE_ORDER,
        _MONEY,
        _REFUSED,
        _WHY,
    )
    for key, written in topic.items()
}
"""All parts by key."""

OWN = frozenset({"cut_short"})
"""Parts that speech adds itself; the dialogue does not name them."""
