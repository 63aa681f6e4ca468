"""Settings from the environment; secrets come from nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CALDAV = "BOODSCHAP_CALDAV_"
PROJECT = Path(__file__).resolve().parent.parent
BANKS = ("simulated", "files")
"""Who moves money: a played bank, or a real one through the folders outbox/ and inbox/ of BOODSCHAP_VAR."""

ENGINES = ("boodschap", "rasa")
"""Who hears: our own model, or Rasa servers (scripts/rasa)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data and records are, who hears, how the entries are guarded. Secrets never show in a repr (A5)."""

    data_dir: Path = PROJECT / "data"
    var_dir: Path = PROJECT / "var"
    skill_id: str | None = None
    verify_signatures: bool = True
    api_token: str | None = field(default=None, repr=False)
    database: str | None = field(default=None, repr=False)
    """A SQLite file, ":memory:" or postgresql://user:password@host:port/name; None: boodschap.db in `var_dir`."""
    signing_key: str | None = field(default=None, repr=False)
    """The private key that signs mandates, as a JWK; None: the one in `signing_key_file`."""
    signing_key_file: Path | None = None
    """None: signing-key.json in `var_dir`, made when it is not there."""
    page_secret: str | None = field(default=None, repr=False)
    """Signs the cookies of the pages; None: the one in `page_secret_path`, made when it is not there."""
    bank: str = "simulated"
    mollie_key: str | None = field(default=None, repr=False)
    """With it, and a real bank, payment requests go over Mollie."""
    mollie_webhook: str | None = None
    """Where Mollie calls back: https://<host>/payments/mollie."""
    engine: str = "boodschap"
    rasa: str | None = None
    """Addresses of Rasa servers by language, "nl=http://127.0.0.1:5005 en=..."; None: where scripts/rasa serves."""

    mqtt: str | None = field(default=None, repr=False)
    """The broker of the sensors, mqtt://user:password@host:1883 or mqtts://; None: there is none."""
    alexa_client: str | None = None
    alexa_secret: str | None = field(default=None, repr=False)
    """The skill's own credentials for messages to Alexa; None: nothing is announced there."""
    alexa_events: str = "eu"
    """Where its accounts are: eu, na or fe; eu-development and so on until Amazon certified the skill."""
    caldav: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Calendars on servers by <HOME>_<PERSON>: https://user:password@host/, or the whole address of one."""
    mqtt_home: str | None = None
    """The one home whose broker that is; None: many homes are behind it, each under homes/<home>/."""
    mqtt_group: str = "boodschap"
    """Workers of one group share each message; installations that share a broker take groups of their own."""

    @property
    def records_address(self) -> str:
        """The URL of a PostgreSQL database, a SQLite file or ":memory:"."""
        return self.database or str(self.var_dir / "boodschap.db")

    @property
    def page_secret_path(self) -> Path | None:
        """None where nothing is kept: then the secret ends with the process."""
        return None if self.records_address == ":memory:" else self.var_dir / "page-secret"

    @property
    def model_path(self) -> Path:
        return self.var_dir / "model.npz"

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
        """BOODSCHAP_DATA, BOODSCHAP_VAR, DATABASE_URL or BOODSCHAP_DATABASE, BOODSCHAP_SKILL_ID, BOODSCHAP_API_TOKEN,
        BOODSCHAP_VERIFY_SIGNATURES (1 unless it is 0), BOODSCHAP_ENGINE (boodschap or rasa), BOODSCHAP_RASA,
        BOODSCHAP_BANK (simulated or files), MOLLIE_API_KEY, BOODSCHAP_MOLLIE_WEBHOOK, BOODSCHAP_MQTT,
        BOODSCHAP_MQTT_HOME, BOODSCHAP_MQTT_GROUP, BOODSCHAP_CALDAV_<HOME>_<PERSON>, BOODSCHAP_ALEXA_CLIENT_ID,
        BOODSCHAP_ALEXA_CLIENT_SECRET and BOODSCHAP_ALEXA_EVENTS,
        BOODSCHAP_SIGNING_KEY or BOODSCHAP_SIGNING_KEY_FILE, BOODSCHAP_PAGE_SECRET."""
        return Settings(
            data_dir=Path(environment.get("BOODSCHAP_DATA") or PROJECT / "data"),
            var_dir=Path(environment.get("BOODSCHAP_VAR") or PROJECT / "var"),
            skill_id=environment.get("BOODSCHAP_SKILL_ID") or None,
            verify_signatures=environment.get("BOODSCHAP_VERIFY_SIGNATURES", "1") != "0",
            api_token=environment.get("BOODSCHAP_API_TOKEN") or None,
            database=environment.get("DATABASE_URL") or environment.get("BOODSCHAP_DATABASE") or None,
            signing_key=environment.get("BOODSCHAP_SIGNING_KEY") or None,
            signing_key_file=Path(file) if (file := environment.get("BOODSCHAP_SIGNING_KEY_FILE")) else None,
            page_secret=environment.get("BOODSCHAP_PAGE_SECRET") or None,
            bank=environment.get("BOODSCHAP_BANK") or "simulated",
            mollie_key=environment.get("MOLLIE_API_KEY") or None,
            mollie_webhook=environment.get("BOODSCHAP_MOLLIE_WEBHOOK") or None,
            engine=environment.get("BOODSCHAP_ENGINE") or "boodschap",
            rasa=environment.get("BOODSCHAP_RASA") or None,
            mqtt=environment.get("BOODSCHAP_MQTT") or None,
            alexa_client=environment.get("BOODSCHAP_ALEXA_CLIENT_ID") or None,
            alexa_secret=environment.get("BOODSCHAP_ALEXA_CLIENT_SECRET") or None,
            alexa_events=environment.get("BOODSCHAP_ALEXA_EVENTS") or "eu",
            caldav={
                name.removeprefix(CALDAV): address for name, address in environment.items() if name.startswith(CALDAV)
            },
            mqtt_home=environment.get("BOODSCHAP_MQTT_HOME") or None,
            mqtt_group=environment.get("BOODSCHAP_MQTT_GROUP") or "boodschap",
        )
