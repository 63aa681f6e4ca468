"""The command that listens to sensors."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from types import FrameType
from typing import NoReturn

import click

from skill.commands.progress import show_progress
from skill.domain.errors import DataError, Finding
from skill.settings import Settings


class NobodySpeaks:
    """Stands for the recogniser where only sensors report: no model is loaded."""

    def recognize(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("sensors do not speak")


@click.command()
@click.option("--broker", metavar="URL", help="mqtt://user:password@host:1883 or mqtts://. Default: BOODSCHAP_MQTT.")
@click.option("--home", help="The one home whose broker that is. Default: BOODSCHAP_MQTT_HOME, else homes/<home>/...")
@click.option("--worker", default="1", show_default=True, help="Its own name for each worker that shares the load.")
@click.option("--group", default="boodschap", show_default=True, help="Workers of one group share each message.")
@click.option("--leave", is_flag=True, help="When it stops it goes for good: what comes then is for the other workers.")
@click.option("--json", "as_json", is_flag=True, help="What was counted, as JSON, when it ends.")
def sense(broker: str | None, home: str | None, worker: str, group: str, leave: bool, as_json: bool) -> None:
    """Listen to the sensors of the homes on an MQTT broker, until it is stopped.

    Zigbee2MQTT, Home Assistant's discovery and plain JSON (boodschap/<device> {"weight_g": 70}) are read. A shortage
    becomes a notification, or an order where a mandate covers it. A broker that is away is waited for.

    \b
    Example: boodschap sense --broker mqtt://localhost:1883 --home thijs
    """
    from skill.composition import compose, read_world
    from skill.sensors.broker import Member, address_of
    from skill.sensors.sensing import Sensing

    settings = Settings.from_environment()
    settings = replace(settings, mqtt=broker or settings.mqtt, mqtt_home=home or settings.mqtt_home)
    if settings.mqtt is None:
        hint = "give --broker mqtt://host:1883, or set BOODSCHAP_MQTT"
        raise DataError([Finding("BOODSCHAP_MQTT", 1, "no-broker", "no broker to listen to", hint)])
    address = address_of(settings.mqtt)
    world = read_world(settings, hearing=lambda *_: NobodySpeaks())
    app = compose(settings, world=world)
    if settings.mqtt_home is not None:
        app.parts.home(settings.mqtt_home)
    sensing = Sensing(app.parts, show_progress, settings.mqtt_home)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sensing.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sensing.run(address, Member(worker, group), for_good=leave)
    counted = dict(sorted(sensing.counted.items()))
    click.echo(json.dumps(counted) if as_json else "\n".join(f"{name:12} {times}" for name, times in counted.items()))
