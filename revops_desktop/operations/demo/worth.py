"""What the demo's deals are worth: a first guess, then a quote of lines, then haggling."""

from collections.abc import Callable, Sequence
from math import exp

from revops_desktop.operations.demo.chance import log_normal_table, one_of
from revops_desktop.operations.demo.vocabulary import Offer, Product, Segment

_UNKNOWN_AT_FIRST = 0.06
# A guess at the beginning is rounded and off by about a fifth.
_OFF_BY = log_normal_table(0.2, 2.0)


class Worth:
    """Draws what deals are worth; money in yen, which has no smaller unit."""

    def __init__(
        self,
        segments: Sequence[Segment],
        products: Sequence[Product],
        chance: Callable[[], float],
    ) -> None:
        self._segments, self._products, self._chance = segments, products, chance
        self._sizes = [log_normal_table(segment.spread, 6.0) for segment in segments]
        # log_normal_table has mean 1: the median lies below it.
        self._means = [segment.value * exp(segment.spread**2 / 2) for segment in segments]

    def mean(self) -> float:
        """The mean worth of a deal over all segments."""
        total = sum(segment.weight for segment in self._segments)
        pairs = zip(self._segments, self._means, strict=True)
        return sum(segment.weight * mean for segment, mean in pairs) / total

    def draw(self, segment: int) -> float:
        """What a deal of that segment is worth: one-off + 12 × monthly."""
        return self._means[segment] * one_of(self._sizes[segment], self._chance)

    def guess(self, offer: Offer, worth: float) -> tuple[int | None, int | None]:
        """(one-off, monthly) as estimated at the first touch; both None where nobody asked yet."""
        chance = self._chance
        if chance() < _UNKNOWN_AT_FIRST:
            return None, None
        worth *= one_of(_OFF_BY, chance)
        monthly = _rounded(worth * offer.recurring / 12, 5_000)
        one_off = _rounded(worth * (1 - offer.recurring), 50_000)
        return (
            None if offer.one_off is None else max(one_off, 50_000),
            None if offer.monthly is None else max(monthly, 5_000),
        )

    def lines(self, offer: Offer, worth: float) -> list[tuple[int, int, int]]:
        """(product, quantity, unit price) of a quote of about that worth."""
        found = []
        for product, share in (
            (offer.monthly, worth * offer.recurring / 12),
            (offer.one_off, worth * (1 - offer.recurring)),
        ):
            if product is not None:
                price = self._products[product].price
                quantity = max(1, round(share / price))
                discount = 1 - 0.1 * self._chance() if quantity > 1 else 1.0
                found.append((product, quantity, _rounded(price * discount, 100)))
        return found

    def haggled(self, quantity: int, price: int) -> tuple[int, int]:
        """Quantity and price of a line after negotiation: mostly cheaper, sometimes more of it."""
        chance = self._chance
        if chance() < 0.3:
            return quantity + max(1, round(quantity * 0.3 * chance())), price
        return quantity, _rounded(price * (0.84 + 0.12 * chance()), 100)

    def sums(self, lines: Sequence[tuple[int, int, int]]) -> tuple[int | None, int | None]:
        """(one-off, monthly) of lines (product, quantity, unit price); None where it has none."""
        found: dict[str, int] = {}
        for product, quantity, price in lines:
            billing = self._products[product].billing
            found[billing] = found.get(billing, 0) + quantity * price
        return found.get("one_off"), found.get("monthly")


def _rounded(value: float, step: int) -> int:
    return round(value / step) * step
