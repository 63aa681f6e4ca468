"""From a real broker to stored readings: nothing lost when a worker is killed or the broker comes late."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from skill import private_broker
from skill.composition import App, compose, read_world
from skill.domain.errors import DataError
from skill.domain.pantry import Judgement
from skill.domain.report import Report
from skill.recognition import nobody_listens
from skill.sensors import sensing
from skill.sensors.broker import Member, address_of
from skill.sensors.messages import reports
from skill.sensors.sensing import Sensing
from skill.settings import Settings

Publish = Callable[[str, object], None]
HOME = "thijs"
DEVICE = "coffee_canister"


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """One of our own: on a shared one others may speak of the same homes. Only mosquitto shares subscriptions."""
    if "mosquitto" not in private_broker.kinds():
        pytest.skip("mosquitto is not installed")
    with private_broker.running("mosquitto") as url:
        yield url


def until(true: Callable[[], bool], within_s: float = 30) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


@pytest.fixture
def publish(broker: str) -> Iterator[Publish]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", address_of(broker).port)
    client.loop_start()

    def send(topic: str, content: object) -> None:
        payload = content if isinstance(content, bytes) else json.dumps(content).encode()
        client.publish(topic, payload, qos=1).wait_for_publish(10)

    yield send
    client.disconnect()
    client.loop_stop()


@pytest.fixture
def group() -> str:
    return f"test-{uuid.uuid4().hex}"


def assistant(path: Path, data_dir: Path) -> App:
    settings = Settings(data_dir=data_dir, var_dir=path, database=str(path / "boodschap.db"))
    return compose(settings, world=read_world(settings, hearing=nobody_listens))


class Worker:
    """One worker in a thread; each test is a group of its own."""

    def __init__(self, app: App, member: Member, broker: str, *, for_good: bool = True) -> None:
        self.said: list[str] = []
        self.sensing = Sensing(app.parts, self.said.append)
        self._thread = threading.Thread(
            target=self.sensing.run, args=(address_of(broker), member), kwargs={"for_good": for_good}, daemon=True
        )
        self._thread.start()

    def connected(self) -> None:
        until(lambda: any("connected" in line for line in self.said))
        time.sleep(0.3)  # the subscriptions follow the connection

    def stop(self) -> None:
        self.sensing.stop()
        self._thread.join(10)


def stored(app: App) -> list[tuple[int, Judgement]]:
    with app.parts.records.reading(HOME) as records:
        since = datetime.now(UTC) - timedelta(days=400)
        return [(reading.amount, judged) for reading, judged in records.readings_since(DEVICE, since)]


def times(count: int) -> list[str]:
    start = datetime.now(UTC) - timedelta(hours=1)
    return [(start + timedelta(seconds=at)).isoformat() for at in range(count)]


def test_a_reading_from_the_broker_becomes_a_notification(
    tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str
) -> None:
    app = assistant(tmp_path, data_dir)
    worker = Worker(app, Member(group=group), broker)
    worker.connected()
    publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": 800})
    publish(f"homes/{HOME}/zigbee2mqtt/{DEVICE}", {"weight": 0.07, "unit": "kg"})
    publish(f"homes/{HOME}/boodschap/toaster", {"weight_g": 5})
    publish(f"homes/{HOME}/boodschap/{DEVICE}", b"\xff")
    publish(f"homes/nobody/boodschap/{DEVICE}", {"weight_g": 5})
    until(lambda: worker.sensing.counted.total() >= 6)
    worker.stop()
    assert worker.sensing.counted == {
        "enough": 1, "shortage": 1, "notified": 1, "unknown": 1, "unreadable": 1, "unknown_home": 1
    }  # fmt: skip
    with app.parts.records.reading(HOME) as records:
        assert [note.kind for note in records.notifications()] == ["shortage"]
        assert {(each.source, each.why) for each in records.strange_messages()} == {
            ("toaster", "unknown"),
            (DEVICE, "unreadable"),
        }


def test_a_message_that_breaks_its_reading_holds_up_no_other(
    tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(topic: str, payload: bytes, *rest: object) -> list[Report]:
        if payload == b"poison":
            raise OverflowError("what it said")
        return list(reports(topic, payload, *rest))  # type: ignore[arg-type]

    monkeypatch.setattr(sensing, "reports", read)
    app = assistant(tmp_path, data_dir)
    worker = Worker(app, Member(group=group), broker)
    worker.connected()
    publish(f"homes/{HOME}/boodschap/{DEVICE}", b"poison")
    publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": 800})
    until(lambda: worker.sensing.counted.total() >= 2)
    worker.stop()
    assert worker.sensing.counted == {"failed": 1, "enough": 1}
    assert not any("what it said" in line for line in worker.said)


def test_a_door_that_home_assistant_announces_is_heard(
    tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str
) -> None:
    app = assistant(tmp_path, data_dir)
    worker = Worker(app, Member(group=group), broker)
    worker.connected()
    door = {"state_topic": "kitchen/door", "device_class": "door", "object_id": "fridge_door"}
    publish(f"homes/{HOME}/homeassistant/binary_sensor/fridge/door/config", door)
    until(lambda: any("fridge_door reports on kitchen/door" in line for line in worker.said))
    time.sleep(0.3)  # the subscription follows
    publish(f"homes/{HOME}/kitchen/door", b"ON")
    until(lambda: worker.sensing.counted["open"] == 1)
    publish(f"homes/{HOME}/boodschap/egg_tray", {"count": 0})
    publish(f"homes/{HOME}/zigbee2mqtt/fridge_door", {"contact": True})
    until(lambda: worker.sensing.counted.total() >= 3)
    worker.stop()
    assert worker.sensing.counted == {"open": 1, "doubtful": 1, "closed": 1}


def test_what_comes_while_a_worker_is_away_comes_after_it_and_once(
    tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str
) -> None:
    app = assistant(tmp_path, data_dir)
    worker = Worker(app, Member(group=group), broker, for_good=False)
    worker.connected()
    worker.stop()
    for amount, at in enumerate(times(20), start=500):
        publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": amount, "at": at})
        publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": amount, "at": at})
    again = Worker(app, Member(group=group), broker)
    until(lambda: again.sensing.counted.total() >= 40)
    again.stop()
    assert sorted(amount for amount, _ in stored(app)) == list(range(500, 520))
    assert again.sensing.counted["duplicate"] == 20


def test_two_workers_share_the_load(tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str) -> None:
    app = assistant(tmp_path, data_dir)
    workers = [Worker(app, Member(name, group), broker) for name in ("1", "2")]
    for worker in workers:
        worker.connected()
    for amount, at in enumerate(times(60), start=400):
        publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": amount, "at": at})
    until(lambda: sum(worker.sensing.counted.total() for worker in workers) >= 60)
    for worker in workers:
        worker.stop()
    assert all(worker.sensing.counted.total() > 0 for worker in workers)
    assert len(stored(app)) == 60


def test_a_killed_worker_loses_nothing(
    tmp_path: Path, data_dir: Path, broker: str, publish: Publish, group: str
) -> None:
    app = assistant(tmp_path, data_dir)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("BOODSCHAP_")},
        "BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_DATA": str(data_dir),
        "BOODSCHAP_DATABASE": str(tmp_path / "boodschap.db"),
    }  # fmt: skip
    command = [sys.executable, "-m", "skill.cli", "sense", "--broker", broker, "--group", group]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, cwd=data_dir.parent) as process:
        assert process.stderr is not None
        while b"connected" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(0.3)
        for amount, at in enumerate(times(300), start=300):
            publish(f"homes/{HOME}/boodschap/{DEVICE}", {"weight_g": amount, "at": at})
            if amount == 450:
                process.send_signal(signal.SIGKILL)
        process.wait(10)
    again = Worker(app, Member(group=group), broker)
    until(lambda: len(stored(app)) == 300)
    again.stop()
    assert sorted(amount for amount, _ in stored(app)) == list(range(300, 600))


def test_a_broker_that_is_not_there_is_waited_for_and_said_once(tmp_path: Path, data_dir: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    worker = Worker(assistant(tmp_path, data_dir), Member(), f"mqtt://127.0.0.1:{port}")
    until(lambda: bool(worker.said))
    time.sleep(2.5)
    worker.stop()
    assert worker.said == [f"no broker answers at mqtt://127.0.0.1:{port}; waiting for it"]


@pytest.mark.parametrize("url", ["http://host", "mqtt://", "host:1883", "mqtt://host:port", "mqtt://[", ""])
def test_a_wrong_address_is_told_without_its_password(url: str) -> None:
    with pytest.raises(DataError, match="mqtt://host:1883"):
        address_of(url)


def test_an_address_never_shows_its_password() -> None:
    address = address_of("mqtts://ann:s3cret@broker.example:8884")
    assert (address.user, address.password, address.port, address.tls) == ("ann", "s3cret", 8884, True)
    assert "s3cret" not in repr(address)
