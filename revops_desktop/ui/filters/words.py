"""What a condition is called on its chip."""

from collections.abc import Mapping

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.custom_fields import number_text
from revops_desktop.rules.filtering import (
    LABELS,
    SPAN_LABELS,
    Condition,
    Value,
    custom_about,
    shape_of,
)

# The member who sits at the window, whoever that is.
ME = "me"

Names = Mapping[tuple[str, Value], str]


def not_recorded() -> str:
    """What a record has that has nothing in a field."""
    return _("Not recorded")


def label_of(about: str, fields: Mapping[str, str]) -> str:
    """The name of what a condition is about; `fields`: names of custom fields by `about`."""
    return fields.get(about, _("Custom field")) if custom_about(about) else _(LABELS[about])


def values_text(one: Condition, names: Names, currency: str) -> str:
    """What a condition asks for: one value by its name, several by the first and their number."""
    parts = [_name(one.about, value, names) for value in one.values if value is not None]
    if one.words:
        parts.append(f"“{one.words}”")
    if one.span:
        parts.append(_(SPAN_LABELS.get(one.span, one.span)))
    if one.is_bounded:
        parts.append(_bounds(one, currency))
    if None in one.values:
        parts.append(not_recorded())
    if len(parts) > 2:
        return _("{first} and {n} more").format(first=parts[0], n=len(parts) - 1)
    return _("{one} or {other}").format(one=parts[0], other=parts[1]) if parts[1:] else parts[0]


def chip_text(one: Condition, label: str, names: Names, currency: str) -> str:
    """The whole chip: Owner: Sato or Suzuki."""
    values = values_text(one, names, currency)
    return _("{field}: {values}").format(field=label, values=" ".join(values.split()))


def _name(about: str, value: Value, names: Names) -> str:
    if about == "owner" and value == ME:
        return _("Me")
    found = names.get((about, value))
    if found is not None:
        return found
    # Deleted since: its number would tell nobody anything.
    return value if isinstance(value, str) else _("(deleted)")


def _bounds(one: Condition, currency: str) -> str:
    shape = shape_of(one.about)

    def said(value: Value) -> str:
        if shape == "day":
            return i18n.day(str(value))
        if shape == "number":
            return number_text(int(value or 0))
        return i18n.money_short(int(value or 0), currency)

    if one.low is None:
        text = _("until {last}") if shape == "day" else _("up to {last}")
        return text.format(last=said(one.high))
    if one.high is None:
        text = _("since {first}") if shape == "day" else _("from {first}")
        return text.format(first=said(one.low))
    return _("{first} to {last}").format(first=said(one.low), last=said(one.high))
