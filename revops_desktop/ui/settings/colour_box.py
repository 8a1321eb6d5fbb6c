"""Chooses the colour of a stage or a function: by name, with a mark that shows it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.fields.one_value import ChoiceEditor

# Quiet colours, as the templates use them: a board shows a dozen beside each other.
COLOURS = (
    ("#4f79a8", N_("Blue")),
    ("#7d9cc0", N_("Light blue")),
    ("#3f8a8c", N_("Teal")),
    ("#62a3a4", N_("Light teal")),
    ("#5c8a58", N_("Green")),
    ("#8bb085", N_("Light green")),
    ("#c9a777", N_("Sand")),
    ("#a8783f", N_("Ochre")),
    ("#a8564f", N_("Red")),
    ("#a85f86", N_("Rose")),
    ("#7a649e", N_("Purple")),
    ("#5a6374", N_("Grey")),
)


# (what the data are, the name, the colour that is shown)
Choices = Sequence[tuple[str, str, str]]


def colour_box(chosen: str, choices: Choices | None = None) -> QComboBox:
    """A box of colours, those above unless others are offered; its data say which.

    One that has no name here stays as it is.
    """
    box = QComboBox()
    box.setMaxVisibleItems(14)
    for key, name, colour in choices or [(one, _(name), one) for one, name in COLOURS]:
        box.addItem(dot(colour), name, key)
    if box.findData(chosen) < 0:
        box.insertItem(0, dot(chosen), _("As it is"), chosen)
    box.setCurrentIndex(box.findData(chosen))
    return box


class ColourEditor(ChoiceEditor):
    """The colour of what is edited in place; one that has no name here stays as it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, (), required=True, parent=parent)

    def _fill(self, value: Any) -> None:
        self._choices = tuple((one, _(name)) for one, name in COLOURS)
        if value is not None and value not in dict(COLOURS):
            self._choices = ((value, _("As it is")), *self._choices)
        super()._fill(value)
        for place in range(self.box.count()):
            self.box.setItemIcon(place, dot(self.box.itemData(place)))
