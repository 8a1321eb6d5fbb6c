"""Money, shares and counts are written in one place: `i18n`. This finds who does it by hand."""

import re
from collections.abc import Iterator

import pytest

from tests.source import PACKAGE, Module, read

THE_ONE_PLACE = f"{PACKAGE}.i18n"
# Where people read figures; the others write files, or speak to machines.
READ = tuple(f"{PACKAGE}.{room}." for room in ("ui", "analytics", "reports"))
# Written exactly as they are typed or kept, sizes of files, or coordinates of a page.
OTHERWISE = {
    *(f"{PACKAGE}.ui.{name}" for name in ("tables.columns", "status_line", "fields.limit_editor")),
    *(f"{PACKAGE}.analytics.recycle", f"{PACKAGE}.reports.sheet", f"{PACKAGE}.reports.pen"),
}
BY_HAND = {
    "a number": re.compile(r"\{[^{}]*:(?:\+)?(?:,|,?\.\d+f)\}"),
    "a share": re.compile(r"\*\s*100\b[^\n]*%[\"']|:g\}\s?%"),
    "money": re.compile(r"f[\"'][^\"']*[¥$€£]\{"),
}


def by_hand(module: Module) -> Iterator[str]:
    """Lines that put a figure into words without `i18n`."""
    for number, text in enumerate(module.text.splitlines(), 1):
        for what, pattern in BY_HAND.items():
            if pattern.search(text):
                yield f"{module.name}:{number} writes {what} by hand"


def test_figures_are_written_by_i18n_alone() -> None:
    found = [
        line
        for module in read(PACKAGE)
        if module.name.startswith(READ) and module.name not in OTHERWISE
        for line in by_hand(module)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "f'{number:,}'",
        "f'{share * 100:.1f}%'",
        "f'{points / 100:g}%'",
        "f'¥{amount}'",
        "f'{mean:.1f}'",
        "f'{x:+.0f}'",
    ],
)
def test_a_figure_written_by_hand_is_found(text: str) -> None:
    assert list(by_hand(Module(f"{PACKAGE}.ui.page", text)))
