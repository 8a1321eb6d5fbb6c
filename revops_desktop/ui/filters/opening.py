"""Makes the panels of the filter bar's popup: asks what can be chosen, takes the one that fits."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from revops_desktop.analytics.filter_values import FilterWords, offered
from revops_desktop.i18n import _
from revops_desktop.rules.custom_fields import SUBJECT_LABELS
from revops_desktop.rules.filtering import LABELS, Condition, shape_of
from revops_desktop.ui.filters.lists import Line
from revops_desktop.ui.filters.popups import (
    AnyOfPanel,
    BoundsPanel,
    ConditionPanel,
    WhatPanel,
    WordsPanel,
)
from revops_desktop.ui.filters.words import ME, label_of

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


def what_panel(known: FilterWords) -> WhatPanel:
    """What can be filtered by: the program's own fields, then the owner's."""
    lines = [Line(about, _(label)) for about, label in LABELS.items()]
    for one in known.fields.values():
        lines.append(Line(one.about, one.name, _(SUBJECT_LABELS[one.subject])))
    return WhatPanel(lines)


def condition_panel(
    actions: "Actions",
    known: FilterWords,
    said: Condition,
    *,
    today: Callable[[], date],
    pipeline_id: int | None,
) -> ConditionPanel:
    """The panel of a condition."""
    title = label_of(said.about, {about: one.name for about, one in known.fields.items()})
    shape = shape_of(said.about)
    if shape == "words":
        return WordsPanel(title, said)
    if shape != "any_of":
        return BoundsPanel(title, said, currency=known.currency, today=today)
    found = actions.ask(offered, about=said.about, pipeline_id=pipeline_id)
    lines = [Line(one.value, one.name, one.under) for one in found]
    if said.about == "owner":
        lines.insert(0, Line(ME, _("Me")))
    # What is chosen and not offered any more can still be taken away.
    there = {line.value for line in lines} | {None}
    for value in said.values:
        if value not in there:
            name = known.names.get((said.about, value), str(value))
            lines.append(Line(value, name))
    return AnyOfPanel(title, said, lines)
