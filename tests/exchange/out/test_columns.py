"""Nothing is forgotten when everything goes out."""

import pytest
from sqlalchemy import Integer

from revops_desktop import i18n
from revops_desktop.database import tables
from revops_desktop.exchange.out.columns import FOLLOWING, NAMES, TITLES, described, referred
from revops_desktop.exchange.out.shapes import shapes
from revops_desktop.exchange.out.whole_parts import COLUMNS, CONTENTS, LONG_TEXTS

TEXT_KINDS = {"text", "day", "month"}


def test_every_table_and_column_is_decided() -> None:
    """A new one fails here until `columns.py` says how it goes out."""
    assert set(TITLES) == {table.name for table in tables.JOURNALED}
    for table in tables.JOURNALED:
        for column in table.columns:
            if column.name in FOLLOWING:
                continue
            kind = described(column).kind
            assert isinstance(column.type, Integer) == (kind not in TEXT_KINDS), str(column)
            other = referred(column)
            assert (other is not None) == (kind == "reference"), str(column)
            assert other is None or other.name in NAMES, str(column)
            assert kind != "instant" or column.name.endswith("_at") or column.name == "as_of"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_titles_and_headings_can_be_told_apart(language: str) -> None:
    with i18n.use_language(language):
        every = shapes()
    titles = [shape.title.casefold() for shape in every]
    assert len({*titles, CONTENTS, COLUMNS, LONG_TEXTS}) == len(titles) + 3
    assert all(len(title) <= 31 for title in titles)
    for shape in every:
        assert len(set(shape.headings)) == len(shape.headings), shape.table.name
        assert all(heading == " ".join(heading.split()) for heading in shape.headings)
