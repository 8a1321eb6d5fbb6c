"""What can be handed over with a deal beside words: fields that every deal has (domain.md §4)."""

from revops_desktop.rules.criteria import FILLABLE

# The fields of a deal that an item may ask for, in the order in which they are offered.
ITEM_FIELDS: tuple[str, ...] = (
    *("amount", "monthly_amount", "expected_close", "owner_id", "source", "campaign"),
    *("promised", "why_bought", "why_lost", "note", "company_id", "contact_id"),
)

# Those of them that can be filled in where the items are shown.
FILLED_HERE: tuple[str, ...] = tuple(one for one in ITEM_FIELDS if one in FILLABLE)
