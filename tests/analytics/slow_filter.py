"""What a filter means, read the slow way: every row as a dictionary, one deal after the other."""

from typing import Any

from sqlalchemy import select

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.filtering import Condition, custom_about, span_days
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import fold
from tests.conftest import NOW
from tests.river import ZONE

TODAY = local_day(NOW, ZONE)


class World:
    """Every row of a small file as plain dictionaries, and what a condition means of a deal."""

    def __init__(self, workspace: Workspace) -> None:
        self.rows: dict[str, dict[int, Any]] = {}
        for table in (tables.deal, tables.company, tables.contact, tables.member, tables.stage):
            found = workspace.ask(lambda session, table=table: session.execute(select(table)).all())
            self.rows[table.name] = {row.id: row._asdict() for row in found}
        more = ("deal_state", "deal_tag", "deal_line", "custom_value", "activity")
        for name in (*more, "contact_score"):
            table = getattr(tables, name)
            found = workspace.ask(lambda session, table=table: session.execute(select(table)).all())
            self.rows[name] = {place: row._asdict() for place, row in enumerate(found)}
        self.states = {row["deal_id"]: row for row in self.rows["deal_state"].values()}

    def meant(self, conditions: tuple[Condition, ...], text: str) -> set[int]:
        return {
            deal["id"]
            for deal in self.rows["deal"].values()
            if all(self.holds(deal, one) for one in conditions) and self.says(deal, text)
        }

    def says(self, deal: dict[str, Any], text: str) -> bool:
        company = self.rows["company"].get(deal["company_id"] or 0, {})
        contact = self.rows["contact"].get(deal["contact_id"] or 0, {})
        places = [fold(one.get(key) or "") for one, key in (
            (deal, "title"), (company, "name"), (contact, "name"),
        )]  # fmt: skip
        return all(any(word in place for place in places) for word in fold(text).split())

    def values(self, deal: dict[str, Any], about: str) -> list[Any]:
        """What a deal has of something with values; [None] where it has nothing."""
        company = self.rows["company"].get(deal["company_id"] or 0, {})
        owner = self.rows["member"].get(deal["owner_id"] or 0, {})
        state = self.states.get(deal["id"], {})
        if about in ("segment", "channel"):
            return [company.get(about)]
        if about in ("source", "campaign", "kind"):
            return [deal[about]]
        if about == "owner":
            return [deal["owner_id"]]
        if about == "pod":
            return [owner.get("pod_id")]
        if about == "stage":
            return [state["stage_id"]]
        if about == "function":
            return [self.rows["stage"][state["stage_id"]]["function_id"]]
        if about == "next_step":
            due, today = state["next_due"], TODAY.isoformat()
            if due is None:
                return ["none"]
            return ["overdue" if due < today else "today" if due == today else "later"]
        if about == "hot":
            return ["yes" if self.score(deal) >= 100 else "no"]
        if about == "going_cold":
            return ["yes" if self.is_cold(state) else "no"]
        name, column = {"tag": ("deal_tag", "tag_id"), "product": ("deal_line", "product_id")}[
            about
        ]
        found = [r[column] for r in self.rows[name].values() if r["deal_id"] == deal["id"]]
        return found or [None]

    def score(self, deal: dict[str, Any]) -> int:
        """Its contact's, or else the best at its company."""
        kept = {row["contact_id"]: row["score"] for row in self.rows["contact_score"].values()}
        firm = deal["company_id"]
        people = [one["id"] for one in self.rows["contact"].values() if one["company_id"] == firm]
        whose = [deal["contact_id"]] if deal["contact_id"] else people if firm else []
        return max((kept.get(one, 0) for one in whose), default=0)

    def is_cold(self, state: dict[str, Any]) -> bool:
        limit = self.rows["stage"][state["stage_id"]]["idle_limit_days"]
        touched = state["touched_at"] if state["touched_at"] is not None else state["since"]
        if limit is None or touched is None or state["status"] not in ("open", "customer"):
            return False
        if state["last_due"] is not None and state["last_due"] >= TODAY.isoformat():
            return False
        return (TODAY - local_day(touched, ZONE)).days > limit

    def holds(self, deal: dict[str, Any], one: Condition) -> bool:
        about = custom_about(one.about)
        if about is not None:
            return self.custom_holds(deal, one)
        state = self.states.get(deal["id"], {})
        if one.about == "score":
            return bounded(self.score(deal) * 1_000_000, one, one.low, one.high)
        if one.about == "amount":
            return bounded(state["value"], one, one.low, one.high)
        if one.about in ("expected_close", "created", "entered_stage"):
            low, high = days_of(one)
            at = {"created": deal["created_at"], "entered_stage": state["since"]}.get(one.about)
            day = deal["expected_close"] if one.about == "expected_close" else None
            if day is None and at is not None:
                day = local_day(at, ZONE).isoformat()
            if one.about == "expected_close" and one.span == "overdue":
                return state["status"] == "open" and bounded(day, one, low, high)
            return bounded(day, one, low, high)
        return any(value in one.values for value in self.values(deal, one.about))

    def custom_holds(self, deal: dict[str, Any], one: Condition) -> bool:
        about = custom_about(one.about)
        assert about is not None
        record = {"deal": "id", "company": "company_id", "contact": "contact_id"}[about.subject]
        found = [
            row
            for row in self.rows["custom_value"].values()
            if row["field_id"] == about.field_id
            and row[f"{about.subject}_id"] == deal[record] is not None
        ]
        if not found:
            return None in one.values
        row = found[0]
        value = row["choice_id"] if about.kind == "choice" else row["number"]
        if about.kind in ("text", "date"):
            value = row["text"]
        if one.words:
            return all(word in fold(value) for word in fold(one.words).split())
        if one.is_bounded or one.span:
            low, high = days_of(one) if about.kind == "date" else (one.low, one.high)
            return bounded(value, one, low, high)
        return value in one.values


def days_of(one: Condition) -> tuple[str | None, str | None]:
    if not one.span:
        return one.low, one.high  # type: ignore[return-value]  # days as text
    low, high = span_days(one.span, TODAY)
    return low.isoformat() if low else None, high.isoformat() if high else None


def bounded(value: Any, one: Condition, low: Any, high: Any) -> bool:
    if value is None:
        return None in one.values
    if low is None and high is None:
        return False
    return (low is None or value >= low) and (high is None or value <= high)
