"""How every table and column of a workspace is called and written when everything goes out.

Nothing is forgotten: a test fails where a table or column of `database/tables.py` has no decision
here.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sqlalchemy import Column, Table

from revops_desktop.i18n import N_

# instant: UTC seconds · percent: basis points · measure: what it counts is said beside it.
Kind = Literal[
    "id",
    "reference",
    "text",
    "number",
    "money",
    "percent",
    "measure",
    "yes_no",
    "instant",
    "day",
    "month",
]


class Described(NamedTuple):
    """A column: its heading (an English message), and what its cells hold."""

    heading: str
    kind: Kind = "text"


TITLES: Mapping[str, str] = {
    "workspace": N_("Workspace"),
    "function": N_("Functions"),
    "pod": N_("Pods"),
    "member": N_("Members"),
    "product": N_("Products"),
    "tag": N_("Tags"),
    "segment": N_("Segments"),
    "nurture_list": N_("Nurturing lists"),
    "pipeline": N_("Pipelines"),
    "stage": N_("Stages"),
    "exit_criterion": N_("Exit criteria"),
    "exit_reason": N_("Exit reasons"),
    "handoff_rule": N_("Hand-off rules"),
    "handoff_item": N_("Hand-off items"),
    "time_limit": N_("Time limits"),
    "business_calendar": N_("Business calendars"),
    "score_rule": N_("Score rules"),
    "custom_field": N_("Custom fields"),
    "custom_choice": N_("Custom choices"),
    "saved_view": N_("Saved views"),
    "report_look": N_("Look of reports"),
    "company": N_("Companies"),
    "contact": N_("Contacts"),
    "deal": N_("Deals"),
    "deal_history": N_("Earlier amounts and dates"),
    "deal_line": N_("Deal lines"),
    "stage_visit": N_("Stage visits"),
    "deal_exit": N_("Exits"),
    "activity": N_("Activities"),
    "deal_link": N_("Links"),
    "deal_tag": N_("Tags of deals"),
    "company_tag": N_("Tags of companies"),
    "custom_value": N_("Custom values"),
    "criterion_tick": N_("Ticked criteria"),
    "criterion_lack": N_("Criteria not met"),
    "handoff": N_("Hand-offs"),
    "handoff_value": N_("Handed-over values"),
    "handoff_answer": N_("Hand-off answers"),
    "clock_pause": N_("Pauses"),
    "sla_review": N_("SLA reviews"),
    "sla_agreement": N_("SLA agreements"),
    "channel_month": N_("Channel months"),
    "target": N_("Targets"),
    "report": N_("Reports"),
    "report_figure": N_("Report figures"),
    "report_action": N_("Report actions"),
    "report_file": N_("Report files"),
}

# What a row of a table is called by, beside its number; None: by nothing that would be short.
NAMES: Mapping[str, str | None] = {
    "function": "name",
    "pod": "name",
    "member": "name",
    "product": "name",
    "tag": "name",
    "nurture_list": "name",
    "pipeline": "name",
    "stage": "name",
    "exit_criterion": "text",
    "exit_reason": "name",
    "handoff_rule": "name",
    "handoff_item": "name",
    "custom_field": "name",
    "custom_choice": "name",
    "company": "name",
    "contact": "name",
    "deal": "title",
    "stage_visit": None,
    "activity": None,
    "handoff": None,
    "sla_review": "first_day",
    "report": "month",
}

# By column name, or table.column where the same name means something else there.
COLUMNS: Mapping[str, Described] = {
    "id": Described(N_("ID"), "id"),
    # references: the heading of the name beside them
    "activity_id": Described(N_("Activity"), "reference"),
    "choice_id": Described(N_("Choice"), "reference"),
    "company_id": Described(N_("Company"), "reference"),
    "contact_id": Described(N_("Contact"), "reference"),
    "criterion_id": Described(N_("Criterion"), "reference"),
    "custom_field_id": Described(N_("Custom field"), "reference"),
    "deal_id": Described(N_("Deal"), "reference"),
    "decided_by_id": Described(N_("Decided by"), "reference"),
    "field_id": Described(N_("Custom field"), "reference"),
    "from_function_id": Described(N_("From function"), "reference"),
    "from_visit_id": Described(N_("From visit"), "reference"),
    "function_id": Described(N_("Function"), "reference"),
    "handoff_id": Described(N_("Hand-off"), "reference"),
    "item_id": Described(N_("Item"), "reference"),
    "member_id": Described(N_("Member"), "reference"),
    "merged_into_id": Described(N_("Merged into"), "reference"),
    "nurture_list_id": Described(N_("Nurturing list"), "reference"),
    "owner_id": Described(N_("Owner"), "reference"),
    "parent_id": Described(N_("Under"), "reference"),
    "pipeline_id": Described(N_("Pipeline"), "reference"),
    "pod_id": Described(N_("Pod"), "reference"),
    "product_id": Described(N_("Product"), "reference"),
    "reason_id": Described(N_("Reason"), "reference"),
    "report_id": Described(N_("Report"), "reference"),
    "review_id": Described(N_("SLA review"), "reference"),
    "rule_id": Described(N_("Hand-off rule"), "reference"),
    "stage_id": Described(N_("Stage"), "reference"),
    "tag_id": Described(N_("Tag"), "reference"),
    "to_function_id": Described(N_("To function"), "reference"),
    "to_member_id": Described(N_("To member"), "reference"),
    "visit_id": Described(N_("Stage visit"), "reference"),
    # texts
    "activity_kind": Described(N_("Kind of activity")),
    "address": Described(N_("Address")),
    "attribute": Described(N_("Attribute")),
    "billing": Described(N_("Billing")),
    "cadence": Described(N_("Cadence")),
    "campaign": Described(N_("Campaign")),
    "channel": Described(N_("Channel")),
    "colour": Described(N_("Colour")),
    "comparison": Described(N_("Comparison")),
    "condition": Described(N_("Condition")),
    "content": Described(N_("Content")),
    "corporate_number": Described(N_("Corporate number")),
    "country": Described(N_("Country")),
    "currency": Described(N_("Currency")),
    "decided_by": Described(N_("Decided through")),
    "definition": Described(N_("Definition")),
    "discussion": Described(N_("Discussion")),
    "email": Described(N_("E-mail")),
    "external_key": Described(N_("Key in the source")),
    "field": Described(N_("Field")),
    "figure": Described(N_("Figure")),
    "figures": Described(N_("Figures")),
    "first_source": Described(N_("First source")),
    "industry": Described(N_("Industry")),
    "job_title": Described(N_("Job title")),
    "key": Described(N_("Key")),
    "kind": Described(N_("Kind")),
    "language": Described(N_("Language")),
    "level": Described(N_("Level")),
    "logo": Described(N_("Logo")),
    "name": Described(N_("Name")),
    "note": Described(N_("Note")),
    "notes": Described(N_("Notes")),
    "outcome": Described(N_("Outcome")),
    "page": Described(N_("Page")),
    "paper": Described(N_("Paper")),
    "parts": Described(N_("Parts")),
    "pdf": Described(N_("PDF")),
    "phase": Described(N_("Phase")),
    "phone": Described(N_("Phone")),
    "pipeline_name": Described(N_("Name of the pipeline")),
    "promised": Described(N_("What was promised")),
    "reading": Described(N_("Reading")),
    "ready_when": Described(N_("Ready when (all or any)")),
    "reason": Described(N_("Reason")),
    "region": Described(N_("Region")),
    "remark": Described(N_("Remark")),
    "return_reason": Described(N_("Why it was returned")),
    "role": Described(N_("Role")),
    "segment": Described(N_("Segment")),
    "source": Described(N_("Source")),
    "state": Described(N_("State")),
    "subject": Described(N_("Subject")),
    "target": Described(N_("Link target")),
    "template": Described(N_("Template")),
    "text": Described(N_("Text")),
    "time_zone": Described(N_("Time zone")),
    "title": Described(N_("Title")),
    "value": Described(N_("Value")),
    "website": Described(N_("Website")),
    "why_bought": Described(N_("Why they bought")),
    "why_lost": Described(N_("Why it was lost")),
    "words": Described(N_("Words")),
    # numbers
    "board_rank": Described(N_("Place on the board"), "number"),
    "employees": Described(N_("Employees"), "number"),
    "fiscal_year_start_month": Described(N_("First month of the fiscal year"), "number"),
    "half_life_days": Described(N_("Half-life (days)"), "number"),
    "hot_score": Described(N_("Hot from this score"), "number"),
    "idle_limit_days": Described(N_("Idle limit (days)"), "number"),
    "least_score": Described(N_("Least score"), "number"),
    "limit_days": Described(N_("Limit (business days)"), "number"),
    "limit_minutes": Described(N_("Limit (business minutes)"), "number"),
    "most": Described(N_("At most"), "number"),
    "n": Described(N_("Number of deals"), "number"),
    "pages": Described(N_("Pages"), "number"),
    "points": Described(N_("Points"), "number"),
    "position": Described(N_("Position"), "number"),
    "quantity": Described(N_("Quantity"), "number"),
    "reach": Described(N_("Reach"), "number"),
    "sequence": Described(N_("Order of visits"), "number"),
    "usual_wait_days": Described(N_("Usual wait (days)"), "number"),
    "weeks": Described(N_("Weeks"), "number"),
    "wip_limit": Described(N_("WIP limit"), "number"),
    # money and shares
    "amount": Described(N_("Amount"), "money"),
    "closed_value": Described(N_("Value when it was closed"), "money"),
    "list_price": Described(N_("List price"), "money"),
    "monthly_amount": Described(N_("Monthly amount"), "money"),
    "monthly_quota": Described(N_("Monthly quota"), "money"),
    "spend": Described(N_("Spend"), "money"),
    "unit_price": Described(N_("Unit price"), "money"),
    "gross_margin_basis_points": Described(N_("Gross margin (%)"), "percent"),
    "probability_basis_points": Described(N_("Probability (%)"), "percent"),
    # what they count is told by the figure, or by the custom field
    "number": Described(N_("Number"), "measure"),
    "target.value": Described(N_("Value"), "measure"),
    # yes or no
    "amounts_include_tax": Described(N_("Amounts include tax"), "yes_no"),
    "asks_note": Described(N_("Asks for a note"), "yes_no"),
    "for_running": Described(N_("Also for running clocks"), "yes_no"),
    "is_automatic": Described(N_("Automatic"), "yes_no"),
    "is_imported": Described(N_("Imported"), "yes_no"),
    "is_reentry": Described(N_("Re-entry"), "yes_no"),
    "is_required": Described(N_("Required"), "yes_no"),
    "new_sale": Described(N_("New sale"), "yes_no"),
    "on_card": Described(N_("On the card"), "yes_no"),
    # instants
    "added_at": Described(N_("Added at"), "instant"),
    "archived_at": Described(N_("Archived at"), "instant"),
    "as_of": Described(N_("As of"), "instant"),
    "changed_at": Described(N_("Changed at"), "instant"),
    "created_at": Described(N_("Created at"), "instant"),
    "decided_at": Described(N_("Decided at"), "instant"),
    "deleted_at": Described(N_("In the trash since"), "instant"),
    "done_at": Described(N_("Done at"), "instant"),
    "entered_at": Described(N_("Entered at"), "instant"),
    "handed_at": Described(N_("Handed over at"), "instant"),
    "happened_at": Described(N_("Happened at"), "instant"),
    "held_at": Described(N_("Held at"), "instant"),
    "left_at": Described(N_("Left at"), "instant"),
    "made_at": Described(N_("Made at"), "instant"),
    "paused_at": Described(N_("Paused at"), "instant"),
    "resumed_at": Described(N_("Resumed at"), "instant"),
    "seen_at": Described(N_("Seen at"), "instant"),
    "ticked_at": Described(N_("Ticked at"), "instant"),
    "touched_at": Described(N_("Touched at"), "instant"),
    "undone_at": Described(N_("Undone at"), "instant"),
    # days and months
    "decided_day": Described(N_("Decided on (day)"), "day"),
    "due_on": Described(N_("Due on"), "day"),
    "entered_day": Described(N_("Entered on (day)"), "day"),
    "expected_close": Described(N_("Expected close"), "day"),
    "first_day": Described(N_("First day"), "day"),
    "last_day": Described(N_("Last day"), "day"),
    "left_day": Described(N_("Left on (day)"), "day"),
    "wake_on": Described(N_("Wakes up on"), "day"),
    "month": Described(N_("Month"), "month"),
}

# Made anew from the names when they come back.
FOLLOWING = frozenset({"match_key"})

# An instant that is the first of a day, where the day is what is known: the day alone is written.
OF_DAYS = {"entered_at": "entered_day", "left_at": "left_day", "decided_at": "decided_day"}

# References that no foreign key holds.
_LOOSE = {"company.merged_into_id": "company", "contact.merged_into_id": "contact"}


def described(column: "Column") -> Described:
    """How a column is called and written; KeyError where nobody has decided it."""
    own = f"{column.table.name}.{column.name}"
    return COLUMNS[own] if own in COLUMNS else COLUMNS[column.name]


def referred(column: "Column") -> Table | None:
    """The table that a column refers to."""
    for key in column.foreign_keys:
        return key.column.table
    loose = _LOOSE.get(f"{column.table.name}.{column.name}")
    return column.table.metadata.tables[loose] if loose else None
