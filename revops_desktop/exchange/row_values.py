"""What the cells of a row say: every field's value, or all that is wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from revops_desktop.exchange.cell_reader import CellReader
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.record_cells import corporate_number, tag_names
from revops_desktop.exchange.refusals import CellRefused, Remarks, RowRefused
from revops_desktop.i18n import _
from revops_desktop.operations.known_fields import NewValue

# What the custom fields of a row hold, and which of them it empties, among its values: no field is
# called so.
CUSTOM = "custom fields"
EMPTIED = "emptied custom fields"
# The key made of a deal's row: by it the same row is known again after it changed the deal.
OWN_KEY = "key of the row"

# Fields whose text means more than itself.
CONVERTED: Mapping[str, Callable[[str], Any]] = {
    "corporate_number": corporate_number,
    "tags": tag_names,
}


def read_custom(readers: Sequence[CellReader], cells: Sequence[str]) -> tuple[NewValue, ...]:
    """What the custom fields of a row hold; all that is wrong with them is raised together."""
    values: list[NewValue] = []
    problems: list[CellRefused] = []
    for read in readers:
        try:
            value = read(cells)
        except CellRefused as problem:
            problems.append(problem)
        else:
            if value is not None:
                values.append(value)
    if problems:
        raise RowRefused(problems)
    return tuple(values)


def read_fields(fields: Mapping[str, CellReader], cells: Sequence[str]) -> dict[str, Any]:
    """Every field of a row; all that is wrong with it is raised together."""
    values: dict[str, Any] = {}
    problems: list[CellRefused] = []
    for name, read in fields.items():
        try:
            values[name] = read(cells)
        except CellRefused as problem:
            problems.append(problem)
    if problems:
        raise RowRefused(problems)
    return values


class NotHere(RowRefused):
    """A row that means nobody, where only what is here is to be changed."""


def said(
    values: Mapping[str, Any],
    fields: Mapping[str, CellReader],
    custom: Sequence[CellReader],
    blank_erases: bool,
) -> dict[str, Any]:
    """What a row says of a record that is here; an empty cell says something only if it erases."""
    found = {
        name: values.get(name)
        for name in fields
        if name != "created" and (blank_erases or values.get(name) is not None)
    }
    # Named by its number.
    if values.get("company") is not None:
        found["company"] = values["company"]
    if values[CUSTOM]:
        found[CUSTOM] = values[CUSTOM]
    if blank_erases and custom:
        filled = {value[0] for value in values[CUSTOM]}
        found[EMPTIED] = tuple(one.field_id for one in custom if one.field_id not in filled)
    return found


def meet_company(values: dict[str, Any], gathering: Gathering) -> None:
    """A company that the row names by its number in the source becomes a reference, if it is here
    or new; by a number alone that nobody has, the row is of no company (see `remark_without`)."""
    number = values.get("company_key")
    if number is not None:
        found = gathering.numbered("companies", number)
        if found is not None:
            values["company"] = found


def remark_without(
    values: Mapping[str, Any], fields: Mapping[str, CellReader], remarks: Remarks
) -> None:
    """Remarks that a row makes a record of no company, though it names one by its number."""
    number = values.get("company_key")
    if number is not None and values.get("company") is None:
        remarks.note(
            fields["company_key"].column,
            number,
            _(
                "There is no company with this number, neither here nor in the files. The row was "
                "taken without it. Please import the companies too, and then this file again with "
                "“{choice}” (--mode both)."
            ).format(choice=_("Bring in what is new, and change what is here")),
        )


def refuse_unless_made(mode: Mode) -> None:
    """Raises RowRefused where only what is here is to be changed, and this is not."""
    if mode == "update":
        problem = _(
            "It is not here, and only what is here was to be changed. Please choose “{choice}” "
            "(--mode both) to add it too."
        ).format(choice=_("Bring in what is new, and change what is here"))
        raise NotHere([CellRefused(problem)])


def converted(convert: Callable[[str], Any], value: str, reader: CellReader) -> Any:
    """The value of a text that was read; RowRefused where it means nothing."""
    try:
        return convert(value)
    except CellRefused as problem:
        problem.column, problem.value = reader.column, value
        raise RowRefused([problem]) from None
