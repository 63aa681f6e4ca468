"""Simulated years with a coffee canister: the forecast beside a fixed line in grams, and one year as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from measuring import PROJECT

from skill.domain.consumption import Consumption, after, chance_empty, useful_packs
from skill.domain.pantry import SHORT_CHANCE
from tests.skill.domain.simulated_stock import HABITS, HOME_ZONE, Decide, Year, live

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


def draw(year: Year, path: Path) -> None:
    """The stock at noon of each day, with the household's line."""
    levels = [level for _, level in year.levels or ()]
    width, height, left, top = 900, 260, 50, 20
    most = max([*levels, FULL_G])

    def place(day: int, level: int) -> str:
        return f"{left + day * (width - left - 10) / 365:.1f},{top + (1 - level / most) * (height - top - 30):.1f}"

    line = " ".join(place(day, level) for day, level in enumerate(levels))
    low = place(0, LINE_G).split(",")[1]
    months = "".join(
        f'<text x="{place(round(month * 30.4), 0).split(",")[0]}" y="{height - 8}">{name}</text>'
        for month, name in enumerate(
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        )
    )
    marks = "".join(
        f'<text x="4" y="{float(place(0, grams).split(",")[1]) + 4:.1f}">{grams} g</text>' for grams in (0, 500, 1000)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><title>A canister of coffee beans in a year</title>'
        f'<line x1="{left}" x2="{width - 10}" y1="{low}" y2="{low}" stroke="#c33" stroke-dasharray="4 4"/>'
        f'<polyline points="{line}" fill="none" stroke="#264" stroke-width="1.5"/>{months}{marks}</svg>\n',
        encoding="utf-8",
    )
