"""Is a difference more than chance? Small exact tests, plain numbers in and out (domain.md §6)."""

from math import comb, erfc, exp, gcd, lgamma, log, log1p, sqrt

LEVEL = 0.05
# Fewer cases than this on either side prove nothing about a share.
FEWEST_CASES = 20
_MANY = 2000


def counts_differ(now: int, before: int, periods: int) -> bool:
    """Whether a count differs from the `periods` equally long periods before by more than chance.

    Given their sum, the newest count of equal streams is binomial with 1 ÷ (periods + 1); exact,
    two-sided at 5 %.
    """
    return chance_of_count(now, before, periods) < LEVEL


def chance_of_count(now: int, before: int, periods: int) -> float:
    """How likely a count lies as far from the `periods` before it by luck alone (0 to 1).

    Two-sided, as `counts_differ` says.
    """
    total = now + before
    if total == 0 or periods < 1:
        return 1.0
    share = 1 / (periods + 1)
    if total > _MANY:
        spread = sqrt(total * share * (1 - share))
        return erfc(max(0.0, abs(now - total * share) - 0.5) / spread / sqrt(2))
    at_least = sum(_binomial(total, number, share) for number in range(now, total + 1))
    at_most = sum(_binomial(total, number, share) for number in range(now + 1))
    return min(1.0, 2 * min(at_least, at_most))


def shares_differ(some: int, n: int, others: int, others_n: int) -> bool | None:
    """Whether two shares differ by more than chance: two-sided, pooled, 5 %.

    None where either side has fewer than 20 cases: nothing may be said then.
    """
    if min(n, others_n) < FEWEST_CASES:
        return None
    return chance_of_difference(some, n, others, others_n) < LEVEL


def chance_of_difference(some: int, n: int, others: int, others_n: int) -> float:
    """How likely two shares lie as far apart by luck alone: two-sided, pooled (0 to 1).

    1 where either side has fewer than 20 cases: nothing may be said then.
    """
    lower = _standard_errors_below(some, n, others, others_n)
    return 1.0 if lower is None else erfc(abs(lower) / sqrt(2))


def chance_of_lower(some: int, n: int, others: int, others_n: int) -> float:
    """How likely a share is as far below another by luck alone: one-sided, pooled (0 to 1).

    1 where either side has fewer than 20 cases: nothing may be said then.
    """
    lower = _standard_errors_below(some, n, others, others_n)
    return 1.0 if lower is None else erfc(lower / sqrt(2)) / 2


def _standard_errors_below(some: int, n: int, others: int, others_n: int) -> float | None:
    """How far a share lies below another, pooled; None where nothing may be said of it."""
    if min(n, others_n) < FEWEST_CASES:
        return None
    pooled = (some + others) / (n + others_n)
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / others_n))
    return (others / others_n - some / n) / spread if spread else None


def chance_of_more(now: int, before: int, part: float) -> float:
    """How likely a count is as large by luck alone, had its time had `part` of all (0 to 1).

    Given their sum, the count of one stretch of an even stream is binomial; exact, one-sided,
    and by the normal curve where there are so many that it makes no difference.
    """
    total = now + before
    if total == 0:
        return 1.0
    if total > _MANY:
        spread = sqrt(total * part * (1 - part))
        return erfc((now - 0.5 - total * part) / spread / sqrt(2)) / 2
    return min(1.0, sum(_binomial(total, number, part) for number in range(now, total + 1)))


def shrunk(won: int, lost: int, configured: int, k: int = 10) -> float:
    """Measured probability in basis points: few cases leave it near the configured one.

    (won + k · configured) ÷ (won + lost + k), domain.md §5.
    """
    part, whole = shrunk_exactly(won, lost, configured, k)
    return part * 10_000 / whole


def shrunk_exactly(won: int, lost: int, configured: int, k: int = 10) -> tuple[int, int]:
    """The same unrounded, as a part of an even whole; `configured` in basis points."""
    part, half = won * 10_000 + k * configured, (won + lost + k) * 5_000
    divisor = gcd(part, half)
    return part // divisor, 2 * (half // divisor)


def _binomial(n: int, number: int, share: float) -> float:
    if n < 500:
        return comb(n, number) * share**number * (1 - share) ** (n - number)
    ways = lgamma(n + 1) - lgamma(number + 1) - lgamma(n - number + 1)
    return exp(ways + number * log(share) + (n - number) * log1p(-share))
