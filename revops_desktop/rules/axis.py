"""Round values along an axis, for window and print alike."""

from math import ceil, floor, log10


def upwards(highest: float) -> list[float]:
    """Round values from 0 to at least the highest, three or four of them."""
    if highest <= 0:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(highest / 3))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part * 3.4 >= highest)
    values = [0.0]
    while values[-1] < highest:
        values.append(values[-1] + step)
    return values


def around(lowest: float, highest: float) -> list[float]:
    """Round values that hold 0 and everything from the lowest to the highest."""
    if lowest >= 0:
        return upwards(highest)
    span = max(highest, 0.0) - lowest
    size = 10.0 ** floor(log10(span / 3))
    step = next(size * part for part in (1, 2, 2.5, 5, 10) if size * part * 3.4 >= span)
    first, last = floor(lowest / step), ceil(max(highest, 0.0) / step)
    return [place * step for place in range(first, last + 1)]
