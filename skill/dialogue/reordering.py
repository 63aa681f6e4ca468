"""The same again: what the household bought before, ordered once more."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import amounts, ordering, placing, several, sold_out
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmOrder, Conversation, SayMissing
from skill.dialogue.reply import part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, say, stranger


def reorder(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The same again: the product that was last bought of the kind, or the whole last order."""
    bought = situation.bought()
    if situation.speaker.is_child:
        return ordering.child_may_not(conversation, act)
    if situation.speaker.known_adult is None:
        # What the household bought is not for a stranger's ears (P7): a product is ordered afresh, else nothing.
        if not act.wanted:
            return stranger(conversation, situation)
        return ordering.order_product(conversation, replace(act, intent="order_product"), situation)
    if act.wanted:
        asked = set(ordering.resolve(situation, act.wanted[0]))
        product = next((p for p in bought if p in asked), None)
        if product is None:
            return ordering.order_product(conversation, replace(act, intent="order_product"), situation)
        said = amounts.said(act, act.wanted[0])
        if sold_out.is_sold_out(situation, product):
            again = said or amounts.in_packs(bought[product])
            return ordering.sold_out_everywhere(conversation, situation, [product], act, again)
        quantity = amounts.packs_in(situation, said, product) or bought[product]
        quote = several.quote_all(situation, [(product, quantity)], act)
    else:
        last = next((order for order in situation.orders if order.status != "cancelled"), None)
        if last is None:
            return ask(conversation, situation, SayMissing("order_product"), "asked_back", part("which_product"))
        quote = several.quote_all(situation, [(line.product, line.quantity) for line in last.lines], act)
    if quote is None:
        return say(conversation, "informed", part("no_one_has_all"))
    lead = ordering.heard_as(situation, act)
    place = placing.ask_first if lead else placing.order_or_ask
    return place(conversation, situation, ConfirmOrder(quote), lead=lead)
