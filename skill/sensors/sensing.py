"""The worker between a broker and the homes: takes messages, judges their readings, then acknowledges them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from skill.domain.errors import RecordsUnavailable
from skill.domain.report import Report
from skill.sensors.broker import Address, Broker, Member, Message, Say
from skill.sensors.discovery import Entity, entity_of
from skill.sensors.messages import reports
from skill.usecases import hear_sensors, map_device
from skill.usecases.hear_sensors import Heard
from skill.usecases.parts import Parts

BATCH = 1000
AT_ONCE = 250
"""Reports in one transaction: some hundredths of a second."""

MOST_TOPICS = 1000
"""Of what may be a stock or a contact, discovered in one home: each is a subscription that a broker keeps for us."""

WAIT_S = 0.5
RETRY_S = 2.0


@dataclass(slots=True)
class Sensing:
    """`home` names the one home of a broker of its own; None where many homes are behind one (homes/<home>/...)."""

    parts: Parts
    say: Say
    home: str | None = None
    counted: Counter[str] = field(default_factory=Counter)
    _entities: dict[str, dict[str, tuple[Entity, ...]]] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _broker: Broker | None = None

    def run(self, address: Address, member: Member, *, for_good: bool = False) -> None:
        """Until `stop` is called. A broker or records that are away are waited for, and nothing is lost.

        `for_good`: this worker will not come back under its name, so nothing is kept for it when it stops.
        """
        prefix = "" if self.home else "homes/+/"
        shared = [f"{prefix}boodschap/+", f"{prefix}zigbee2mqtt/+"]
        self._broker = broker = Broker(address, member, shared, [f"{prefix}homeassistant/+/#"], self.say)
        broker.start()
        try:
            while not self._stopping.is_set():
                self._take(broker, WAIT_S)
            if for_good:
                broker.leave()
                while self._take(broker, 0):
                    pass
        finally:
            broker.stop(for_good=for_good)

    def stop(self) -> None:
        """What was taken is finished first."""
        self._stopping.set()

    @property
    def is_connected(self) -> bool:
        """The broker is there now."""
        return self._broker is not None and self._broker.is_connected

    def _take(self, broker: Broker, wait_s: float) -> bool:
        """One batch, stored and then acknowledged; False when there was none, or it could not be stored."""
        messages = broker.take(BATCH, wait_s)
        if not messages or not self._stored(messages, broker):
            return False
        broker.done(messages)
        return True

    def _stored(self, messages: list[Message], broker: Broker) -> bool:
        told: dict[str, list[Report]] = {}
        for message in messages:
            try:
                self._hear(message, told, broker)
            except RecordsUnavailable:
                raise
            except Exception as error:  # one message may not hold up all others, however often it is brought again
                self.say(f"a message on {message.topic!r} could not be read: {type(error).__name__}")
                self.counted["failed"] += 1
        return all(self._kept(part) for part in _in_parts(told))

    def _kept(self, told: dict[str, list[Report]]) -> bool:
        """Waits for records that cannot be used now; False when we were stopped before they could."""
        said = False
        while True:
            try:
                self._count(hear_sensors.run_all(told, self.parts))
            except RecordsUnavailable as error:
                if not said:
                    self.say(f"{error}; trying again")
                said = True
                if self._stopping.wait(RETRY_S):
                    return False
            except Exception as error:
                singly = [(home, report) for home, reports in told.items() for report in reports]
                if len(singly) > 1:  # those beside the one that fails are stored all the same
                    return all(self._kept({home: [report]}) for home, report in singly)
                # It would fail again each time that the broker brings it, and hold up all the others.
                for home, report in singly:
                    self.say(f"{home}: a report of {report.source!r} could not be taken in: {type(error).__name__}")
                self.counted["failed"] += 1
                return True
            else:
                return True

    def _count(self, heard: Iterable[Heard]) -> None:
        for each in heard:
            words = (each.why, *((each.outcome.judgement, each.outcome.decided) if each.outcome else ()))
            self.counted.update(str(word) for word in words if word)

    def _hear(self, message: Message, told: dict[str, list[Report]], broker: Broker) -> None:
        """Adds what the message tells to what was told in its home."""
        home, topic = self._place(message.topic)
        if home is None:
            self.counted["unknown_home"] += 1
        elif topic.startswith("homeassistant/"):
            self._discover(home, topic, message.payload, broker)
        elif message.retained:
            self.counted["retained"] += 1  # an old amount with no time would be read anew at each connection
        else:
            entities = self._entities.get(home, {})
            told.setdefault(home, []).extend(reports(topic, message.payload, entities, self.parts.clock()))

    def _place(self, topic: str) -> tuple[str | None, str]:
        """The home, None for one that we do not know, and the topic within it."""
        if self.home:
            return self.home, topic
        root, _, rest = topic.partition("/")
        home, _, name = rest.partition("/")
        return (home if root == "homes" and home in self.parts.homes and name else None), name

    def _discover(self, home: str, topic: str, payload: bytes, broker: Broker) -> None:
        if not topic.endswith("/config"):
            return
        try:
            entity = entity_of(topic, payload)
        except ValueError:
            self.counted["unreadable"] += 1
            return
        if entity is None or not (entity.may_be_a_stock or entity.is_contact):
            return  # Lamps and batteries are discovered as well: they are not listened to.
        if not (entity.unit or entity.is_contact or self._stands_for_something(home, entity)):
            return  # A bare number may be anything.
        known = self._entities.setdefault(home, {})
        if entity.topic not in known and len(known) >= MOST_TOPICS:
            if not self.counted["too_many"]:
                self.say(f"{home}: more than {MOST_TOPICS} sensors were announced; others are not listened to")
            self.counted["too_many"] += 1
            return
        if entity not in known.get(entity.topic, ()):
            known[entity.topic] = (*known.get(entity.topic, ()), entity)
            broker.subscribe(f"homes/{home}/{entity.topic}" if self.home is None else entity.topic)
            self.say(f"{home}: {entity.names[0]} reports on {entity.topic}")

    def _stands_for_something(self, home: str, entity: Entity) -> bool:
        with self.parts.records.reading(home) as records:
            known = map_device.household(self.parts.homes[home], records)
        return any(known.device(name) for name in entity.names)


def _in_parts(told: dict[str, list[Report]]) -> Iterator[dict[str, list[Report]]]:
    """Homes gathered until they have AT_ONCE reports: a commit for each home would cost more than its readings, and
    one for all of a batch would keep everybody who speaks waiting for it."""
    part: dict[str, list[Report]] = {}
    size = 0
    for home, told_there in told.items():
        part[home] = told_there
        size += len(told_there)
        if size >= AT_ONCE:
            yield part
            part, size = {}, 0
    if part:
        yield part
