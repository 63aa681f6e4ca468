"""The command that listens to sensors; what they are for: devices.py."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from types import FrameType

import click

from skill.commands.devices import devices, map_, unmap
from skill.commands.progress import show_progress
from skill.domain.errors import DataError, Finding
from skill.recognition import nobody_listens
from skill.settings import Settings


@click.group(invoke_without_command=True)
@click.option("--broker", metavar="URL", help="mqtt://user:password@host:1883 or mqtts://. Default: BOODSCHAP_MQTT.")
@click.option("--home", help="The one home whose broker that is. Default: BOODSCHAP_MQTT_HOME, else homes/<home>/...")
@click.option("--worker", default="1", show_default=True, help="Its own name for each worker that shares the load.")
@click.option("--group", help="Workers of one group share each message. Default: BOODSCHAP_MQTT_GROUP, else boodschap.")
@click.option("--leave", is_flag=True, help="When it stops it goes for good: what comes then is for the other workers.")
@click.option("--json", "as_json", is_flag=True, help="What was counted, as JSON, when it ends.")
@click.pass_context
def sense(
    context: click.Context,
    broker: str | None,
    home: str | None,
    worker: str,
    group: str | None,
    leave: bool,
    as_json: bool,
) -> None:
    """Listen to the sensors of the homes on an MQTT broker, until it is stopped.

    Zigbee2MQTT, Home Assistant's discovery and plain JSON (boodschap/<device> {"weight_g": 70}) are read. A shortage
    becomes a notification, or an order where a mandate covers it. A broker that is away is waited for.

    \b
    Example: boodschap sense --broker mqtt://localhost:1883 --home thijs
             boodschap sense devices --home thijs
             boodschap sense map kitchen_tin coffee_beans --home thijs
    """
    if context.invoked_subcommand is not None:
        return
    from skill.composition import compose, read_world
    from skill.sensors.broker import Member, address_of
    from skill.sensors.sensing import Sensing

    settings = Settings.from_environment()
    settings = replace(settings, mqtt=broker or settings.mqtt, mqtt_home=home or settings.mqtt_home)
    if settings.mqtt is None:
        hint = "give --broker mqtt://host:1883, or set BOODSCHAP_MQTT"
        raise DataError([Finding("BOODSCHAP_MQTT", None, "no-broker", "no broker to listen to", hint)])
    address = address_of(settings.mqtt)
    world = read_world(settings, hearing=nobody_listens)
    app = compose(settings, world=world)
    if settings.mqtt_home is not None:
        app.parts.home(settings.mqtt_home)
    sensing = Sensing(app.parts, show_progress, settings.mqtt_home)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sensing.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    sensing.run(address, Member(worker, group or settings.mqtt_group), for_good=leave)
    counted = dict(sorted(sensing.counted.items()))
    click.echo(json.dumps(counted) if as_json else "\n".join(f"{name:12} {times}" for name, times in counted.items()))


for command in (devices, map_, unmap):
    sense.add_command(command)
