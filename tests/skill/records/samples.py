"""A home's records as the tests of this directory use them: an order, its payment, the mandate behind them."""

from datetime import UTC, date, datetime, timedelta

from skill.dialogue.reply import ProductName, Reply, part
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot
from skill.domain.order import Order
from skill.domain.payment import Payment

NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUOTE = Quote(
    retailer="groenmarkt",
    category="groceries",
    lines=(
        Line(
            product="coffee_beans_dark",
            kind="coffee_beans",
            category="groceries",
            quantity=3,
            unit_price=Money(899),
            total=Money(1798),
            promotion="third_free",
        ),
    ),
    slot=Slot("groenmarkt", NOW + 25 * HOUR, NOW + 25 * HOUR + timedelta(minutes=15)),
)
ORDER = Order("o1", "thijs", "thijs", QUOTE, NOW, "voice")
PAYMENT = Payment(
    id="p1",
    home="thijs",
    person="thijs",
    retailer="groenmarkt",
    kind="payment_request",
    period="until 2026-03-09",
    amount=Money(1798),
    orders=("o1",),
    asked_at=NOW,
)
MANDATE = Mandate(
    id="m1",
    grantor="thijs",
    category="groceries",
    allows=frozenset(Allows),
    granted=date(2026, 1, 1),
    limit_per_period=PeriodLimit(Money(4000), Period.WEEK),
    ask_above={"dress": Money(5000)},
)
REPLY = Reply("asked_confirmation", (part("confirm_order", product=ProductName("coffee_beans_dark")),), awaits=True)
