"""A proposition: what is sold under one order of approval, payment and delivery. Data: data/propositions.yml."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    APPROVAL = "approval"
    PAYMENT = "payment"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Proposition:
    """`stages` is the order of A, P and D; a `financial` product is always confirmed by voice (P8)."""

    category: str
    stages: tuple[Stage, ...]
    financial: bool = False
    repeats: bool = True
