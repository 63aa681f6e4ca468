"""The worker between a broker and the homes: takes messages, judges their readings, then acknowledges them."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from skill.domain.errors import RecordsUnavailable
from skill.domain.pantry import StrangeMessage
from skill.sensors.broker import Address, Broker, Member, Message, Say
from skill.sensors.discovery import Entity, entity_of
from skill.sensors.messages import Heard, HomeTopics, heard
from skill.usecases import notice_shortage
from skill.usecases.parts import Parts

BATCH = 1000
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

    def run(self, address: Address, member: Member, *, for_good: bool = False) -> None:
        """Until `stop` is called. A broker or records that are away are waited for, and nothing is lost.

        `for_good`: this worker will not come back under its name, so nothing is kept for it when it stops.
        """
        prefix = "" if self.home else "homes/+/"
        shared = [f"{prefix}boodschap/+", f"{prefix}zigbee2mqtt/+"]
        broker = Broker(address, member, shared, [f"{prefix}homeassistant/+/#"], self.say)
        broker.start()
        try:
            while not self._stopping.is_set():
                messages = broker.take(BATCH, WAIT_S)
                if messages and self._stored(messages, broker):
                    broker.done(messages)
        finally:
            broker.stop(for_good=for_good)

    def stop(self) -> None:
        """What was taken is finished first."""
        self._stopping.set()

    def _stored(self, messages: list[Message], broker: Broker) -> bool:
        told: dict[str, list[Heard]] = {}
        for message in messages:
            for each in self._told(message, broker):
                told.setdefault(each.home, []).append(each)
        return all(self._kept(home, told_there) for home, told_there in told.items())

    def _kept(self, home: str, told: list[Heard]) -> bool:
        """Waits for records that cannot be used now; False when we were stopped before they could."""
        now = self.parts.clock()
        readings = [each.reading for each in told if each.reading is not None]
        strange = [StrangeMessage(each.source, each.why, now) for each in told if each.why and each.why != "silent"]
        while not self._stopping.is_set():
            try:
                outcomes = notice_shortage.consider_all(home, readings, self.parts, strange)
            except RecordsUnavailable as error:
                self.say(f"{error}; trying again")
                self._stopping.wait(RETRY_S)
            else:
                self.counted.update(outcome.judgement.value for outcome in outcomes if outcome.judgement)
                self.counted.update(outcome.decided for outcome in outcomes if outcome.decided)
                self.counted.update(each.why for each in told if each.why)
                return True
        return False

    def _told(self, message: Message, broker: Broker) -> list[Heard]:
        topics = self._topics(message.topic)
        if topics is None:
            return []
        name = message.topic.removeprefix(topics.prefix)
        if name.startswith("homeassistant/"):
            self._discover(topics, name, message.payload, broker)
            return []
        return list(
            heard(topics, message.topic, message.payload, self._entities.get(topics.home.id, {}), self.parts.clock())
        )

    def _topics(self, topic: str) -> HomeTopics | None:
        if self.home:
            return HomeTopics(self.parts.homes[self.home])
        parts = topic.split("/", 2)
        if len(parts) < 3 or parts[0] != "homes" or parts[1] not in self.parts.homes:
            self.counted["unknown_home"] += 1
            return None
        return HomeTopics(self.parts.homes[parts[1]], f"homes/{parts[1]}/")

    def _discover(self, topics: HomeTopics, name: str, payload: bytes, broker: Broker) -> None:
        if not name.endswith("/config"):
            return
        try:
            entity = entity_of(name, payload)
        except ValueError:
            self.counted["unreadable"] += 1
            return
        if entity is None or not any(topics.home.device(each) for each in entity.names):
            return  # Lamps and doors are discovered as well: only what stands for a product is listened to.
        known = self._entities.setdefault(topics.home.id, {})
        if entity not in known.get(entity.topic, ()):
            known[entity.topic] = (*known.get(entity.topic, ()), entity)
            broker.subscribe(topics.prefix + entity.topic)
            self.say(f"{topics.home.id}: {entity.names[0]} reports on {entity.topic}")
