"""What the fields of a deal, and the kinds of deals and activities, are called (domain.md §2)."""

from revops_desktop.i18n import N_

FIELD_LABELS: dict[str, str] = {
    "title": N_("Deal title"),
    "company_id": N_("Company"),
    "contact_id": N_("Contact"),
    "kind": N_("Kind"),
    "amount": N_("Amount"),
    "monthly_amount": N_("Monthly amount"),
    "probability_basis_points": N_("Probability"),
    "expected_close": N_("Expected close"),
    "owner_id": N_("Owner"),
    "source": N_("Source"),
    "campaign": N_("Campaign"),
    "note": N_("Note"),
    "why_bought": N_("Why they bought"),
    "why_lost": N_("Why it was lost"),
    "promised": N_("What was promised"),
}

DEAL_KIND_LABELS: dict[str, str] = {
    "new": N_("New business"),
    "repeat": N_("Repeat"),
    "renewal": N_("Renewal"),
    "upsell": N_("Upsell"),
    "cross_sell": N_("Cross-sell"),
    "referral": N_("Referral"),
}

ACTIVITY_LABELS: dict[str, str] = {
    "call": N_("Call"),
    "meeting": N_("Meeting"),
    "email": N_("E-mail"),
    "visit": N_("Visit"),
    "seminar": N_("Seminar"),
    "inquiry": N_("Inquiry"),
    "catalogue_request": N_("Catalogue request"),
    "web_visit": N_("Web visit"),
    "mail_click": N_("Click in a mail"),
    "note": N_("Note"),
    "task": N_("Task"),
    "override": N_("Went on over a warning"),
}
