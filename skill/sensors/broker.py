"""A connection to an MQTT broker that is kept, and messages that are only acknowledged once they are stored.

MQTT 5, QoS 1, a session that outlives us: what arrives while a worker is dead or its broker is away comes after it.
Several workers share the load by a shared subscription; what is retained (discovery) goes to each of them.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from skill.domain.errors import DataError, Finding

SESSION_LIVES_S = 7 * 24 * 3600
"""A worker that is away longer than a week has other worries than missed readings."""

IN_FLIGHT = 2000
"""Messages that may wait unacknowledged: the most that a killed worker is sent again."""

RECONNECT_S = (1, 30)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    payload: bytes
    mid: int
    qos: int


@dataclass(frozen=True, slots=True)
class Member:
    """A worker by its name, in the group that shares the load. One that comes back under its name gets what was kept
    for it; installations that share a broker take groups of their own."""

    worker: str = "1"
    group: str = "boodschap"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is. The password never shows in a repr (A5)."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"mqtt{'s' if self.tls else ''}://{self.host}:{self.port}"


def address_of(url: str) -> Address:
    """mqtt://user:password@host:1883 or mqtts://...:8883; raises DataError for anything else, without its password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        hint = "write mqtt://host:1883 or mqtts://user:password@host:8883"
        raise DataError([Finding("BOODSCHAP_MQTT", 1, "bad-broker", "this is no address of an MQTT broker", hint)])
    tls = parts.scheme == "mqtts"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Address(parts.hostname, port or (8883 if tls else 1883), tls, user, password)


class Broker:
    """One worker's connection. `say` is told when it comes and goes; messages wait in `take` until they are `done`."""

    def __init__(self, address: Address, member: Member, shared: Iterable[str], each: Iterable[str], say: Say) -> None:
        """`shared` are topic filters of which each message goes to one worker, `each` those that every worker gets."""
        self._group = member.group
        self._filters = {f"$share/{member.group}/{topic}" for topic in shared} | set(each)
        self._say = say
        self._address = address
        self._waiting: queue.Queue[Message] = queue.Queue()
        self._lock = threading.Lock()
        self._told_down = False
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{member.group}-{member.worker}",
            protocol=mqtt.MQTTv5,
            manual_ack=True,
        )
        self._client.max_inflight_messages_set(IN_FLIGHT)
        self._client.reconnect_delay_set(*RECONNECT_S)
        if address.user:
            self._client.username_pw_set(address.user, address.password)
        if address.tls:
            self._client.tls_set()
        self._client.on_connect = self._connected
        self._client.on_connect_fail = self._failed
        self._client.on_disconnect = self._disconnected
        self._client.on_message = self._arrived

    def start(self) -> None:
        """Connects in the background and stays connected; a broker that is not there yet is waited for."""
        lives = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        lives.SessionExpiryInterval = SESSION_LIVES_S
        lives.ReceiveMaximum = IN_FLIGHT
        self._client.connect_async(
            self._address.host, self._address.port, keepalive=30, clean_start=False, properties=lives
        )
        self._client.loop_start()

    def subscribe(self, topic: str) -> None:
        """Shares one more topic, now and after each reconnection."""
        wanted = f"$share/{self._group}/{topic}"
        with self._lock:
            new = wanted not in self._filters
            self._filters.add(wanted)
        if new and self._client.is_connected():
            self._client.subscribe(wanted, qos=1)

    def take(self, most: int, wait_s: float) -> list[Message]:
        """Up to `most` messages: waits for the first one, then takes what is there."""
        try:
            found = [self._waiting.get(timeout=wait_s)]
        except queue.Empty:
            return []
        while len(found) < most:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return found

    def done(self, messages: Iterable[Message]) -> None:
        """They are stored: the broker may forget them."""
        for message in messages:
            self._client.ack(message.mid, message.qos)

    def stop(self, *, for_good: bool) -> None:
        """Leaves. What comes meanwhile is kept for this worker, unless it goes `for_good`: then the others get it."""
        ends = Properties(PacketTypes.DISCONNECT)  # type: ignore[no-untyped-call]
        ends.SessionExpiryInterval = 0 if for_good else SESSION_LIVES_S
        self._client.disconnect(properties=ends)
        self._client.loop_stop()

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._down(f"{self._address!r} refuses: {reason}")
            return
        self._told_down = False
        # What a broken connection had delivered and we had not stored is delivered again: it must not be stored twice.
        with self._waiting.mutex:
            self._waiting.queue.clear()
        with self._lock:
            filters = sorted(self._filters)
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in filters])
        self._say(f"connected to {self._address!r}")

    def _failed(self, _client: mqtt.Client, _data: Any) -> None:
        self._down(f"no broker answers at {self._address!r}; waiting for it")

    def _disconnected(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._down(f"{self._address!r} is gone ({reason}); waiting for it")

    def _down(self, why: str) -> None:
        if not self._told_down:
            self._say(why)
        self._told_down = True

    def _arrived(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._waiting.put(Message(message.topic, bytes(message.payload), message.mid, message.qos))
