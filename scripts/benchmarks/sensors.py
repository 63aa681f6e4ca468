"""Messages a second from a real broker to stored, judged readings, beside a subscriber that only acknowledges them."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from measuring import PROJECT, resident_mb

from skill.composition import App, compose, read_world
from skill.recognition import nobody_listens
from skill.sensors.broker import Broker, Member, address_of
from skill.sensors.sensing import Sensing
from skill.settings import Settings

URL = "mqtt://127.0.0.1:1883"
HOMES, DEVICE = 100, "coffee_canister"
ROUNDS = tuple(int(count) for count in os.environ.get("BENCH_MESSAGES", "5000 20000").split())
"""Messages of each round: memory and time are to grow with neither. BENCH_MESSAGES="5000 1000000" is the long one."""


AHEAD = 800
"""A broker forgets what it cannot deliver beyond its queue (mosquitto: 1,000 unless max_queued_messages says more)."""


def publish(group: str, count: int, done: Any) -> None:
    """In a process of its own: readings of many homes, a minute apart, never more than AHEAD of what is `done`."""
    import paho.mqtt.client as mqtt
    from paho.mqtt.enums import CallbackAPIVersion

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"{group}-publisher", protocol=mqtt.MQTTv5)
    client.max_inflight_messages_set(500)
    client.connect("127.0.0.1", 1883)
    client.loop_start()
    start = datetime(2026, 1, 5, tzinfo=UTC)
    last = None
    for number in range(count):
        at = start + timedelta(minutes=number // HOMES)
        payload = f'{{"weight_g": {900 - number // HOMES % 500}, "at": "{at.isoformat()}"}}'
        last = client.publish(f"homes/{group}-{number % HOMES}/boodschap/{DEVICE}", payload, qos=1)
        while number - done.value > AHEAD:
            time.sleep(0.001)
    if last is not None:
        last.wait_for_publish()
    client.disconnect()
    client.loop_stop()


def sending(group: str, count: int) -> tuple[Any, Any]:
    """The counter that the sender waits for, and the sender, which has started."""
    context = multiprocessing.get_context("spawn")
    done = context.Value("q", 0)
    sender = context.Process(target=publish, args=(group, count, done))
    sender.start()
    return done, sender


def bare(group: str, count: int) -> float:
    """Messages a second of a subscriber that takes and acknowledges."""
    broker = Broker(address_of(URL), Member(group=group), ["homes/+/boodschap/+"], [], lambda _: None)
    broker.start()
    time.sleep(1)
    done, sender = sending(group, count)
    began = 0.0
    while done.value < count:
        messages = broker.take(1000, 0.5)
        mine = [message for message in messages if message.topic.startswith(f"homes/{group}-")]
        began = began or (time.perf_counter() if mine else 0.0)
        broker.done(messages)
        done.value += len(mine)
    took = time.perf_counter() - began
    sender.join()
    broker.stop(for_good=True)
    return count / took


def stored(app: App, group: str, count: int) -> float:
    """Messages a second until the last reading is judged and kept."""
    sensing = Sensing(app.parts, lambda _: None)
    worker = threading.Thread(
        target=sensing.run, args=(address_of(URL), Member(group=group)), kwargs={"for_good": True}, daemon=True
    )
    worker.start()
    time.sleep(1)
    done, sender = sending(group, count)
    began = 0.0
    while done.value < count:
        done.value = sensing.counted.total() - sensing.counted["unknown_home"]
        began = began or (time.perf_counter() if done.value else 0.0)
        time.sleep(0.002)
    took = time.perf_counter() - began
    sender.join()
    sensing.stop()
    worker.join()
    return count / took


def assistant(folder: Path, group: str) -> App:
    settings = Settings(data_dir=PROJECT / "data", var_dir=folder, database=str(folder / "boodschap.db"))
    world = read_world(settings, hearing=nobody_listens)
    model = world.homes["thijs"].home
    homes = {f"{group}-{number}": replace(model, id=f"{group}-{number}") for number in range(HOMES)}
    return compose(settings, world=world, homes=homes)


def measure() -> dict[str, Any]:
    group = f"bench-{uuid.uuid4().hex[:8]}"
    figures: dict[str, float] = {"bare_per_s": bare(f"{group}-bare", ROUNDS[0])}
    with tempfile.TemporaryDirectory() as folder:
        for number, count in enumerate(ROUNDS):
            named = f"{group}-{number}"
            app = assistant(Path(folder) / str(number), named)
            before = resident_mb()
            figures[f"stored_{count}_per_s"] = stored(app, named, count)
            figures[f"memory_{count}_mb"] = resident_mb() - before
            sys.stderr.write(f"  {count} messages stored\n")
    first, *_, last = (figures[f"stored_{count}_per_s"] for count in ROUNDS)
    return {
        "figures": figures,
        "ratios": {"stored_to_bare": first / figures["bare_per_s"], "last_to_first": last / first},
    }
