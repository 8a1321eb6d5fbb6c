"""From the rows of a list to activities and tasks, each of a deal, a company or a contact.

What is planned and not done yet is a task, whatever it is called; what was done happened then.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.deal_book import DealBook
from revops_desktop.exchange.fields import word_label
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import read_fields, refuse_unless_made
from revops_desktop.exchange.spool import Spool
from revops_desktop.i18n import _
from revops_desktop.operations.history_activities import (
    NewActivity,
    activities_here,
    contact_mails,
)
from revops_desktop.operations.history_records import NewDeal, Reference
from revops_desktop.operations.known import Known
from revops_desktop.rules.alike import mail_key

_TITLE = 60
# The columns that may say whom an activity is about, the surest first.
ABOUT = ("deal_key", "deal", "company_key", "company", "contact_key", "email", "contact")


class ActivityList:
    """All lists of activities of an import; what is new waits in `spool`.

    `are_read`: whether there are any, for which the new deals must be noted.
    """

    def __init__(
        self,
        workspace: Asks,
        there: Known,
        gathering: Gathering,
        spool: Spool,
        *,
        zone: str,
        now: int,
    ) -> None:
        self.spool = spool
        self.are_read = False
        self._workspace, self._gathering = workspace, gathering
        self._deals = DealBook(workspace, there.deals_by_external, zone)
        self._zone, self._now = zone, now
        self._here: Counter[bytes] | None = None
        self._mails: Mapping[str, int] = {}

    def note(self, deal: NewDeal) -> None:
        """The next new deal: activities may be about it."""
        if self.are_read:
            self._deals.note(deal)

    def taker(self, binding: Binding, mode: Mode) -> "ActivityMaker":
        """What takes the rows of one list."""
        if self._here is None:
            self._here = self._workspace.ask(activities_here)
            self._mails = self._workspace.ask(contact_mails)
        return ActivityMaker(
            binding,
            self._gathering,
            self._deals,
            self._here,
            self._mails,
            self.spool,
            zone=self._zone,
            now=self._now,
            mode=mode,
        )


class ActivityMaker:
    """Takes the rows of a list of activities: True for a new one."""

    def __init__(
        self,
        binding: Binding,
        gathering: Gathering,
        deals: DealBook,
        here: Counter[bytes],
        mails: Mapping[str, int],
        spool: Spool,
        *,
        zone: str,
        now: int,
        mode: Mode,
    ) -> None:
        self._mode = mode
        self._fields = binding.fields()
        self._remarks = binding.remarks
        self._gathering, self._deals = gathering, deals
        self._here, self._mails, self._spool = here, mails, spool
        self._zone, self._now = zone, now

    def __call__(self, line: int, cells: Sequence[str]) -> bool:
        values = read_fields(self._fields, cells)
        deal, company, contact = self._about(values)
        made = self._made(values)._replace(deal=deal, company=company, contact=contact)
        mark = made.fingerprint()
        if self._here[mark] > 0:
            self._here[mark] -= 1
            return False
        refuse_unless_made(self._mode)
        owner = self._gathering.member(values.get("owner"))
        self._spool.add(made._replace(member=owner))
        return True

    def _about(self, values: Mapping[str, Any]) -> tuple[Reference, Reference, Reference]:
        """Deal, company and contact of a row; RowRefused where none of them is there."""
        problems: list[tuple[str, str]] = []
        company = self._company(values, problems)
        deal = self._deal(values, company, problems)
        contact = self._contact(values, company, problems)
        if deal is None and company is None and contact is None:
            if not problems:
                raise RowRefused([CellRefused(_nobody())])
            raise RowRefused([self._refusal(name, why, values[name]) for name, why in problems])
        for name, why in problems:
            self._remarks.note(self._fields[name].column, values[name], why)
        return deal, company, contact

    def _refusal(self, name: str, why: str, value: str) -> CellRefused:
        return CellRefused(why, self._fields[name].column, value)

    def _company(self, values: Mapping[str, Any], problems: list[tuple[str, str]]) -> Reference:
        key, name = values.get("company_key"), values.get("company")
        found = self._gathering.numbered("companies", key) if key is not None else None
        if found is None and name is not None:
            found = self._gathering.company_here(name)
        if found is None and (key is not None or name is not None):
            why = _(
                "There is no such company, neither here nor in the files. Please correct it, or "
                "import the companies too."
            )
            problems.append(("company" if name is not None else "company_key", why))
        return found

    def _deal(
        self, values: Mapping[str, Any], company: Reference, problems: list[tuple[str, str]]
    ) -> Reference:
        number, title = values.get("deal_key"), values.get("deal")
        found = self._deals.by_number(number) if number is not None else None
        if found is not None:
            return found
        if title is not None:
            found, why = self._deals.by_title(title, company)
            if found is None:
                problems.append(("deal", why))
        elif number is not None:
            why = _(
                "There is no deal with this number, neither here nor in the files. Please correct "
                "it, or import the deals too."
            )
            problems.append(("deal_key", why))
        return found

    def _contact(
        self, values: Mapping[str, Any], company: Reference, problems: list[tuple[str, str]]
    ) -> Reference:
        key, name, mail = values.get("contact_key"), values.get("contact"), values.get("email")
        found = self._gathering.numbered("contacts", key) if key is not None else None
        if found is None and mail is not None:
            found = self._mails.get(mail_key(mail)) or self._gathering.contact_of_mail(mail)
        if found is None and name is not None:
            found = self._gathering.contact_here(name, company)
        if found is None:
            said = next((one for one in ("contact", "email", "contact_key") if values.get(one)), "")
            if said:
                why = _(
                    "There is no such contact, neither here nor in the files. Please correct it, "
                    "or import the contacts too."
                )
                problems.append((said, why))
        return found

    def _made(self, values: Mapping[str, Any]) -> NewActivity:
        """The activity itself, of nobody yet."""
        get = values.get
        happened: Moment | None = get("happened")
        due, done_on = get("due"), get("done_on")
        is_done = get("done") == "yes" or (get("done") is None and done_on is not None)
        kind = get("kind") or ("task" if due is not None and happened is None else "note")
        title, note = get("title") or "", get("note")
        if kind == "note" and not note:
            title, note = "", title or None
        if kind == "note" and note is None:
            raise RowRefused([CellRefused(_("It says nothing: it has neither title nor note."))])
        when = happened or (done_on or due if is_done else None)
        if kind != "task" and when is not None and (is_done or when.at <= self._now):
            return _activity(kind, title, note, happened_at=when.at)
        planned = due or happened
        if planned is None and kind != "task":
            raise RowRefused(
                [CellRefused(_("It does not say when it was. Please fill in the day."))]
            )
        if not title:
            title = (note or "").split("\n")[0][:_TITLE] or _(word_label(kind))
        if kind == "task" and not is_done and planned is None:
            self._remarks.note(
                "", "", _("The task has no due day, so that it is on no day's list.")
            )
        done = (done_on or happened or due) if is_done else None
        done_at = (done.at if done is not None else self._now) if is_done else None
        return _activity("task", title, note, due_on=day_of(planned, self._zone), done_at=done_at)


def _activity(
    kind: str,
    title: str,
    note: str | None,
    *,
    happened_at: int | None = None,
    due_on: str | None = None,
    done_at: int | None = None,
) -> NewActivity:
    return NewActivity(kind, None, None, None, None, title, note, happened_at, due_on, done_at)


def _nobody() -> str:
    return _(
        "It names no deal, company or contact that it is about. Please fill in one of them, by "
        "number or by name."
    )
