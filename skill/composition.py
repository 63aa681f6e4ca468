"""The one place that knows all real parts: reads the data, opens the records, loads the model, puts them together."""

from __future__ import annotations

import gc
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import OKPKey

from nlu import interpretation
from nlu.interpretation import Recognizer
from skill.announcing import alexa_events
from skill.announcing.home_assistant import HomeAssistant, Server
from skill.announcing.several import Several
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError, Finding
from skill.domain.home import Home
from skill.home.agendas import FileAgendas, HomeAgendas, collections
from skill.home.home_files import HomeFile, home_ids, read_home
from skill.home.manner_files import read_manners
from skill.payments.method_files import read_methods
from skill.payments.opening import open_bank
from skill.payments.simulated_rail import SimulatedRail
from skill.permission import signing_key
from skill.permission.approval_files import read_approval
from skill.permission.argon2_pins import Argon2Pins
from skill.permission.signed_documents import Ed25519Signer
from skill.recognition import Progress, recognizer
from skill.records.opening import database_name, is_postgresql, open_records
from skill.records.sqlite import MEMORY
from skill.retailers.catalogue_files import read_catalogue
from skill.retailers.proposition_files import read_propositions
from skill.retailers.ranking_files import read_ranking
from skill.retailers.simulated import SimulatedRetailers
from skill.sensors.broker import address_of
from skill.settings import Settings
from skill.speech.phrasebook import Phrasebook
from skill.speech.speech import Speech
from skill.usecases import onboard
from skill.usecases.converse import Answer
from skill.usecases.outside_ports import Announcer, PaymentRail
from skill.usecases.parts import Parts, Promptly, at_once
from skill.usecases.ports import Clock, NewId, Records
from skill.usecases.proof_ports import PinHasher

LANGUAGES = ("nl", "en")
Hearing = Callable[[Settings, Progress], Recognizer]


def language_of(locale: str) -> str:
    """The language of nl-NL, en-GB and the like; raises DataError for one that we do not speak."""
    language = interpretation.language_of(locale)
    if language not in LANGUAGES:
        message, hint = f"the locale {locale!r} is not spoken here", "use nl-NL or en-GB"
        raise DataError([Finding("locale", None, "unknown-locale", message, hint)])
    return language


@dataclass(frozen=True, slots=True)
class World:
    """The data of the demo world, read once and shared; a server replaces it whole when an import changed it."""

    catalogue: Catalogue
    homes: Mapping[str, HomeFile]
    phrasebooks: Mapping[str, Phrasebook]
    recognizer: Recognizer


@dataclass(slots=True)
class Newest:
    """Where an assistant that took a newer catalogue over is to be found."""

    app: App | None = None


@dataclass(frozen=True, slots=True)
class App:
    """Everything that an entry needs: the parts for the use cases and the words for the answers."""

    parts: Parts
    phrasebooks: Mapping[str, Phrasebook]
    settings: Settings
    newest: Newest = field(default_factory=Newest, compare=False)

    @property
    def present(self) -> App:
        """The assistant as it is now. An entry asks once for each turn: a turn ends with what it began with."""
        return self.newest.app or self

    def take_over(self, catalogue: Catalogue, recognizer: Recognizer) -> App:
        """From the next turn on there is another catalogue, and an ear for its names.

        What is not for sale any more keeps its name, for those who ordered it.
        """
        before = self.present
        catalogue = replace(catalogue, products={**before.parts.catalogue.products, **catalogue.products})
        books = {name: Phrasebook.load(self.settings.data_dir, name, catalogue) for name in LANGUAGES}
        parts = replace(before.parts, catalogue=catalogue, recognizer=recognizer)
        self.newest.app = replace(before, parts=parts, phrasebooks=books)
        return self.newest.app

    def say(self, answer: Answer, home: str, locale: str) -> Speech:
        """The answer in words. The turn picks the variant, so that the same conversation sounds the same twice."""
        book = self.phrasebooks[language_of(locale)]
        return book.say(answer.reply, now=answer.at, timezone=self.parts.home(home).timezone, turn=answer.turn)


