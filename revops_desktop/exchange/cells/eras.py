"""Japanese eras: which day 令和6年4月1日 is, and whether the era lasted so long."""

from datetime import date, timedelta
from typing import NamedTuple

from revops_desktop.i18n import _


class _Era(NamedTuple):
    name: str
    first: date
    # The first day of the next one.
    ended: date | None


_ERAS = (
    _Era("明治", date(1868, 10, 23), date(1912, 7, 30)),
    _Era("大正", date(1912, 7, 30), date(1926, 12, 25)),
    _Era("昭和", date(1926, 12, 25), date(1989, 1, 8)),
    _Era("平成", date(1989, 1, 8), date(2019, 5, 1)),
    _Era("令和", date(2019, 5, 1), None),
)
_LETTERS = "MTSHR"
_BY_NAME = {
    name: era
    for era, letter in zip(_ERAS, _LETTERS, strict=True)
    for name in (era.name, letter, letter.lower())
}
# For patterns: 令和 and R; ㋿ is 令和 once it is folded.
NAMES = "|".join(era.name for era in _ERAS) + f"|[{_LETTERS}{_LETTERS.lower()}]"


def year_of(era: str, year: str) -> int:
    """The year that a year of an era is, 元 being the first; ValueError where there is no such."""
    number = 1 if year == "元" else int(year)
    if number < 1:
        raise ValueError(year)
    return _BY_NAME[era].first.year + number - 1


def doubt_of(era: str, day: date) -> str | None:
    """What is odd about naming this day by this era: it began later, or was over by then."""
    found = _BY_NAME[era]
    if found.first <= day and (found.ended is None or day < found.ended):
        return None
    if found.ended is None:
        told = _("{era} began on {first}. It was read as {day}.")
        return told.format(era=found.name, first=found.first, day=day)
    return _("{era} lasted from {first} to {last}. It was read as {day}.").format(
        era=found.name, first=found.first, last=found.ended - timedelta(days=1), day=day
    )
