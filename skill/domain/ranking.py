"""Which offer comes first for whom: criteria in the order of a person's profile. Nothing else moves an offer, and no
retailer can pay for a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from skill.domain.catalogue import DIETARY, Catalogue, Product
from skill.domain.home import PackSize, Preferences
from skill.domain.offer import Offer
from skill.domain.person import Profile
from skill.domain.unit_price import cents_per_content

SUSTAINABLE = frozenset({"organic", "eco", "fairtrade", "recycled", "renewable", "free_range", "solar", "wind"})
"""Labels that tell of how something was made."""


FAR_BELOW = 100
"""More than anybody can like of one offer."""


class Criterion(StrEnum):
    """What may count. Each compares two offers; where they are equal the next one decides."""

    SAME_DIET = "same_diet"
    LAST_BOUGHT = "last_bought"
    KNOWN = "known"
    NEW = "new"
    PREFERRED = "preferred"
    KNOWN_BRAND = "known_brand"
    UNIT_PRICE = "unit_price"
    TOTAL = "total"
    DELIVERY = "delivery"
    SUSTAINABLE = "sustainable"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The criteria of each profile, what counts first in front; a profile without any looks at the unit price."""

    profiles: Mapping[Profile, tuple[Criterion, ...]] = field(default_factory=dict)

    def of(self, profile: Profile) -> tuple[Criterion, ...]:
        return self.profiles.get(profile, (Criterion.UNIT_PRICE,))


class Household:
    """What a home bought before (products, the latest first) and what it prefers, made ready for many offers."""

    def __init__(self, catalogue: Catalogue, bought: Iterable[str], preferences: Preferences) -> None:
        self.catalogue = catalogue
        self.rank = {product: at for at, product in enumerate(bought)}
        self.preferences = preferences
        known = [catalogue.products[product] for product in self.rank if product in catalogue.products]
        self.brands = frozenset(product.brand for product in known if product.brand)
        self.last_of_kind: dict[str, Product] = {}
        for product in known:
            self.last_of_kind.setdefault(product.kind, product)

    def same_diet(self, product: Product) -> bool:
        """As was told of this kind, where there is such a thing; else as what they had last of it. Who bought none of
        it before is offered what is of no diet first."""
        told = self._labels_of(product.kind) & DIETARY
        if told and any(told <= each.dietary for each in self.catalogue.of_kind(product.kind)):
            return told <= product.dietary
        last = self.last_of_kind.get(product.kind)
        return product.dietary == (last.dietary if last else frozenset())

    def prefers_brand(self, product: Product) -> bool:
        return product.brand is not None and self.preferences.brands.get(product.kind) == product.brand

    def prefers_retailer(self, offer: Offer) -> bool:
        return self.preferences.retailers.get(offer.quote.category) == offer.quote.retailer

    def fits_size(self, product: Product) -> Fraction:
        """How near it is to the pack that is preferred: 1 for the largest (or smallest) of its kind that there is, and
        nothing where none is preferred."""
        size = self.preferences.sizes.get(product.kind) or self.preferences.sizes.get("")
        if size is None:
            return Fraction(0)
        unit, amount = product.size.unit, product.size.amount
        amounts = [each.size.amount for each in self.catalogue.of_kind(product.kind) if each.size.unit == unit]
        return Fraction(amount, max(amounts)) if size is PackSize.LARGE else Fraction(min(amounts), amount)

    def likes(self, offer: Offer) -> Fraction:
        """What was told of this offer's brand, shop, pack and labels, each as much as the others; what somebody would
        rather not have is below all else."""
        product = self.catalogue.products[offer.line.product]
        labels = len(self.preferred_labels(product))
        liked = self.prefers_brand(product) + self.prefers_retailer(offer) + self.fits_size(product) + labels
        avoided = bool({product.brand, offer.quote.retailer, *product.labels} & self.preferences.avoided)
        return liked - FAR_BELOW * avoided

    def preferred_labels(self, product: Product) -> frozenset[str]:
        return product.labels & self._labels_of(product.kind)

    def _labels_of(self, kind: str) -> frozenset[str]:
        """What was told of this kind and of everything."""
        labels = self.preferences.labels
        return labels.get("", frozenset()) | labels.get(kind, frozenset())


def unit_cents(catalogue: Catalogue, offer: Offer) -> Fraction:
    """Cents per gram, millilitre or piece, promotion, deposit and delivery shared out over the line."""
    return cents_per_content(offer.quote.total, catalogue.products[offer.line.product].size, offer.line.quantity)


def rank(offers: Iterable[Offer], criteria: tuple[Criterion, ...], household: Household) -> list[Offer]:
    """Best first, each with the reasons that are true of it. Equal ones by product, then as they came: in the home's
    own order of retailers."""
    catalogue = household.catalogue
    priced = [(unit_cents(catalogue, offer), offer) for offer in offers]
    if not priced:
        return []
    cheapest = min(priced, key=lambda each: each[0])[1]
    keyed = [
        (
            (*(_worth(criterion, offer, price, household) for criterion in criteria), offer.line.product),
            replace(offer, reasons=_reasons(offer, household, cheapest=offer is cheapest)),
        )
        for price, offer in priced
    ]
    keyed.sort(key=lambda each: each[0])
    return [offer for _, offer in keyed]


def _worth(criterion: Criterion, offer: Offer, unit_price: Fraction, household: Household) -> int | Fraction:
    """Less is better."""
    product = household.catalogue.products[offer.line.product]
    match criterion:
        case Criterion.SAME_DIET:
            return not household.same_diet(product)
        case Criterion.LAST_BOUGHT:
            return household.rank.get(product.id, len(household.rank))
        case Criterion.KNOWN:
            return product.id not in household.rank
        case Criterion.NEW:
            return product.id in household.rank
        case Criterion.PREFERRED:
            return -household.likes(offer)
        case Criterion.KNOWN_BRAND:
            return product.brand not in household.brands
        case Criterion.UNIT_PRICE:
            return unit_price
        case Criterion.TOTAL:
            return offer.quote.total.cents
        case Criterion.DELIVERY:
            return int(offer.quote.slot.start.timestamp()) if offer.quote.slot else 0
        case Criterion.SUSTAINABLE:
            return not product.labels & SUSTAINABLE


def _reasons(offer: Offer, household: Household, *, cheapest: bool) -> tuple[str, ...]:
    """All that are true, what says most last."""
    product = household.catalogue.products[offer.line.product]
    last = household.last_of_kind.get(product.kind)
    before = "new" if product.id not in household.rank else "last_bought" if last is product else "known"
    true = {
        "sustainable": bool(product.labels & SUSTAINABLE),
        "known_brand": before == "new" and product.brand in household.brands,
        before: True,
        "preferred_label": bool(household.preferred_labels(product)),
        "preferred_size": household.fits_size(product) == 1,
        "preferred_retailer": household.prefers_retailer(offer),
        "preferred_brand": household.prefers_brand(product),
        "promotion": offer.line.promotion is not None,
        "cheapest": cheapest,
    }
    return tuple(reason for reason, holds in true.items() if holds)


def decided_by(best: Offer, other: Offer, criteria: tuple[Criterion, ...], household: Household) -> Criterion | None:
    """The first criterion by which two offers differ, and so why one stands before the other; None when none does."""
    catalogue = household.catalogue
    for criterion in criteria:
        here = _worth(criterion, best, unit_cents(catalogue, best), household)
        if here != _worth(criterion, other, unit_cents(catalogue, other), household):
            return criterion
    return None
