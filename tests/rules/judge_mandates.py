"""Judges what becomes of mandates in a turn: what was granted, revoked or paused, by whom, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from skill.dialogue.act import Act
from skill.domain.mandate import Allows, Mandate
from skill.domain.mandate_change import in_force
from tests.building import ZONE
from tests.rules.plain_arithmetic import VOICE_LIMIT_CENTS, lets_more_be_spent
from tests.rules.what_was_said import Asked, Talk

Mandates = Mapping[str, Mandate]


def mandates_of_a_turn(
    act: Act, talk: Talk, person: str | None, strong: bool, before: Mandates, after: Mandates, now: datetime
) -> int:
    """A mandate is granted by a yes to what was read back, and revoked or paused by word; returns how many were
    granted."""
    granted = 0
    for key, mandate in after.items():
        old = before.get(key)
        if mandate == old:
            continue
        intent = talk.wished if act.intent == "give_pin" and talk.wished else act.intent
        if old is not None and intent == "revoke_mandate":
            assert person == mandate.grantor
            assert mandate.revoked == now
        elif old is not None and intent == "pause_buying":
            assert person is not None
            assert mandate.paused
        elif old is not None and mandate == replace(old, revoked=now):
            assert person == mandate.grantor, "it ends because they grant another in its place"
        else:
            assert act.intent in ("confirm", "give_pin"), f"P5: {act.intent} grants nothing"
            asked = talk.asked
            if act.intent == "give_pin":
                assert talk.yes_awaits_pin is not None
                asked = Asked("mandate", talk.yes_awaits_pin[0].what, person, talk.yes_awaits_pin[1])
            assert asked is not None
            assert (asked.topic, asked.person) == ("mandate", person)
            assert asked.still_holds(now)
            limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
            assert limit is not None
            assert asked.what == (f"category_{mandate.category}", limit.cents)
            assert mandate.grantor == person
            assert person != "saar", "P9"
            assert mandate.category != "insurance", "P8"
            assert strong or limit.cents <= VOICE_LIMIT_CENTS, "A3: a voice alone let more be bought than it may buy"
            assert strong or not _raised(mandate, before.values()), "A3: a voice alone raised what may be bought"
            if old is not None and in_force(old, now.astimezone(ZONE).date()):
                assert mandate.except_kinds >= old.except_kinds, "P5: an exception was lost"
                assert old.ask_above.items() <= mandate.ask_above.items(), "P5: an exception was lost"
                assert mandate.conditions >= old.conditions
            granted += 1
    return granted


def _raised(mandate: Mandate, before: Iterable[Mandate]) -> bool:
    """Whether more may be spent on buying, or at more retailers, than any mandate ever allowed to its grantor, or
    bought where only paying was allowed."""
    same = [old for old in before if (old.grantor, old.category) == (mandate.grantor, mandate.category)]
    earlier = [old for old in same if Allows.BUY in old.allows]
    if same and not earlier:
        return Allows.BUY in mandate.allows
    raised = bool(earlier) and all(lets_more_be_spent(mandate, old) for old in earlier)
    return raised or (bool(earlier) and not mandate.retailers and all(old.retailers for old in earlier))
