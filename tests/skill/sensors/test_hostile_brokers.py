"""A broker, or somebody on it, that means no good or has seen better days: nothing of it is fatal, lost or confused."""

from __future__ import annotations

import getpass
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from skill import private_broker
from skill.domain.errors import DataError
from skill.sensors import sensing
from skill.sensors.broker import LARGEST_PACKET, Broker, Member, Message, address_of
from skill.sensors.sensing import Sensing
from tests.skill.certificates import Certificates, made_for
from tests.skill.sensors.test_sensing import DEVICE, HOME, Worker, assistant, stored, until

pytestmark = pytest.mark.skipif("mosquitto" not in private_broker.kinds(), reason="mosquitto is not installed")
COFFEE = f"homes/{HOME}/boodschap/{DEVICE}"


@contextmanager
def guarded(folder: Path) -> Iterator[tuple[int, Certificates]]:
    """A mosquitto over TLS, of an authority of nobody else's, that wants a password."""
    made = made_for("localhost", folder)
    command = private_broker._mosquitto() or "mosquitto"
    passwords, settings, port = folder / "passwords", folder / "mosquitto.conf", private_broker.free_port()
    subprocess.run(["mosquitto_passwd", "-b", "-c", str(passwords), "ann", "s3cret"], check=True, capture_output=True)
    settings.write_text(
        f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\nallow_anonymous false\npassword_file {passwords}\n"
        f"certfile {made.certificate}\nkeyfile {made.key}\n"
    )
    with subprocess.Popen([command, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as it:
        try:
            private_broker._wait_for(port, it, "mosquitto", settings)
            yield port, made
        finally:
            it.terminate()


def said_by(url: str, folder: Path, data_dir: Path) -> str:
    worker = Worker(assistant(folder, data_dir), Member(), url)
    until(lambda: bool(worker.said))
    time.sleep(1.5)  # it is tried again, and said once
    worker.stop()
    [said] = worker.said
    assert "s3cret" not in said
    assert "wr0ng" not in said
    return said


# paho closes a connection whose certificate was refused by forgetting it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tls_of_an_authority_of_ones_own_and_a_password(tmp_path: Path, data_dir: Path) -> None:
    if shutil.which("mosquitto_passwd") is None:
        pytest.skip("mosquitto_passwd is not installed")
    with guarded(tmp_path) as (port, made):
        known = f"localhost:{port}?ca={made.authority}"
        assert said_by(f"mqtts://ann:s3cret@{known}", tmp_path, data_dir) == f"connected to mqtts://localhost:{port}"
        assert "refuses: " in said_by(f"mqtts://ann:wr0ng@{known}", tmp_path, data_dir)
        assert "?ca=FILE" in said_by(f"mqtts://ann:s3cret@localhost:{port}", tmp_path, data_dir)
        another = f"mqtts://ann:s3cret@127.0.0.1:{port}?ca={made.authority}"
        assert "no certificate that is trusted" in said_by(another, tmp_path, data_dir), "its name is not that address"


def test_an_authority_that_is_none_is_told_before_anything_begins(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for ca in (tmp_path / "gone.pem", tmp_path / "empty.pem"):
        with pytest.raises(DataError, match="no file of certificates"):
            address_of(f"mqtts://host?ca={ca}")
    for url in ("mqtt://host?ca=x", "mqtts://host?cafile=x", "mqtts://host?version=4"):
        with pytest.raises(DataError, match="no address of an MQTT broker"):
            address_of(url)


@contextmanager
def publishing(url: str) -> Iterator[mqtt.Client]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", address_of(url).port)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


@pytest.mark.parametrize("kind", private_broker.kinds())
def test_what_is_huge_deep_or_garbled_holds_up_no_reading(kind: str, tmp_path: Path, data_dir: Path) -> None:
    app = assistant(tmp_path, data_dir)
    with private_broker.running(kind) as url:
        worker = Worker(app, Member(), url)
        worker.connected()
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        client.connect("127.0.0.1", address_of(url).port)
        client.loop_start()
        for payload in (
            b"x" * 1_000_000, b'{"a":' * 12_000, b"[" * 60_000, b"\xff\xfe", b"", b'{"weight_g": 1e999}',
            json.dumps({"weight_g": 70, "at": "9999-12-31T23:59:59+00:00"}).encode(),
            json.dumps({"weight_g": 700, "at": "0001-01-01T00:00:00+14:00"}).encode(),
            json.dumps({"weight_g": 710, "last_seen": -(10**18)}).encode(),
        ):  # fmt: skip
            client.publish(COFFEE, payload, qos=1).wait_for_publish(10)
        client.publish(f"homes/{HOME}/homeassistant/sensor/x/config", b'{"a":' * 12_000, qos=1).wait_for_publish(10)
        client.publish(COFFEE, json.dumps({"weight_g": 800}), qos=1).wait_for_publish(10)
        until(lambda: 800 in [amount for amount, _ in stored(app)])
        worker.stop()
        client.disconnect()
        client.loop_stop()


def test_a_large_packet_stays_with_its_broker(tmp_path: Path, data_dir: Path) -> None:
    """Two thousand in flight of a megabyte each would be two gigabytes."""
    app = assistant(tmp_path, data_dir)
    with private_broker.running("mosquitto") as url, publishing(url) as client:
        worker = Worker(app, Member(), url)
        worker.connected()
        for size in (LARGEST_PACKET + 1, LARGEST_PACKET // 2):
            client.publish(COFFEE, b"x" * size, qos=1).wait_for_publish(10)
        until(lambda: worker.sensing.counted.total() >= 1)
        time.sleep(0.3)
        worker.stop()
        assert worker.sensing.counted == {"unreadable": 1}


def test_a_topic_that_is_no_text_ends_no_thread() -> None:
    broker = Broker(address_of("mqtt://localhost"), Member(), [], [], lambda _: None)
    acknowledged: list[int] = []
    broker._client.ack = lambda mid, _qos: acknowledged.append(mid)  # type: ignore[method-assign,assignment]
    for number, topic in enumerate((b"boodschap/\xff\xfe", b"boodschap/tin"), start=1):
        broker._client.on_message(broker._client, None, mqtt.MQTTMessage(number, topic))  # type: ignore[misc]
    assert [message.topic for message in broker.take(9, 0.1)] == ["boodschap/tin"]
    assert acknowledged == [1]


def hearing(tmp_path: Path, data_dir: Path, home: str | None = None) -> tuple[Sensing, list[str], Deaf]:
    said: list[str] = []
    return Sensing(assistant(tmp_path, data_dir).parts, said.append, home), said, Deaf()


class Deaf:
    """A broker that only keeps what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def subscribe(self, topic: str) -> None:
        self.asked.add(topic)


def announcement(state: str, unit: str = "g") -> bytes:
    return json.dumps({"state_topic": state, "unit_of_measurement": unit, "unique_id": state}).encode()


def hear(sensing_: Sensing, broker: Deaf, *messages: tuple[str, bytes], retained: bool = False) -> bool:
    made = [Message(topic, payload, number, 1, retained) for number, (topic, payload) in enumerate(messages)]
    return sensing_._stored(made, broker)  # type: ignore[arg-type]


def test_one_home_never_writes_the_stock_of_another(tmp_path: Path, data_dir: Path) -> None:
    """By a topic, a device's name, a state topic that names another home, or one that climbs."""
    ear, _, broker = hearing(tmp_path, data_dir)
    aims = (f"homes/{HOME}/boodschap/{DEVICE}", f"../{HOME}/boodschap/{DEVICE}", f"boodschap/{DEVICE}", "+/x", "#")
    for number, state in enumerate(aims):
        hear(ear, broker, (f"homes/emily/homeassistant/sensor/n{number}/config", announcement(state)))
    assert broker.asked
    assert all(topic.startswith("homes/emily/") for topic in broker.asked)
    told = b'{"weight_g": 5}'
    for topic in [*broker.asked, f"homes/emily/boodschap/{DEVICE}", f"homes/emily/homes/{HOME}/boodschap/{DEVICE}",
                  f"homes//{HOME}/boodschap/{DEVICE}", f"/homes/{HOME}/boodschap/{DEVICE}", f"boodschap/{DEVICE}",
                  f"HOMES/{HOME}/boodschap/{DEVICE}", f"homes/emily/../{HOME}/boodschap/{DEVICE}"]:  # fmt: skip
        hear(ear, broker, (topic, told))
    with ear.parts.records.reading(HOME) as records:
        assert records.pantry(DEVICE).last is None
        assert records.strange_messages() == ()


def test_ten_thousand_announced_sensors_are_a_thousand_subscriptions_and_said_once(
    tmp_path: Path, data_dir: Path
) -> None:
    ear, said, broker = hearing(tmp_path, data_dir)
    begun = time.process_time()
    for number in range(10_000):
        hear(ear, broker, (f"homes/{HOME}/homeassistant/sensor/n{number}/config", announcement(f"z/{number}")))
    assert time.process_time() - begun < 20
    assert len(broker.asked) == sensing.MOST_TOPICS
    assert ear.counted["too_many"] == 10_000 - sensing.MOST_TOPICS
    assert len([line for line in said if "more than" in line]) == 1
    assert hear(ear, broker, (f"homes/{HOME}/z/7", b"70"))
    assert ear.counted["unknown"] == 1, "and those are heard"


def test_what_a_broker_kept_from_before_is_no_reading_of_now(tmp_path: Path, data_dir: Path) -> None:
    """Over MQTT 3.1.1 it comes at each connection, with no time; shared subscriptions of MQTT 5 never bring it."""
    ear, _, broker = hearing(tmp_path, data_dir)
    hear(ear, broker, (COFFEE, b'{"weight_g": 70}'), retained=True)
    assert ear.counted == {"retained": 1}
    hear(ear, broker, (f"homes/{HOME}/homeassistant/sensor/tin/config", announcement("tin")), retained=True)
    assert broker.asked == {f"homes/{HOME}/tin"}
    with ear.parts.records.reading(HOME) as records:
        assert records.notifications() == ()
