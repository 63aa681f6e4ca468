"""A connection to an MQTT broker that is kept, and messages that are only acknowledged once they are stored.

MQTT 5, QoS 1, a session that outlives us: what arrives while a worker is dead or its broker is away comes after it.
Several workers share the load by a shared subscription; what is retained (discovery) goes to each of them.
"""

from __future__ import annotations

import queue
import ssl
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

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
"""The first and the longest pause before a broker is tried again; each is twice the one before."""

CONNECT_S = 3.0
LEAVES_WITHIN_S = 3.0
KEEP_ALIVE_S = 30
LARGEST_PACKET = 64 * 1024
"""The broker keeps larger ones to itself (MQTT 5): two thousand in flight must fit in memory."""

UNSUPPORTED_VERSION = 132
"""What a broker that knows only MQTT 3.1.1 answers, as MQTT 5 numbers it."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Message:
    topic: str
    payload: bytes
    mid: int
    qos: int
    retained: bool = False
    """The broker kept it from before: nobody knows when it was said."""


@dataclass(frozen=True, slots=True)
class Member:
    """A worker by its name, in the group that shares the load. One that comes back under its name gets what was kept
    for it; installations that share a broker take groups of their own."""

    worker: str = "1"
    group: str = "boodschap"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the broker is. The password never shows in a repr (A5). `older`: it speaks only MQTT 3.1.1, and does not
    say so when it is spoken to in MQTT 5. `authority`: the file of who signed its certificate, where that is nobody
    whom the system trusts."""

    host: str
    port: int
    tls: bool
    user: str | None = None
    password: str | None = None
    older: bool = False
    authority: str | None = None

    def __repr__(self) -> str:
        return f"mqtt{'s' if self.tls else ''}://{self.host}:{self.port}"


def address_of(url: str) -> Address:
    """mqtt://user:password@host:1883 or mqtts://...:8883; ?version=3.1.1 for a broker that never answers MQTT 5,
    ?ca=FILE for who signed its certificate. Raises DataError for anything else, without its password."""
    try:
        parts = urlsplit(url)
        port, asked = parts.port, dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
    except ValueError:
        parts, port, asked = urlsplit(""), None, {}
    tls, authority = parts.scheme == "mqtts", asked.get("ca")
    known = asked.keys() <= {"version", "ca"} and asked.get("version", "3.1.1") == "3.1.1"
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or not known or (authority and not tls):
        hint = "write mqtt://host:1883 or mqtts://user:password@host:8883"
        raise DataError([Finding("BOODSCHAP_MQTT", None, "bad-broker", "this is no address of an MQTT broker", hint)])
    if authority is not None and not _holds_certificates(authority):
        hint = "?ca= names a PEM file of the authority that signed the broker's certificate"
        raise DataError([Finding("BOODSCHAP_MQTT", None, "bad-authority", "this is no file of certificates", hint)])
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    port = port or (8883 if tls else 1883)
    return Address(parts.hostname, port, tls, user, password, "version" in asked, authority)


def _holds_certificates(authority: str) -> bool:
    try:
        ssl.create_default_context(cafile=authority)
    except (OSError, ValueError):
        return False
    return True


