"""Simulated years with a coffee canister: the forecast beside a fixed line in grams, and one year as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from measuring import PROJECT

from skill.domain.consumption import Consumption, after, chance_empty, useful_packs
from skill.domain.pantry import SHORT_CHANCE
from tests.skill.domain.simulated_stock import HABITS, HOME_ZONE, START, Decide, Year, live

FULL_G, PACK_G, LINE_G, PORTION_G = 1000, 500, 150, 9
TOO_LATE = timedelta(days=2, hours=5)
KEEPS_DAYS, STOCK_DAYS = 240, 14
SEEDS = range(1, 11)
PICTURE = PROJECT / "var" / "shortage.svg"
PICTURED = "coffee and guests"


def fixed_line() -> Decide:
    """One pack whenever the scale says less than the line."""
    return lambda amount, _: int(amount < LINE_G)


def forecast() -> Decide:
    """As notice_shortage does it: the line until a week is known, then the chance to be without."""
    known: list[Consumption | None] = [None]

    def decide(amount: int, at: datetime) -> int:
        use = known[0] = after(known[0], amount, at, FULL_G, HOME_ZONE)
        if not use.known:
            return int(amount < LINE_G)
        if use.doubted is not None or chance_empty(use, at + TOO_LATE, PORTION_G) < SHORT_CHANCE:
            return 0
        return useful_packs(use, PACK_G, days=STOCK_DAYS, room=2 * FULL_G - use.level, keeps_days=KEEPS_DAYS)

    return decide


def years(habit: str, policy: Callable[[], Decide]) -> list[Year]:
    return [live(HABITS[habit], policy(), full=FULL_G, pack=PACK_G, seed=seed) for seed in SEEDS]


def measure() -> dict[str, object]:
    rows = [f"{'a year with':22}{'':12}{'h without':>10}{'orders':>8}{'early':>8}{'days of stock':>15}"]
    figures: dict[str, float] = {}
    for habit in HABITS:
        for name, policy in (("fixed line", fixed_line), ("forecast", forecast)):
            lived = years(habit, policy)
            means = [
                sum(getattr(year, key) for year in lived) / len(lived)
                for key in ("empty_hours", "orders", "false_alarms", "stock_days")
            ]
            rows.append(f"{habit:22}{name:12}{means[0]:10.1f}{means[1]:8.1f}{means[2]:8.1f}{means[3]:15.1f}")
            for what, mean in zip(("without_h", "orders", "early", "stock_days"), means, strict=True):
                figures[f"{habit} {name} {what}".replace(" ", "_")] = mean

    def total(ending: str) -> float:
        return sum(value for key, value in figures.items() if key.endswith(ending))

    draw(years(PICTURED, forecast)[0], PICTURE)
    notes = [
        f"mean of {len(SEEDS)} years each; early: ordered while more than ten days of use were left",
        "the fixed line believes a canister that is lifted, as any single reading",
        f"one year of '{PICTURED}' is drawn in {PICTURE.relative_to(PROJECT)}",
    ]
    ratios = {
        "stock_held_to_fixed_line": total("forecast_stock_days") / total("line_stock_days"),
        "early_orders_to_fixed_line": total("forecast_early") / total("line_early"),
    }
    return {"figures": figures, "ratios": ratios, "table": "\n".join(rows), "notes": notes}


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 340, 64, 16, 56, 34


def draw(year: Year, path: Path) -> None:
    """The stock at noon of each day, the days of its orders, the household's line, and when guests were there."""
    levels = [level for _, level in year.levels or ()]
    most = -(-max([*levels, FULL_G]) // 250) * 250

    def x(day: float) -> str:
        return f"{LEFT + day * (WIDTH - LEFT - RIGHT) / len(levels):.1f}"

    def y(grams: int) -> str:
        return f"{TOP + (1 - grams / most) * (HEIGHT - TOP - BOTTOM):.1f}"

    floor = HEIGHT - BOTTOM
    starts = [(START.replace(month=month, day=1) - START).days for month in range(1, 13)]
    marks = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(grams)}" y2="{y(grams)}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y(grams)}" dy="4" text-anchor="end">{grams} g</text>'
        for grams in range(0, most + 1, 250)
    ]
    marks += [
        f'<line x1="{x(day)}" x2="{x(day)}" y1="{floor}" y2="{floor + 5}" stroke="#888"/>'
        f'<text x="{x(day + 15)}" y="{floor + 20}" text-anchor="middle">{name}</text>'
        for day, name in ((max(start, 0), name) for start, name in zip(starts, MONTHS, strict=True))
    ]
    guests = [
        f'<rect x="{x(span.start)}" y="{TOP}" width="{float(x(span.stop)) - float(x(span.start)):.1f}"'
        f' height="{floor - TOP}" fill="#f3d9a4" opacity=".7"/>'
        for span in HABITS[PICTURED].guests
    ]
    orders = [f'<path d="M {x(day)} {floor - 1} l -4 8 h 8 z" fill="#1b6ca8"/>' for day in year.ordered]
    line = " ".join(f"{x(day)},{y(level)}" for day, level in enumerate(levels))
    key = (
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="bold">A year with a canister of coffee beans</text>'
        f'<text x="{LEFT}" y="40"><tspan fill="#264">&#9473; stock at noon</tspan>'
        f'<tspan dx="16" fill="#1b6ca8">&#9650; ordered ({year.orders} times)</tspan>'
        f'<tspan dx="16" fill="#b8860b">&#9632; guests, unannounced</tspan>'
        f'<tspan dx="16" fill="#c33">&#9476; the household&#8217;s own line, {LINE_G} g</tspan>'
        f'<tspan dx="16">{year.empty_hours} hours without</tspan></text>'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="12" fill="#333">'
        f'<title>A canister of coffee beans in a year</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f"{''.join(guests)}{''.join(marks)}"
        f'<path d="M {LEFT} {y(LINE_G)} H {WIDTH - RIGHT}" stroke="#c33" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#264" stroke-width="1.5"/>{"".join(orders)}{key}</svg>\n',
        encoding="utf-8",
    )
