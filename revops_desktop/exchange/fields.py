"""What a source file may tell about each kind of record, and in which words (domain.md §2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from revops_desktop.exchange.activity_words import DONE_WORDS, KINDS_OF_ACTIVITY, OPEN_WORDS
from revops_desktop.i18n import N_, _
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS
from revops_desktop.rules.targets import FIGURES
from revops_desktop.rules.text import match_key

Kind = Literal[
    "members",
    "products",
    "companies",
    "contacts",
    "deals",
    "events",
    "stage_changes",
    "activities",
    "channel_months",
    "targets",
]
Holds = Literal["text", "name", "count", "money", "percent", "day", "month", "choice"]

# What later kinds refer to comes first: files are read in this order. Deals take their stays from
# the histories.
KINDS: tuple[Kind, ...] = (
    *("members", "products", "companies", "contacts", "events", "stage_changes", "deals"),
    *("activities", "channel_months", "targets"),
)

KIND_LABELS: Mapping[str, str] = {
    "members": N_("Members"),
    "products": N_("Products"),
    "companies": N_("Companies"),
    "contacts": N_("Contacts"),
    "deals": N_("Deals"),
    "events": N_("Stage history"),
    "stage_changes": N_("Stage changes"),
    "activities": N_("Activities"),
    "reasons": N_("Reasons for leaving"),
    "channel_months": N_("Channel months"),
    "targets": N_("Targets"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: what it holds and, for a choice, the words understood for each value.

    `name` fields are short texts by which records are matched or shown; `text` may be long.
    """

    holds: Holds
    label: str
    words: Mapping[str, str] | None = None


def _words(**values: tuple[str, ...]) -> Mapping[str, str]:
    """Folded word → stored value; the stored value itself is always understood."""
    return {
        match_key(word).replace("_", "").replace("-", ""): value
        for value, words in values.items()
        for word in (value, *words)
    }


def word_key(text: str) -> str:
    """The form in which words of a choice are compared: cross-sell, Cross Sell, cross_sell."""
    return match_key(text).replace("_", "").replace("-", "")


# By what people call them in lists; every figure that takes a target is there.
TARGET_FIGURES = _words(
    won_amount=("Won amount", "Revenue", "Sales", "受注額", "受注金額", "売上", "売上高"),
    won=("Won deals", "Deals won", "受注件数", "受注数", "受注"),
    entered=("New deals", "Leads", "新規案件", "新規案件数", "リード数", "リード"),
    win_rate=("Win rate", "受注率", "成約率"),
    average_deal=("Average deal", "平均受注単価", "平均単価", "客単価"),
    sales_cycle=("Sales cycle", "商談期間", "営業サイクル"),
    lead_time=("Lead time", "リードタイム"),
    conversion=("Conversion", "Conversion (cohort)", "転換率", "転換率（コホート）"),
)
DEAL_KINDS = _words(
    new=("新規", "New business"),
    repeat=("リピート", "再購入"),
    renewal=("更新", "契約更新"),
    upsell=("アップセル",),
    cross_sell=("クロスセル",),
    referral=("紹介",),
)
CHANNELS = _words(direct=("直販", "直接"), partner=("代理店", "パートナー"))
ACTIVITY_KINDS = _words(**KINDS_OF_ACTIVITY)
DONE = _words(yes=DONE_WORDS, no=OPEN_WORDS)
BILLING = _words(one_off=("単発", "買い切り", "一回", "Once"), monthly=("月額", "毎月"))

# How the value of a choice is shown and exported.
_WORD_LABELS: Mapping[str, str] = {
    "new": N_("New business"),
    "repeat": N_("Repeat"),
    "renewal": N_("Renewal"),
    "upsell": N_("Upsell"),
    "cross_sell": N_("Cross-sell"),
    "referral": N_("Referral"),
    "direct": N_("Direct"),
    "partner": N_("Partner"),
    "one_off": N_("One-off"),
    "monthly": N_("Monthly"),
    **{kind: label for kind, label in ACTIVITY_LABELS.items() if kind != "override"},
    "yes": N_("Yes"),
    "no": N_("No"),
}


def word_label(value: str) -> str:
    """The English words for a choice's value; translated where they are shown."""
    return _WORD_LABELS[value]


def word_names(words: Iterable[str]) -> str:
    """Choices for a sentence: in the language in force, with what stands in a file beside it."""
    named = {**_WORD_LABELS, **{one.key: one.name for one in FIGURES.values()}}
    listed = dict.fromkeys(words)
    return " · ".join(f"{_(named[one])} ({one})" if one in named else one for one in listed)


