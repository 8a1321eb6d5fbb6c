"""How long what was deleted can be had back."""

from revops_desktop.rules.periods import DAY

# What lies in the trash for so many days loses its names and texts.
KEPT_DAYS = 90


def expired_before(at: int) -> int:
    """What went into the trash before this instant is let go of at `at` (UTC seconds)."""
    return at - KEPT_DAYS * DAY


def days_left(deleted_at: int, at: int) -> int:
    """For how many whole days yet a record can be had back; never below 0."""
    return max(0, (deleted_at - expired_before(at)) // DAY)