def read_world(settings: Settings, progress: Progress = lambda _: None, hearing: Hearing = recognizer) -> World:
    """Reads all data. Raises DataError with every fault in it. `hearing` opens the recogniser."""
    with _nothing_collected():
        catalogue = read_catalogue(settings.data_dir)
        homes = {name: read_home(settings.data_dir, name, catalogue) for name in home_ids(settings.data_dir)}
        phrasebooks = {language: Phrasebook.load(settings.data_dir, language, catalogue) for language in LANGUAGES}
        return World(catalogue, homes, phrasebooks, hearing(settings, progress))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """All that is read stays: looking through it for garbage, again and again, takes a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def compose(
    settings: Settings,
    *,
    clock: Clock | None = None,
    new_id: NewId | None = None,
    database: Path | str | None = None,
    records: Records | None = None,
    world: World | None = None,
    homes: Mapping[str, Home] | None = None,
    retailers: SimulatedRetailers | None = None,
    rail: PaymentRail | None = None,
    announcer: Announcer | None = None,
    pins: PinHasher | None = None,
    promptly: Promptly = at_once,
    jitter_percent: Callable[[], int] = lambda: secrets.randbelow(100),
    progress: Progress = lambda _: None,
) -> App:
    """A whole assistant. Stories give a scripted clock, ids and outside; `homes` replaces facts of homes in them.

    With `records` that are open already nothing is kept beside them: the outside that we play lives in memory.
    Raises DataError for faults in the data and RecordsUnavailable when the records cannot be opened.
    """
    world = world or read_world(settings, progress)
    address = str(database) if database is not None else settings.records_address
    beside = None if records is not None else _beside(address, settings)
    facts = {name: file.home for name, file in world.homes.items()} | dict(homes or {})
    methods = read_methods(settings.data_dir, world.catalogue)
    if rail is None and settings.bank == "files":
        rail = open_bank(
            settings.var_dir,
            facts,
            methods,
            mollie_key=settings.mollie_key,
            mollie_webhook=settings.mollie_webhook,
        )
    parts = Parts(
        records=records or open_records(address),
        recognizer=world.recognizer,
        catalogue=world.catalogue,
        propositions=read_propositions(settings.data_dir),
        approval=read_approval(settings.data_dir),
        homes=facts,
        retailers=retailers or SimulatedRetailers(f"{beside}-retailers.db" if beside else MEMORY),
        rail=rail or SimulatedRail(f"{beside}-bank.db" if beside else MEMORY),
        agendas=_agendas(world.homes, facts, settings, beside),
        pins=pins or Argon2Pins(),
        signer=Ed25519Signer(_signing_key(settings, progress) if beside else None),
        clock=clock or (lambda: datetime.now(UTC)),
        new_id=new_id or (lambda: uuid.uuid4().hex[:16]),
        jitter_percent=jitter_percent,
        promptly=promptly,
        payment_methods=methods.methods,
        manners=read_manners(settings.data_dir),
        announcer=announcer or _announcer(settings, beside),
        ranking=read_ranking(settings.data_dir),
    )
    _onboard(world.homes, facts, parts)
    return App(parts, world.phrasebooks, settings)


def _agendas(
    files: Mapping[str, HomeFile], facts: Mapping[str, Home], settings: Settings, beside: Path | None
) -> HomeAgendas:
    """What people keep: files beside their homes, and servers where something is kept at all."""
    zones = {name: home.timezone for name, home in facts.items()}
    paths = {(name, person): path for name, file in files.items() for person, path in file.agendas.items()}
    persons = {name: [person.id for person in home.persons] for name, home in facts.items()}
    servers = collections(settings.caldav, persons) if beside else {}
    return HomeAgendas(FileAgendas(paths, zones, beside.parent / "agendas" if beside else None), servers, zones)


def _announcer(settings: Settings, beside: Path | None) -> Announcer | None:
    """Home Assistant and Alexa, those that are set up, where something is kept at all; None: neither."""
    found: list[Announcer] = []
    if settings.mqtt is not None and beside is not None:
        found.append(_home_assistant(settings.mqtt, settings.mqtt_home))
    if settings.alexa_client is not None and settings.alexa_secret is not None and beside is not None:
        users = alexa_events.users_in(settings.var_dir / "alexa_accounts.json")
        there = alexa_events.address_of(settings.alexa_events)
        found.append(alexa_events.AlexaEvents(settings.alexa_client, settings.alexa_secret, users, events=there))
    return Several(found) if found else None


def _home_assistant(url: str, only: str | None) -> HomeAssistant:
    address = address_of(url)

    def prefix(home: str) -> str | None:
        """As the topics of that home's sensors begin."""
        if only is None:
            return f"homes/{home}/"
        return "" if only == home else None

    server = Server(address.host, address.port, address.tls, address.user, address.password, address.authority)
    return HomeAssistant(server, prefix)


def _signing_key(settings: Settings, progress: Progress) -> OKPKey:
    """The key of the environment; without one, a key that is made once beside the records, and said to be so."""
    if settings.signing_key is not None:
        return signing_key.key_of(settings.signing_key, "BOODSCHAP_SIGNING_KEY")
    if settings.signing_key_file is not None:
        return signing_key.key_in(settings.signing_key_file)
    path = settings.var_dir / "signing-key.json"
    key, is_new = signing_key.made_in(path)
    if is_new:
        progress(f"made a key that signs mandates: {path}; set BOODSCHAP_SIGNING_KEY to one of your own")
    return key


def _beside(address: str, settings: Settings) -> Path | None:
    """What the files of the outside that we play begin with; None: it lives in memory, as the records do."""
    if address == MEMORY:
        return None
    beside = settings.var_dir / database_name(address) if is_postgresql(address) else Path(address).with_suffix("")
    beside.parent.mkdir(parents=True, exist_ok=True)
    return beside


def _onboard(files: Mapping[str, HomeFile], facts: Mapping[str, Home], parts: Parts) -> None:
    known = set(parts.records.homes())
    for name, file in files.items():
        if name in known:
            continue
        past = [
            onboard.Bought(order.days_ago, order.retailer, tuple((line.product, line.quantity) for line in order.lines))
            for order in file.past_orders
        ]
        onboard.run(facts[name], file.mandates, past, file.pins, parts, wallet=file.wallet)