_OF_DEALS: Mapping[str, Field] = {
    "title": Field("name", N_("Title")),
    "company": Field("name", N_("Company")),
    "company_key": Field("name", N_("Number of the company")),
    "contact": Field("name", N_("Contact")),
    "external_key": Field("name", N_("Number in the source")),
    "kind": Field("choice", N_("Kind"), DEAL_KINDS),
    "amount": Field("money", N_("Amount")),
    "monthly_amount": Field("money", N_("Monthly amount")),
    "probability": Field("percent", N_("Probability")),
    "expected_close": Field("day", N_("Expected close")),
    "owner": Field("name", N_("Owner")),
    "source": Field("name", N_("Source")),
    "campaign": Field("name", N_("Campaign")),
    "product": Field("name", N_("Product")),
    "quantity": Field("count", N_("Quantity")),
    "price": Field("money", N_("Unit price")),
    "tags": Field("text", N_("Tags")),
    "note": Field("text", N_("Note")),
    "created": Field("day", N_("Created")),
}
# What each row of a history may say of its deal.
_OF_HISTORIES: Mapping[str, Field] = {
    "external_key": _OF_DEALS["external_key"],
    **{
        name: _OF_DEALS[name]
        for name in (
            *("title", "company", "company_key", "contact", "kind", "amount", "monthly_amount"),
            "owner",
        )
    },
    "by": Field("name", N_("Moved by")),
    **{name: _OF_DEALS[name] for name in ("source", "campaign", "note")},
}
FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    "members": {
        "name": Field("name", N_("Name")),
        "email": Field("name", N_("E-mail")),
        "function": Field("name", N_("Function")),
        "monthly_quota": Field("money", N_("Monthly quota")),
    },
    "products": {
        "name": Field("name", N_("Name")),
        "list_price": Field("money", N_("List price")),
        "billing": Field("choice", N_("Billing"), BILLING),
    },
    "companies": {
        "name": Field("name", N_("Company name")),
        "reading": Field("name", N_("Reading")),
        "external_key": Field("name", N_("Number in the source")),
        "segment": Field("name", N_("Segment")),
        "industry": Field("name", N_("Industry")),
        "employees": Field("count", N_("Employees")),
        "region": Field("name", N_("Region")),
        "first_source": Field("name", N_("First source")),
        "channel": Field("choice", N_("Channel"), CHANNELS),
        "owner": Field("name", N_("Owner")),
        "corporate_number": Field("name", N_("Corporate number")),
        "phone": Field("name", N_("Phone")),
        "website": Field("name", N_("Website")),
        "address": Field("text", N_("Address")),
        "tags": Field("text", N_("Tags")),
        "note": Field("text", N_("Note")),
        "created": Field("day", N_("Created")),
    },
    "contacts": {
        "name": Field("name", N_("Name")),
        "company": Field("name", N_("Company")),
        "company_key": Field("name", N_("Number of the company")),
        "reading": Field("name", N_("Reading")),
        "external_key": Field("name", N_("Number in the source")),
        "role": Field("name", N_("Role")),
        "job_title": Field("name", N_("Job title")),
        "email": Field("name", N_("E-mail")),
        "phone": Field("name", N_("Phone")),
        "company_address": Field("text", N_("Address of the company")),
        "company_website": Field("name", N_("Website of the company")),
        "note": Field("text", N_("Note")),
        "created": Field("day", N_("Created")),
    },
    "deals": _OF_DEALS,
    # Each row is an event of a deal: which stage it came to, and when.
    "events": _OF_HISTORIES,
    # Each row is a change of a deal: from which stage it went to which, and when.
    "stage_changes": {**_OF_HISTORIES, "created": _OF_DEALS["created"]},
    # Each row happened, or is to be done, with a deal, a company or a contact.
    "activities": {
        "kind": Field("choice", N_("Kind"), ACTIVITY_KINDS),
        "title": Field("name", N_("Title")),
        "note": Field("text", N_("Note")),
        "happened": Field("day", N_("Happened")),
        "due": Field("day", N_("Due")),
        "done": Field("choice", N_("Done"), DONE),
        "done_on": Field("day", N_("Done on")),
        "owner": Field("name", N_("Owner")),
        "deal": Field("name", N_("Deal")),
        "deal_key": Field("name", N_("Number of the deal")),
        "company": Field("name", N_("Company")),
        "company_key": Field("name", N_("Number of the company")),
        "contact": Field("name", N_("Contact")),
        "contact_key": Field("name", N_("Number of the contact")),
        "email": Field("name", N_("E-mail of the contact")),
    },
    # Each row is a month of a source, upstream of all deals.
    "channel_months": {
        "month": Field("month", N_("Month")),
        "source": Field("name", N_("Source")),
        "spend": Field("money", N_("Spend")),
        "reach": Field("count", N_("Reach")),
    },
    # Each row is a month's target for a figure; its value is read as the figure needs.
    "targets": {
        "month": Field("month", N_("Month")),
        "figure": Field("choice", N_("Figure"), TARGET_FIGURES),
        "value": Field("name", N_("Target")),
        "pipeline": Field("name", N_("Pipeline")),
        "stage": Field("name", N_("Stage")),
        "function": Field("name", N_("Function")),
        "pod": Field("name", N_("Pod")),
        "member": Field("name", N_("Member")),
        "segment": Field("name", N_("Segment")),
    },
}

# Without these a row cannot be kept. A deal without a title takes one from its company, product
# or number.
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "members": ("name",),
    "products": ("name",),
    "companies": ("name",),
    "contacts": ("name",),
    "deals": (),
    "events": ("external_key",),
    "stage_changes": ("external_key",),
    "activities": (),
    "channel_months": ("month", "source"),
    "targets": ("month", "figure", "value"),
}

# By what records are recognised, in the order in which it is tried where the mapping names none.
MATCH_KEYS: Mapping[Kind, tuple[str, ...]] = {
    "members": ("name", "email"),
    "products": ("name",),
    "companies": ("corporate_number", "external_key", "name", "domain", "reading"),
    "contacts": ("external_key", "email", "name", "phone"),
    "deals": ("external_key", "facts", "title"),
}
MATCH_LABELS: Mapping[str, str] = {
    "corporate_number": N_("Corporate number"),
    "external_key": N_("Number in the source"),
    "name": N_("Name"),
    "domain": N_("Domain of the website"),
    "reading": N_("Reading"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "facts": N_("Title, company, amounts and beginning"),
    "title": N_("Title and company"),
}
