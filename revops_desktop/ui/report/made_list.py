"""The lists of the reports that were made, and of what is known newer than one of them."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.i18n import NOTHING, _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from revops_desktop.analytics.kept_reports import KeptReport, Newer

_LANGUAGES = {"ja": "日本語", "en": "English"}
_LOWEST = float("-inf")


class MadeList(TextList):
    """A row a report: which, in what language, made when and by whom, how long, what was done."""

    right = frozenset((4, 5))
    widths = (0, 74, 150, 88, 56, 84)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = "UTC"
        self._many_rivers = False
        self.headings = [
            *(_("Report"), _("Language"), _("Made on")),
            *(_("By"), _("Pages"), _("Actions")),
        ]

    def show(self, kept: "Sequence[KeptReport]", zone: str) -> None:
        """Shows the reports; `zone`: of the business."""
        self._zone = zone
        self._many_rivers = len({one.pipeline for one in kept}) > 1
        self.take(tuple(kept))

    def name(self, row: "KeptReport") -> str:
        """Which report it is."""
        words = [i18n.month(row.month)]
        if row.kind == "one_page":
            words.append(_("one page"))
        if self._many_rivers:
            words.append(row.pipeline)
        return " · ".join(words)

    def texts(self, row: "KeptReport") -> list[str]:
        decided = f"{row.decided} / {row.actions}" if row.actions else NOTHING
        pages = i18n.count(row.pages) if row.pages else NOTHING
        made = i18n.instant(row.made_at, self._zone)
        language = _LANGUAGES.get(row.language, row.language)
        return [self.name(row), language, made, row.member or NOTHING, pages, decided]

    def values(self, row: "KeptReport") -> list[FileValue]:
        day = local_day(row.made_at, self._zone).isoformat()
        return [self.name(row), row.language, day, row.member, row.pages, row.decided]

    def sort_value(self, row: "KeptReport", column: int) -> Any:
        if column == 0:
            return f"{row.month} {row.made_at:012d}"
        keys = {2: row.made_at, 4: row.pages, 5: row.decided}
        return keys[column] if column in keys else super().sort_value(row, column)

    def heading_tip(self, column: int) -> str:
        return _("How many of its actions were done or dropped") if column == 5 else ""

    def tip(self, row: "KeptReport", column: int) -> str:
        return "" if row.file == "kept" else _("Its PDF is not kept; its figures are.")

    def is_weak(self, row: "KeptReport", column: int) -> bool:
        return row.file != "kept"


class NewerList(TextList):
    """A row a figure that would be another one today."""

    right = frozenset((1, 2))
    widths = (0, 100, 100)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = ""
        self.headings = [_("Figure"), _("In the report"), _("Now")]

    def show(self, newer: "Sequence[Newer]", currency: str) -> None:
        """Shows the figures in the report's order."""
        self._currency = currency
        self.take(tuple(enumerate(newer)))

    def texts(self, row: "tuple[int, Newer]") -> list[str]:
        from revops_desktop.analytics.wording import wording

        one = row[1]
        text = wording(one.unit, self._currency).text
        name = f"{one.name} · {one.of}" if one.of else one.name
        return [
            name,
            _with_cases(text(one.then), one.then_n),
            _with_cases(text(one.now), one.now_n),
        ]

    def values(self, row: "tuple[int, Newer]") -> list[FileValue]:
        from revops_desktop.analytics.wording import wording

        one = row[1]
        file = wording(one.unit, self._currency).file
        return [self.texts(row)[0], file(one.then), file(one.now)]

    def sort_value(self, row: "tuple[int, Newer]", column: int) -> Any:
        if column == 0:
            return row[0]
        value = row[1].then if column == 1 else row[1].now
        return _LOWEST if value is None else value

    def tip(self, row: "tuple[int, Newer]", column: int) -> str:
        return self.texts(row)[column]


def _with_cases(value: str, cases: int | None) -> str:
    """The value; where that alone is not known, how many cases there were."""
    if value != NOTHING or not cases:
        return value
    return _("{cases} cases").format(cases=i18n.count(cases))
