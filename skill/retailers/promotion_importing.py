"""A retailer's promotions of the week become data/catalogue/imports/promotions/<retailer>.csv: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from skill.checked_yaml import Faults
from skill.domain.catalogue import Catalogue, Product, Retailer
from skill.retailers.imported_promotions import kept_promotions
from skill.retailers.imported_rows import PROMOTIONS_KEPT, ended
from skill.retailers.incoming_rows import HINT, MAX_FAULTS
from skill.retailers.incoming_table import IncomingTable
from skill.retailers.kept_file import KeptFile, alone_in, csv_line
from skill.retailers.kinds_by_name import kinds_by_name
from skill.retailers.promotion_rows import COLUMNS, Named, PromotionRow, promotion_row


@dataclass(slots=True)
class PromotionOutcome:
    """What an import did, or would do, in promotions. The last three tell of those that the table names."""

    new: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0
    running: int = 0
    not_yet_begun: int = 0
    over_already: int = 0
    bytes_written: int = 0


@dataclass(slots=True)
class PromotionImporting:
    """One import on the day `today`. `catalogue` is all that is for sale, imports included."""

    catalogue: Catalogue
    retailer: Retailer
    today: date
    faults: Faults
    outcome: PromotionOutcome = field(default_factory=PromotionOutcome)

    def run(self, table: IncomingTable, kept: KeptFile, lock: Path, *, part: bool, dry_run: bool) -> PromotionOutcome:
        """What ran before and is not named any more ends the day before the first of the table begins (the day before
        today when that is past), unless the table is only a `part`. Raises DataError with every fault."""
        with alone_in(lock):
            before = self._before(kept.path)
            rows, lines = self._read(table, before)
            if not rows and not self.faults.findings:
                self.faults.add(table.name, 1, "empty", "the table has no promotions", "nothing was imported")
            self.faults.raise_any()
            first = max(self.today, min(row.promoted.start for row in rows.values()))
            left = [row for each, row in before.items() if each not in rows]
            if not part:
                left = list(self._until(first - timedelta(days=1), left))
            rows |= {row.promoted.id: row for row in left if row.promoted.end >= self.today - PROMOTIONS_KEPT}
            texts = {each: csv_line(row.cells()) for each, row in rows.items()}
            self.outcome.bytes_written = kept.keep(csv_line(COLUMNS), texts, lines, table.name, dry_run=dry_run)
        return self.outcome

    def _before(self, path: Path) -> dict[str, PromotionRow]:
        found = {row.promoted.id: row for _, row in kept_promotions(path, path.name, self.faults)}
        self.faults.raise_any()
        return found

    def _read(
        self, table: IncomingTable, before: Mapping[str, PromotionRow]
    ) -> tuple[dict[str, PromotionRow], dict[str, int]]:
        """The rows and their lines, by id."""
        named = _named(self.catalogue, self.retailer)
        running = {each.goods: each.promoted.start for each in before.values() if each.promoted.end >= self.today}
        rows: dict[str, PromotionRow] = {}
        lines: dict[str, int] = {}
        for row in table.rows:
            if len(self.faults.findings) >= MAX_FAULTS:
                break
            try:
                made = promotion_row(row, named, self.today, running)
                name = made.promoted.id
                if name in lines:
                    raise ValueError(f"the promotion {name!r} stands on line {lines[name]} as well; give it its own id")
                self._has_run_as_it_did(before.get(name), made)
            except ValueError as error:
                message, _, hint = str(error).partition("; ")
                self.faults.add(table.name, row.line, "bad-promotion", message, hint or HINT)
                continue
            rows[name], lines[name] = made, row.line
            self._count(before.get(name), made)
        return rows, lines

    def _has_run_as_it_did(self, old: PromotionRow | None, new: PromotionRow) -> None:
        """A price of the last 30 days is no other one afterwards (O4): of what began, only the last day may change."""
        if old is None or old.promoted.start >= self.today:
            return
        yesterday = self.today - timedelta(days=1)
        end_may_be = new.promoted.end >= min(old.promoted.end, yesterday)
        if replace(new.promoted, end=old.promoted.end) != old.promoted or not end_may_be or new.goods != old.goods:
            raise ValueError(
                f"the promotion {new.promoted.id!r} has run since {old.promoted.start} and stays what it was; "
                "what is another one gets another promotion_id and begins today or later"
            )

    def _until(self, last: date, rows: Iterable[PromotionRow]) -> Iterable[PromotionRow]:
        for row in rows:
            until = ended(row.promoted, last)
            self.outcome.ended += until != row.promoted
            if until is not None:
                yield replace(row, promoted=until)

    def _count(self, old: PromotionRow | None, made: PromotionRow) -> None:
        self.outcome.new += old is None
        self.outcome.changed += old is not None and old != made
        self.outcome.same += old == made
        over, later = made.promoted.end < self.today, made.promoted.start > self.today
        self.outcome.over_already += over
        self.outcome.not_yet_begun += later
        self.outcome.running += not over and not later


def _named(catalogue: Catalogue, retailer: Retailer) -> Named:
    sold = [catalogue.products[each] for seller, each in catalogue.prices if seller == retailer.id]
    kinds, brands = {product.kind for product in sold}, {product.brand for product in sold}
    numbers: dict[str, list[Product]] = {}
    for product in sold:
        numbers.setdefault(product.id.removeprefix(f"{product.kind}_"), []).append(product)
    own = {number: found[0].id for number, found in numbers.items() if len(found) == 1}
    return Named(
        {
            "products": own | {product.id: product.id for product in sold},
            "kinds": {name: kind for name, kind in kinds_by_name(catalogue).items() if kind in kinds},
            "brands": {
                written: brand
                for brand, name in catalogue.brands.items()
                if brand in brands
                for written in (brand, name.lower())
            },
        },
        frozenset(number for number, found in numbers.items() if len(found) > 1) - {product.id for product in sold},
    )
