"""What deals went on over as a list: which criterion of which stage, why, who, and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui.figures.deals import DealsList, open_deals
from revops_desktop.ui.tables.text_list import FileValue

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.overrides import PassedOver
    from revops_desktop.ui.actions import Actions

_AT = 6


class OverridesModel(DealsList):
    """One row for each criterion that a deal went on without."""

    plain = ("deal", "company", "stage", "text", "reason", "member")
    width = 1100
    widths = (0, 130, 110, 190, 190, 100, 150)
    sorted_by = _AT

    def named(self) -> list[str]:
        return [
            *(_("Deal"), _("Company"), _("Stage"), _("What was missing"), _("Why it went on")),
            *(_("Member"), _("When")),
        ]

    def counted(self, number: int) -> str:
        return times(number)

    def sort_value(self, row: "PassedOver", column: int) -> Any:
        return float(row.at) if column == _AT else super().sort_value(row, column)

    def texts(self, row: "PassedOver") -> list[str]:
        said = [row.deal, row.company, row.stage, row.text, row.reason, row.member]
        return [*said, i18n.instant(row.at, self.about.zone)]

    def tip(self, row: "PassedOver", column: int) -> str:
        # Sentences are longer than their cells.
        return self.texts(row)[column] if column < _AT else ""

    def values(self, row: "PassedOver") -> list[FileValue]:
        local = datetime.fromtimestamp(row.at, ZoneInfo(self.about.zone)).replace(tzinfo=None)
        return [*self.texts(row)[:_AT], local.isoformat(" ", "minutes")]


def times(number: int) -> str:
    """How often something was gone over, in words."""
    return ngettext("{n} time", "{n} times", number).format(n=i18n.count(number))


def open_overrides(
    parent: "QWidget", actions: "Actions", title: str, tip: str = "", **arguments: Any
) -> None:
    """Opens what deals went on over, once it is read (analytics/overrides.passed_over)."""
    from revops_desktop.analytics.overrides import passed_over

    open_deals(parent, actions, title, tip, passed_over, OverridesModel, **arguments)
