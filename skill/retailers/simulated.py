"""Simulated retailers behind the same port as real ones: they keep what was ordered, and can refuse or be late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from skill.domain.correction import Correction, CorrectionKind
from skill.domain.market import Outside
from skill.domain.money import Money
from skill.retailers.correction_book import CorrectionBook
from skill.simulated_peer import SimulatedPeer
from skill.usecases.outside_ports import Errand


class SimulatedRetailers:
    """World events change `outside()`; how the next errands go is scripted on `peer`."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.peer = SimulatedPeer("the retailer", path)
        self._outside = Outside()
        self._corrections = CorrectionBook(path)

    def outside(self) -> Outside:
        return self._outside

    def run(self, home: str, errand: Errand) -> None:
        """Does the errand once. Raises OutsideFailed as scripted."""
        self.peer.call(home, errand)
        if errand.kind in ("complain", "take_back"):
            self._give_back(home, errand)

    def _give_back(self, home: str, errand: Errand) -> None:
        """What was claimed is believed at once; a repeat of the errand reports the same again, which counts once."""
        body, retailer, order = errand.body, str(errand.body.get("retailer")), str(errand.body["order"])
        if "whole" in body:
            self.report(home, Correction(errand.key, CorrectionKind.RETURNED, retailer, order=order))
            return
        kind = CorrectionKind.TAKEN_BACK if errand.kind == "take_back" else CorrectionKind.DAMAGED
        for number in range(1, len(body)):
            product, back = body.get(f"product{number}"), Money(int(body.get(f"cents{number}", 0)))
            if product is not None and back:
                self.report(home, Correction(f"{errand.key}:{product}", kind, retailer, -back, order, "", str(product)))

    def received(self, kind: str = "place") -> list[tuple[str, str]]:
        """(home, key) of the errands of a kind that arrived, in order."""
        return [(call.home, call.key) for call in self.peer.calls(kind)]

    def fail_next(self, *faults: str, kind: str | None = None) -> None:
        """See SimulatedPeer."""
        self.peer.fail_next(*faults, kind=kind)

    def report(self, home: str, correction: Correction) -> None:
        """A retailer says of a delivery what is different."""
        self._corrections.report(home, correction)

    def corrections(self, home: str) -> tuple[Correction, ...]:
        return self._corrections.waiting(home)

    def taken(self, home: str, ids: Iterable[str]) -> None:
        self._corrections.taken(home, ids)

    def change_price(self, kind: str, price: Money) -> None:
        self._outside = replace(self._outside, prices={**self._outside.prices, kind: price})

    def end_promotion(self, kind: str) -> None:
        self._outside = replace(self._outside, promotions_ended=self._outside.promotions_ended | {kind})

    def out_of_stock(self, kind_or_product: str) -> None:
        """Of a kind nothing is left, or only not of one product."""
        self._outside = replace(self._outside, out_of_stock=self._outside.out_of_stock | {kind_or_product})

    def slot_gone(self, retailer: str, start: datetime) -> None:
        self._outside = replace(self._outside, slots_gone=self._outside.slots_gone | {(retailer, start)})

    def close(self) -> None:
        self.peer.close()
        self._corrections.close()
