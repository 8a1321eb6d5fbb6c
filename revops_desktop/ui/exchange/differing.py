"""The button that offers to change what is here and differs from a file."""

from PySide6.QtWidgets import QPushButton

from revops_desktop.i18n import count, ngettext
from revops_desktop.ui import texts


def offer_change(button: QPushButton, number: int) -> None:
    """Says of how many records; with none the button is not seen."""
    words = ngettext(
        "Change {number} record that is here and differs",
        "Change {number} records that are here and differ",
        number,
    ).format(number=count(number))
    button.setText(texts.button_text(words))
    button.setAccessibleName(words)
    button.setVisible(number > 0)
