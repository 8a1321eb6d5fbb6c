"""Asks once for several deals why they leave the river."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import count, ngettext
from revops_desktop.ui.board.exit_dialog import ExitDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.exits import Reason


class ManyExitDialog(ExitDialog):
    """One reason for all of them, and one day on which recycled ones come back."""

    def __init__(
        self,
        kind: str,
        number: int,
        reasons: "Mapping[str, tuple[Reason, ...]]",
        today: date,
        parent: QWidget | None = None,
        *,
        lists: Sequence[tuple[int, str]] = (),
    ) -> None:
        self._number = number
        super().__init__(kind, "", reasons, today, parent, lists=lists)

    def asked(self) -> str:
        """The question for the way out in force."""
        text = {
            "lost": ngettext(
                "Why was {number} deal lost?", "Why were these {number} deals lost?", self._number
            ),
            "recycled": ngettext(
                "Why does {number} deal not go on now?",
                "Why do these {number} deals not go on now?",
                self._number,
            ),
            "churned": ngettext(
                "Why did the customer of {number} deal leave?",
                "Why did the customers of these {number} deals leave?",
                self._number,
            ),
        }[self.kind]
        return text.format(number=count(self._number))
