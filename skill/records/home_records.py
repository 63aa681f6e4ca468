"""One home's records over the shared SQL: the topics joined. Adapters own locking and errors."""

from __future__ import annotations

from skill.records.topics.bundles import Bundles
from skill.records.topics.conversations import Conversations
from skill.records.topics.errands import Errands
from skill.records.topics.household import Household
from skill.records.topics.ledger import Ledger
from skill.records.topics.mandates import Mandates
from skill.records.topics.orders import Orders
from skill.records.topics.payments import Payments
from skill.records.topics.preferences import Preferences
from skill.records.topics.telling import Telling


class SqlHomeRecords(
    Conversations, Mandates, Orders, Payments, Bundles, Ledger, Telling, Household, Preferences, Errands
):
    """Implements HomeRecords. Usable until its transaction ends; then every method raises RuntimeError."""

    __slots__ = ()
