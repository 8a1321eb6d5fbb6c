"""What people call that which a column holds."""

from collections.abc import Mapping

from revops_desktop.exchange.reading.layout import Holds
from revops_desktop.i18n import N_

HOLDS_LABELS: Mapping[Holds, str] = {
    "empty": N_("nothing"),
    "text": N_("text"),
    "name": N_("name"),
    "key": N_("number or key"),
    "number": N_("number"),
    "money": N_("amount"),
    "percent": N_("percent"),
    "day": N_("day"),
    "instant": N_("time"),
    "month": N_("month"),
    "yes_no": N_("yes or no"),
    "email": N_("e-mail"),
    "phone": N_("phone"),
    "url": N_("website"),
    "postal_code": N_("postal code"),
    "corporate_number": N_("corporate number"),
}
