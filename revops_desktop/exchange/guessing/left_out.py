"""Which columns of a file say something and come in nowhere, by a mapping as it is."""

from collections.abc import Sequence
from dataclasses import replace

from revops_desktop.exchange.cells.money import plain_heading
from revops_desktop.exchange.guessing.columns import custom_places
from revops_desktop.exchange.guessing.evidence import seen
from revops_desktop.exchange.guessing.here import Here
from revops_desktop.exchange.guessing.known_mappings import fitted
from revops_desktop.exchange.mapping import Source
from revops_desktop.exchange.reading.layout import Look
from revops_desktop.exchange.refused_rows import is_reason
from revops_desktop.rules.text import match_key


def columns_left_out(
    found: Look, source: Source, here: Here, files: Sequence[str] = ()
) -> tuple[str, ...]:
    """The names of such columns, as far as the rows that were looked at tell.

    `files` are the names of those that come in together.
    """
    columns = seen(found)
    plain = [plain_heading(column.name, here.currency) for column in columns]
    # 金額(千円) is the column 金額 of a mapping.
    named = [
        *columns,
        *(replace(one, name=name) for one, name in zip(columns, plain, strict=True) if name),
    ]
    taken = fitted(source, named, files)
    keys = {match_key(name) for name in taken.column_names()}
    keys |= {match_key(join.here) for join in taken.joins}
    own = custom_places(source.kind, columns, here.fields)
    return tuple(
        column.name
        for column, name in zip(columns, plain, strict=True)
        if column.name
        and not column.is_empty
        and column.place not in own
        and not is_reason(column.name)
        and not {match_key(column.name), match_key(name)} & keys
    )
