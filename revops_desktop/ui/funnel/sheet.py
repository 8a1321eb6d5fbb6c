"""What each tab of the funnel page is: it asks while it is in front, and keeps the old picture."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period
from revops_desktop.ui import texts, theme
from revops_desktop.ui.funnel.period_box import period_text

if TYPE_CHECKING:
    from revops_desktop.analytics.filters import Filter
    from revops_desktop.ui.actions import Actions, ChangedLike


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks of: a pipeline, a period, some deals; and what day it is there."""

    pipeline_id: int
    period: Period
    only: "Filter"
    now: int
    today: date
    currency: str
    zone: str

    @property
    def of_period(self) -> dict[str, Any]:
        """As a question of a period takes it."""
        return {"pipeline_id": self.pipeline_id, "period": self.period, "only": self.only}

    @property
    def of_now(self) -> dict[str, Any]:
        """As a question of what stands now takes it."""
        return {"pipeline_id": self.pipeline_id, "now": self.now, "only": self.only}

    @property
    def period_text(self) -> str:
        """The period in words."""
        return period_text(self.period)


class Sheet(QWidget):
    """A tab. `tools` stand beside the tabs while it is in front; `note` is their first word.

    `answered` when it has drawn an answer, `remembered` when a choice of its own changed, `wanted`
    when it must be asked anew.
    """

    key: ClassVar[str] = ""

    answered = Signal()
    remembered = Signal()
    wanted = Signal()

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_ = actions
        # What the picture on screen is of; None before the first answer.
        self.shown: Asked | None = None
        self.tools = QWidget()
        self.tools_row = QHBoxLayout(self.tools)
        self.tools_row.setContentsMargins(0, 0, 0, 0)
        self.tools_row.setSpacing(theme.current().space_2)
        self.note = texts.label("", "muted")
        # A long note is cut before it pushes the choices out.
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.tools_row.addWidget(self.note, 1)
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(theme.current().space_2)
        # Other tabs count other deals by the same words.
        self.counted = texts.paragraph("", "muted")
        self.counted.hide()
        self.layout_.addWidget(self.counted)
        self.empty = texts.paragraph("", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.hide()
        self.layout_.addWidget(self.empty)

    @staticmethod
    def name() -> str:
        """The name on its tab, in the language in force."""
        raise NotImplementedError

    def ask(self, asked: Asked) -> None:
        """Asks in the background, and shows the answer when it is there."""
        raise NotImplementedError

    def notice(self, changed: "ChangedLike") -> None:
        """Something was written, whether the tab is seen or not."""

    def state(self) -> dict[str, str]:
        """Its own choices, to be remembered."""
        return {}

    def recall(self, state: dict[str, str]) -> None:
        """Its choices as they were left."""

    def say_empty(self, is_empty: bool, asked: Asked, why: str = "") -> None:
        """Says why there is nothing, where there is nothing; without a `why`: no deal at all."""
        from revops_desktop.analytics.filters import EVERYTHING

        self.empty.setVisible(is_empty)
        if not is_empty:
            return
        if asked.only != EVERYTHING:
            text = _("No deal is meant by the filter. Take a condition away, or clear the filter.")
        elif why:
            text = why
        else:
            text = _("No deal yet. Add one on the board, or import a list, and the funnel fills.")
        self.empty.setText(text)

    def set_counted(self, text: str) -> None:
        """Which deals are counted here, and by which day, as a short sentence."""
        self.counted.setText(text)
        self.counted.setVisible(bool(text))

    def set_note(self, text: str) -> None:
        """What the sheet is of, beside its choices; the whole of it as a tip."""
        self.note.setText(text)
        texts.set_tool_tip(self.note, text)