class Broker:
    """One worker's connection. `say` is told when it comes and goes; messages wait in `take` until they are `done`.

    A broker that speaks only MQTT 3.1.1 is spoken to in that: it keeps what was missed as long as it likes, and has no
    shared subscriptions, so that each worker gets everything and what came twice is known by its records.
    """

    def __init__(self, address: Address, member: Member, shared: Iterable[str], each: Iterable[str], say: Say) -> None:
        """`shared` are topic filters of which each message goes to one worker, `each` those that every worker gets."""
        self._member = member
        self._shared = set(shared)
        self._each = frozenset(each)
        self._say = say
        self._address = address
        self._waiting: queue.Queue[Message] = queue.Queue()
        self._lock = threading.Lock()
        self._told_down = False
        self._unsubscribed = threading.Event()
        self._too_new = False
        self._modern = not address.older
        self._client = self._new_client()

    @property
    def is_connected(self) -> bool:
        return self._client.is_connected()

    def start(self) -> None:
        """Connects in the background and stays connected; a broker that is not there yet is waited for."""
        if self._modern:
            lives = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
            lives.SessionExpiryInterval = SESSION_LIVES_S
            lives.ReceiveMaximum = IN_FLIGHT
            lives.MaximumPacketSize = LARGEST_PACKET
            self._client.connect_async(
                self._address.host, self._address.port, keepalive=KEEP_ALIVE_S, clean_start=False, properties=lives
            )
        else:
            self._client.connect_async(self._address.host, self._address.port, keepalive=KEEP_ALIVE_S)
        self._client.loop_start()

    def subscribe(self, topic: str) -> None:
        """Shares one more topic, now and after each reconnection."""
        with self._lock:
            new = topic not in self._shared
            self._shared.add(topic)
        if new and self._client.is_connected():
            self._client.subscribe(self._filter(topic), qos=1)

    def take(self, most: int, wait_s: float) -> list[Message]:
        """Up to `most` messages: waits for the first one, then takes what is there."""
        if self._too_new:
            self._speak_older()
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

    def leave(self) -> None:
        """Asks for no more, for good: what was sent before the broker agreed is still to be taken; then
        `stop(for_good=True)`."""
        with self._lock:
            filters = self._filters()
        if self._client.is_connected():
            self._client.unsubscribe(filters)
            self._unsubscribed.wait(LEAVES_WITHIN_S)

    def stop(self, *, for_good: bool) -> None:
        """Leaves. What comes meanwhile is kept for this worker, unless it goes `for_good`: then the others get it."""
        if self._modern:
            ends = Properties(PacketTypes.DISCONNECT)  # type: ignore[no-untyped-call]
            ends.SessionExpiryInterval = 0 if for_good else SESSION_LIVES_S
            self._client.disconnect(properties=ends)
        else:
            self._client.disconnect()
        self._client.loop_stop()

    def _new_client(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"{self._member.group}-{self._member.worker}",
            clean_session=None if self._modern else False,
            protocol=mqtt.MQTTv5 if self._modern else mqtt.MQTTv311,
            manual_ack=True,
        )
        client.max_inflight_messages_set(IN_FLIGHT)
        client.reconnect_delay_set(*RECONNECT_S)
        client.connect_timeout = CONNECT_S
        if self._address.user:
            client.username_pw_set(self._address.user, self._address.password)
        if self._address.tls:
            client.tls_set(self._address.authority)
        client.on_connect = self._connected
        client.on_connect_fail = self._failed
        client.on_disconnect = self._disconnected
        client.on_message = self._arrived
        client.on_unsubscribe = lambda *_: self._unsubscribed.set()
        return client

    def _speak_older(self) -> None:
        """Begins anew in MQTT 3.1.1, from the thread that takes: a client cannot be stopped from within itself."""
        self._too_new = self._modern = False
        self._client.disconnect()
        self._client.loop_stop()
        self._client = self._new_client()
        self.start()

    def _filter(self, topic: str) -> str:
        return f"$share/{self._member.group}/{topic}" if self._modern else topic

    def _filters(self) -> list[str]:
        return sorted({self._filter(topic) for topic in self._shared} | self._each)

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._too_new = self._modern and reason == UNSUPPORTED_VERSION
            if not self._too_new:
                self._down(f"{self._address!r} refuses: {reason}")
            return
        self._told_down = False
        # What a broken connection had delivered and we had not stored is delivered again: it must not be stored twice.
        with self._waiting.mutex:
            self._waiting.queue.clear()
        with self._lock:
            filters = self._filters()
        if self._modern:
            client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in filters])
        else:
            client.subscribe([(topic, 1) for topic in filters])
        self._say(f"connected to {self._address!r}{'' if self._modern else ' (MQTT 3.1.1)'}")

    def _failed(self, _client: mqtt.Client, _data: Any) -> None:
        # It is told while its exception is handled, which paho does not hand on.
        if isinstance(sys.exc_info()[1], ssl.SSLError):
            self._down(f"{self._address!r} has no certificate that is trusted here; ?ca=FILE names who signed it")
        else:
            self._down(f"no broker answers at {self._address!r}; waiting for it")

    def _disconnected(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure and not self._too_new:
            self._down(f"{self._address!r} is gone ({reason}); waiting for it")

    def _down(self, why: str) -> None:
        if not self._told_down:
            self._say(why)
        self._told_down = True

    def _arrived(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:  # no broker may send it, and no thread may end by it
            client.ack(message.mid, message.qos)
            return
        self._waiting.put(Message(topic, bytes(message.payload), message.mid, message.qos, message.retain))
