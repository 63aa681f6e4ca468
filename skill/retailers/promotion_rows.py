"""The rows of a table of promotions: as a retailer hands it in and, with our ids, as it is kept in
data/catalogue/imports/promotions/<retailer>.csv."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from skill.domain.catalogue import Product
from skill.domain.promotion import Deal, Promotion
from skill.retailers.imported_rows import Promoted
from skill.retailers.incoming_rows import BETWEEN, IncomingRow
from skill.retailers.row_values import day, deal, deal_text, slug, yes

WAYS = ("products", "kinds", "brands", "everything")
COLUMNS = (
    "promotion_id", "promotion", "promotion_from", "promotion_until", "promotion_mixed", *WAYS,
)  # fmt: skip
LONGEST_NAME = 40

Sold = Mapping[str, Mapping[str, frozenset[str]]]
"""What a retailer sells: by kinds, by brands, and everything (under the empty name)."""

Goods = tuple[Deal, str, frozenset[str]]
"""A deal on what is named in one of the WAYS."""


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """A promotion on the goods that `names` names in one of the WAYS; on everything it names nothing."""

    promoted: Promoted
    way: str
    names: tuple[str, ...] = ()

    def cells(self) -> list[str]:
        """As COLUMNS has them."""
        of = self.promoted
        named = "yes" if self.way == "everything" else BETWEEN.join(self.names)
        return [
            of.id, deal_text(of.deal), str(of.start), str(of.end), "yes" if of.mixed else "",
            *(named if way == self.way else "" for way in WAYS),
        ]  # fmt: skip

    @property
    def goods(self) -> Goods:
        return self.promoted.deal, self.way, frozenset(self.names)

    def of(self, retailer: str, sold: Sold) -> Promotion:
        """On what the retailer sells now: goods that went out of the assortment are in no promotion any more."""
        one = self.promoted
        everything = sold["everything"][""]
        match self.way:
            case "everything":
                on = everything
            case "products":
                on = everything.intersection(self.names)
            case _:
                on = frozenset[str]().union(*(sold[self.way].get(name, ()) for name in self.names))
        return Promotion(f"{retailer}-{one.id}", retailer, on, one.start, one.end, one.deal, one.mixed)


def sold_by_way(products: Iterable[Product]) -> Sold:
    sold: dict[str, dict[str, set[str]]] = {"kinds": {}, "brands": {}, "everything": {"": set()}}
    for product in products:
        sold["everything"][""].add(product.id)
        sold["kinds"].setdefault(product.kind, set()).add(product.id)
        if product.brand is not None:
            sold["brands"].setdefault(product.brand, set()).add(product.id)
    return {way: {name: frozenset(ids) for name, ids in by_name.items()} for way, by_name in sold.items()}


@dataclass(frozen=True, slots=True)
class Named:
    """The ids of what a retailer sells, by what its table may call them in each of the WAYS, in small letters."""

    ids: Mapping[str, Mapping[str, str]]
    doubtful: Collection[str] = ()
    """A retailer's own article numbers that stand for goods of several kinds."""

    def ids_of(self, way: str, written: str) -> tuple[str, ...]:
        """Raises ValueError for a name that stands for nothing that is sold, or for several products."""
        names = [name.strip() for name in written.replace(",", BETWEEN).replace(";", BETWEEN).split(BETWEEN)]
        return tuple(dict.fromkeys(self._id(way, name) for name in names if name))

    def _id(self, way: str, name: str) -> str:
        if way == "products" and slug(name) in self.doubtful:
            raise ValueError(f"{name!r} is the number of several products; write the whole id, with its kind before it")
        known = self.ids[way]
        found = known.get(name.lower()) or known.get(slug(name))
        if found is None:
            raise ValueError(f"{name!r} is none of the {way} that are sold here; promote what has a price")
        return found


def promotion_row(row: IncomingRow, named: Named, since: date, running: Mapping[Goods, date]) -> PromotionRow:
    """Raises ValueError. Without a first day it begins `since`, or when the same that is `running` did."""
    ways = [way for way in WAYS if row[way]]
    if len(ways) != 1 or (row["everything"] and not yes(row["everything"])):
        raise ValueError("on which goods? fill in one of products, kinds, brands and everything (yes)")
    way = ways[0]
    names = () if way == "everything" else named.ids_of(way, row[way])
    of, end = deal(row["promotion"]), day(row["promotion_until"])
    goes_on = running.get((of, way, frozenset(names)), since)
    start = day(row["promotion_from"]) if row["promotion_from"] else goes_on
    own = slug(row["promotion_id"])
    name = own or slug(f"{'_'.join(names)[:LONGEST_NAME] or way}_{deal_text(of)}_{start:%Y%m%d}")
    return PromotionRow(Promoted(name, of, start, end, yes(row["promotion_mixed"])), way, names)
