"""What waits, as a sensor in Home Assistant over MQTT: how much there is, and of what kind the latest is.

It is announced by discovery (https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery); state and attributes are
retained, so a phone, a speaker or a lamp shows what is true now, however often it was said.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from skill.domain.notification import Announcement
from skill.usecases.outside_ports import OutsideFailed

NODE = "boodschap_notices"
"""The name of our own sensor among all that discovery brings: who listens to sensors leaves it alone."""

ANSWERS_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where the broker is. The password shows in no repr (A5)."""

    host: str
    port: int
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: str | None = None
    """The file of who signed its certificate; None: whom the system trusts."""


class HomeAssistant:
    """`prefix` gives what a home's topics begin with on this broker; None where the broker is not that home's."""

    def __init__(self, server: Server, prefix: Callable[[str], str | None]) -> None:
        self._server, self._prefix = server, prefix

    def announce(self, home: str, announcement: Announcement) -> None:
        """See Announcer."""
        said = {"kind": announcement.kind, "urgent": announcement.urgent, "at": announcement.at.isoformat()}
        texts = {f"text_{language}": text for language, text in announcement.says.items()}
        self._show(home, announcement.waiting, {**said, **texts})

    def dim(self, home: str, waiting: int) -> None:
        """See Announcer. What kind was announced last is not said any more."""
        self._show(home, waiting, {})

    def _show(self, home: str, waiting: int, attributes: dict[str, Any]) -> None:
        prefix = self._prefix(home)
        if prefix is None:
            return
        state = f"{prefix}{NODE}/{home}/state"
        about = f"{prefix}{NODE}/{home}/attributes"
        config = {
            "name": "Boodschap",
            "unique_id": f"{NODE}_{home}",
            "state_topic": state,
            "json_attributes_topic": about,
            "icon": "mdi:bell-badge" if waiting else "mdi:bell",
        }
        self._publish(
            (f"{prefix}homeassistant/sensor/{NODE}/{home}/config", json.dumps(config)),
            (about, json.dumps(attributes)),
            (state, str(waiting)),
        )

    def _publish(self, *messages: tuple[str, str]) -> None:
        """Retained, and acknowledged by the broker. Raises OutsideFailed, not final, when it does not in time."""
        import paho.mqtt.client as mqtt
        from paho.mqtt.enums import CallbackAPIVersion

        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        client.connect_timeout = ANSWERS_WITHIN_S
        if self._server.user is not None:
            client.username_pw_set(self._server.user, self._server.password)
        if self._server.tls:
            client.tls_set(self._server.authority)
        try:
            client.connect(self._server.host, self._server.port, keepalive=10)
            client.loop_start()
            for topic, payload in messages:
                sent = client.publish(topic, payload, qos=1, retain=True)
                sent.wait_for_publish(ANSWERS_WITHIN_S)
                if not sent.is_published():
                    raise OutsideFailed("the broker of Home Assistant does not answer", final=False)
        except (OSError, RuntimeError, ValueError) as error:
            kind = type(error).__name__
            raise OutsideFailed(f"the broker of Home Assistant cannot be reached: {kind}", final=False) from None
        finally:
            client.disconnect()
            client.loop_stop()
