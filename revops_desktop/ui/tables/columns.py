"""What a column of a table is, and how a cell is written: on screen and into a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.conditions import Kind
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.tables.written import typed_day

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.ui.actions import Actions

NUMERIC = ("number", "money")
LONGEST_CELL = 200
_CUSTOM = "custom:"
_WIDTHS = {"text": 140, "number": 90, "money": 120, "yes_no": 80}


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column as the person knows it.

    `is_shown`: before anyone chose · `choices`: the words for stored values; of a text, what its
    editor proposes · `scale`: what a stored number is multiplied by · `shows_time`: an instant is
    told with its time of day · `custom`: the field of the owner's own behind it.
    """

    key: str
    label: str
    kind: Kind = "text"
    width: int = 120
    is_shown: bool = True
    is_editable: bool = False
    choices: tuple[tuple[Any, str], ...] = ()
    scale: int = 1
    custom: "CustomField | None" = None
    shows_time: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in NUMERIC

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Where its cells and its heading stand."""
        side = Qt.AlignmentFlag.AlignRight if self.is_numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Wording:
    """How values are written in this workspace: its currency and its zone."""

    currency: str
    zone: str

    def text(self, spec: ColumnSpec, value: Any) -> str:
        """The cell as it is shown; "" where nothing is known."""
        if value is None or value == "":
            return ""
        if spec.kind == "money":
            return i18n.money(int(value), self.currency)
        if spec.kind == "number":
            return _number(int(value), spec.scale)
        if spec.kind == "date":
            return i18n.day(str(value))
        if spec.kind == "instant" and spec.shows_time:
            return i18n.instant(int(value), self.zone)
        if spec.kind == "instant":
            return self.day(int(value))
        if spec.kind == "yes_no":
            return _("Yes") if value else _("No")
        if spec.kind == "choice":
            return dict(spec.choices).get(value, str(value))
        if spec.kind == "tags":
            return ", ".join(tag_names(str(value)))
        return " ".join(str(value).split())

    def day(self, at: int) -> str:
        """The local day of an instant."""
        return i18n.day(local_day(at, self.zone))

    def file_value(self, spec: ColumnSpec, value: Any) -> str | int | Decimal | date | None:
        """The cell as it is written into a file: numbers, days, local moments, whole texts."""
        if value is None or value == "":
            return None
        if spec.kind == "money":
            return to_major(int(value), self.currency)
        if spec.kind == "number":
            return int(value) if spec.scale == 1 else Decimal(int(value)) / spec.scale
        if spec.kind == "date":
            return typed_day(str(value))
        if spec.kind == "instant" and spec.shows_time:
            local = datetime.fromtimestamp(int(value), ZoneInfo(self.zone))
            return local.replace(tzinfo=None, second=0)
        if spec.kind == "instant":
            return local_day(int(value), self.zone)
        if spec.kind == "text":
            return str(value)
        return self.text(spec, value)


def tag_names(value: str) -> list[str]:
    """The names of a record's tags; each line is a name, and its colour after a tab."""
    return [line.partition("\t")[0] for line in value.split("\n")]


def _number(value: int, scale: int) -> str:
    if scale == 1:
        return i18n.count(value)
    return f"{(Decimal(value) / scale).normalize():,f}".replace("-", "−")


def wording(actions: "Actions") -> Wording:
    """How the open file writes its values."""
    from revops_desktop.analytics.settings import settings

    about = actions.ask(settings)
    return Wording(about.currency, about.time_zone)


def custom_columns(fields: "Sequence[CustomField]") -> list[ColumnSpec]:
    """The owner's own fields as columns, hidden until they are chosen."""
    from revops_desktop.rules.custom_fields import MILLION

    made = []
    for field in fields:
        kind: Kind = "text" if field.kind == "choice" else field.kind
        made.append(
            ColumnSpec(
                f"{_CUSTOM}{field.id}",
                field.name,
                kind,
                width=_WIDTHS.get(kind, 110),
                is_shown=False,
                is_editable=True,
                scale=MILLION if kind == "number" else 1,
                custom=field,
            )
        )
    return made
