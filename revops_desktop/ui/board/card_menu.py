"""The menu of a card: everything the mouse can do with it, for the keyboard as well."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.board import Stage
from revops_desktop.ui.board import menu_parts, words
from revops_desktop.ui.board.exit_bar import EXIT_ICONS


class Wishes(NamedTuple):
    """What the entries do: `move` is handed a stage's id, `leave` a way out, `change` a word.

    `shift` is handed 1 for one place down, −1 for up.
    """

    open_: Callable[[], object]
    move: Callable[[int], object]
    shift: Callable[[int], object]
    leave: Callable[[str], object]
    change: Callable[[str], object]
    duplicate: Callable[[], object]
    choose: Callable[[], object]
    choose_all: Callable[[], object]


# What several deals may be asked at once: word, text, icon.
def changes() -> tuple[tuple[str, str, str], ...]:
    """The word, the text and the icon of each change that is asked for in a dialog."""
    return (
        ("owner", _("Owner…"), "user"),
        ("tags", _("Tags…"), "tag"),
        ("close", _("Expected close…"), "calendar"),
        ("task", _("Add a task…"), "check"),
    )


def card_menu(
    parent: QWidget,
    stages: Sequence[Stage],
    here: int,
    wishes: Wishes,
    *,
    number: int = 1,
    exits: Sequence[str] | None = None,
    by_hand: bool = True,
) -> QMenu:
    """The menu of a card that stands in `stages[here]`, or of `number` chosen ones.

    `exits` are the ways out that all of them may take; None: those of the stage. `by_hand`: whether
    a card has a place of its own in its column.
    """
    made, add = menu_parts.menu(parent), menu_parts.add
    last = len(stages) - 1
    after, before = stages[min(here + 1, last)].stage_id, stages[max(here - 1, 0)].stage_id
    if number > 1:
        title = ngettext("{number} deal chosen", "{number} deals chosen", number)
        menu_parts.heading(made, title.format(number=count(number)))
        made.addSeparator()
    else:
        add(made, _("Open the deal"), wishes.open_, key="Return", icon="external-link")
        made.addSeparator()
    forward, back = _("Move to the next stage"), _("Move to the stage before")
    add(made, forward, partial(wishes.move, after), key="Ctrl+Right", enabled=here < last)
    add(made, back, partial(wishes.move, before), key="Ctrl+Left", enabled=here > 0)
    if number == 1:
        add(made, _("Up in the column"), partial(wishes.shift, -1), key="Ctrl+Up", enabled=by_hand)
        add(
            made,
            _("Down in the column"),
            partial(wishes.shift, 1),
            key="Ctrl+Down",
            enabled=by_hand,
        )
    targets = menu_parts.below(made, _("Move to"))
    for place, stage in enumerate(stages):
        wanted = number > 1 or place != here
        add(targets, stage.name, partial(wishes.move, stage.stage_id), enabled=wanted)
    targets.addSeparator()
    add(targets, _("Another pipeline…"), partial(wishes.change, "move"))
    made.addSeparator()
    for word, text, icon in changes():
        add(made, text, partial(wishes.change, word), icon=icon)
    made.addSeparator()
    for kind in stages[here].exits if exits is None else exits:
        text = f"{words.exit_name(kind)}…"
        add(made, text, partial(wishes.leave, kind), icon=EXIT_ICONS[kind])
    made.addSeparator()
    add(made, _("Choose, or no longer"), wishes.choose, key="Space")
    add(made, _("Choose all in this column"), wishes.choose_all, key="Ctrl+A")
    made.addSeparator()
    if number == 1:
        add(made, _("Duplicate"), wishes.duplicate, icon="copy")
    add(made, _("Delete"), partial(wishes.change, "delete"), key="Delete", icon="trash-2")
    return made
