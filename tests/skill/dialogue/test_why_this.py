"""Why an offer is put first, told to whoever may hear it (P7)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue.act import Act
from skill.domain.home import Control, Providers
from tests.building import NO, YES, home, order, wish
from tests.household import Household, new_home, parts_said


def test_an_unknown_voice_hears_no_private_reason_of_why_this() -> None:
    """Neither of what it is offered nor of what sets that apart from the next (P7)."""
    house = Household(home=new_home(home(Control.CONSUMER, Providers.MANY))).move_in()
    house.hear(order("beans"))
    house.hear(YES)
    both = Act("order_product", wanted=(replace(wish("beans"), product=replace(wish("beans").product, named=0)),))
    mine = house.hear(both, "anna")
    assert mine.reply.decided == "offered_choice"
    told = {each.values.get("criterion") for each in house.hear(Act("explain_decision")).reply.parts} - {None}
    assert told, "to her it is told by what they differ"
    house.hear(NO)
    assert house.hear(both, "unknown").reply.decided == "offered_choice"
    answer = house.hear(Act("explain_decision"), "unknown")
    assert "offered_first" in parts_said(answer)
    assert not parts_said(answer) & {"sets_apart"}
    reasons = next(each.values["reasons"] for each in answer.reply.parts if each.key == "offered_first")
    private = ("last_bought", "known", "new", "preferred")
    assert not [each for each in private if f"'reason_{each}" in repr(reasons)], reasons
