"""Round values along an axis, for window and print alike."""

from math import ceil, floor, log10


def upwards(highest: float, *, whole: bool = False) -> list[float]:
    """Round values from 0 to at least the highest, three or four; `whole`: numbers of things."""
    if highest <= 0:
        return [0.0, 1.0]
    step = _step(highest, whole)
    values = [0.0]
    while values[-1] < highest:
        values.append(values[-1] + step)
    return values


def around(lowest: float, highest: float, *, whole: bool = False) -> list[float]:
    """Round values that hold 0 and everything from the lowest to the highest."""
    if lowest >= 0:
        return upwards(highest, whole=whole)
    step = _step(max(highest, 0.0) - lowest, whole)
    first, last = floor(lowest / step), ceil(max(highest, 0.0) / step)
    return [place * step for place in range(first, last + 1)]


def _step(span: float, whole: bool) -> float:
    size = 10.0 ** floor(log10(span / 3))
    parts: tuple[float, ...] = (1, 2, 2.5, 5, 10)
    if whole and size <= 1:
        size, parts = 1.0, (1, 2, 5, 10)
    return next(size * part for part in parts if size * part * 3.4 >= span)
