"""The menus that say how the board is shown: fields, density, sorting, folding, section."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Stage
from revops_desktop.ui.board import menu_parts
from revops_desktop.ui.board.choices import DENSITIES, FIELDS, SORT_NAMES, Choices


class ViewWishes(NamedTuple):
    """What the entries do; each is handed what was taken."""

    field: Callable[[str], object]
    density: Callable[[object], object]
    sort: Callable[[object], object]
    section: Callable[[object], object]
    unfold: Callable[[], object]
    exported: Callable[[], object]


class ColumnWishes(NamedTuple):
    """What the entries of a column's menu do."""

    create: Callable[[], object]
    choose_all: Callable[[], object]
    fold: Callable[[], object]
    limits: Callable[[], object]


def sections(stages: Sequence[Stage]) -> dict[int, str]:
    """The functions that own stages, by id, in river order."""
    return {
        stage.function_id: stage.band or "" for stage in stages if stage.function_id is not None
    }


def view_menu(
    parent: QWidget, choices: Choices, stages: Sequence[Stage], wishes: ViewWishes
) -> QMenu:
    """Everything about how the board is shown."""
    made = menu_parts.menu(parent)
    menu_parts.heading(made, _("Cards"))
    fields = menu_parts.below(made, _("Fields of a card"))
    for name, text in FIELDS.items():
        ticked = name in choices.fields
        menu_parts.tick(fields, _(text), ticked, partial(wishes.field, name))
    densities = [(name, _(text)) for name, text in DENSITIES.items()]
    menu_parts.choose_one(made, densities, choices.density, wishes.density)
    made.addSeparator()
    menu_parts.heading(made, _("Order of the cards"))
    _sorts(made, choices, wishes)
    made.addSeparator()
    menu_parts.heading(made, _("Columns"))
    inner = menu_parts.below(made, _("Section"))
    entries = [(0, _("All sections")), *sections(stages).items()]
    menu_parts.choose_one(inner, entries, choices.section, wishes.section)
    folded = bool(choices.folded or choices.section)
    menu_parts.add(made, _("Unfold all columns"), wishes.unfold, enabled=folded)
    made.addSeparator()
    menu_parts.add(made, _("Export the board…"), wishes.exported, icon="download")
    return made


def _sorts(where: QMenu, choices: Choices, wishes: ViewWishes) -> None:
    entries = [(name, _(text)) for name, text in SORT_NAMES.items()]
    menu_parts.choose_one(where, entries, choices.sort, wishes.sort)


def column_menu(
    parent: QWidget,
    choices: Choices,
    stage: Stage,
    wishes: ColumnWishes,
    view: ViewWishes,
    *,
    folded: bool,
) -> QMenu:
    """Everything about one column."""
    made, add = menu_parts.menu(parent), menu_parts.add
    add(made, _("New deal here…"), wishes.create, icon="plus")
    add(made, _("Choose all in this column"), wishes.choose_all, key="Ctrl+A")
    made.addSeparator()
    _sorts(menu_parts.below(made, _("Order of the cards")), choices, view)
    text, icon = (_("Unfold"), "unfold-horizontal") if folded else (_("Fold"), "fold-horizontal")
    add(made, text, wishes.fold, icon=icon)
    if stage.function_id is not None and choices.section != stage.function_id:
        only = _("Only the section “{name}”").format(name=stage.band)
        add(made, only, partial(view.section, stage.function_id))
    if choices.folded or choices.section:
        add(made, _("Unfold all columns"), view.unfold)
    made.addSeparator()
    add(made, _("Limits…"), wishes.limits, icon="sliders-horizontal")
    return made
