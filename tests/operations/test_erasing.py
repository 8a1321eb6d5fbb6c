"""Erasing: no byte of a name stays, the journal stays sound, figures and past reports as well."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.channel_months import channel_months as shown_months
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.log import log
from revops_desktop.analytics.standing import standing_at
from revops_desktop.database import check, tables
from revops_desktop.database.connection import open_connection
from revops_desktop.database.journal import describe, verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, channel_months, deals, erasing, trash
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.rules.periods import DAY, Period
from tests.people import add_contact
from tests.river import LOST, everything, make_river

NOW = 1_775_300_000
# What must not be found in the file afterwards, in any of its parts.
PERSON = "Hanako Midorikawa"
READING = "ミドリカワハナコ"
MAIL = "midorikawa@example.org"
PHONE = "090-5555-7777"


@verb("Note")
def note_about(session: Session, *, at: int, deal_id: int, text: str) -> None:
    """Everything around a deal that may name somebody."""
    describe(session, deal=text)
    session.execute(
        update(tables.deal).where(tables.deal.c.id == deal_id).values(note=text, promised=text)
    )
    session.execute(insert(tables.deal_link).values(deal_id=deal_id, title=text, target="x"))
    made = session.connection().execute(
        insert(tables.custom_field).values(
            subject="deal", name="Shoe", match_key="shoe", kind="text", position=1
        )
    )
    field = int(made.lastrowid)
    session.execute(insert(tables.custom_value).values(field_id=field, deal_id=deal_id, text=text))
    promise_about(session, at, deal_id, text)


def promise_about(session: Session, at: int, deal_id: int, text: str) -> None:
    """A hand-off, a pause and a review that name somebody."""

    def add(table: Table, **values: Any) -> int:
        return int(session.connection().execute(insert(table).values(**values)).lastrowid)

    sender, receiver = (
        add(tables.function, name=name, colour="#111111", position=9) for name in ("From", "To")
    )
    rule = add(
        tables.handoff_rule, from_function_id=sender, to_function_id=receiver, name="Readiness"
    )
    item = add(tables.handoff_item, rule_id=rule, name="Who decides", position=1)
    visit = session.scalar(
        select(func.max(tables.stage_visit.c.id)).where(tables.stage_visit.c.deal_id == deal_id)
    )
    handed = add(
        tables.handoff,
        deal_id=deal_id,
        visit_id=visit,
        rule_id=rule,
        handed_at=at,
        outcome="returned",
        decided_at=at,
        return_reason=text,
    )
    add(tables.handoff_answer, deal_id=deal_id, item_id=item, text=text)
    add(
        tables.handoff_value,
        handoff_id=handed,
        item_id=item,
        name="Who decides",
        value=text,
        is_required=1,
        position=1,
    )
    add(tables.clock_pause, deal_id=deal_id, visit_id=visit, paused_at=at, reason=text)
    review = add(
        tables.sla_review,
        cadence="weekly",
        first_day="2026-03-02",
        last_day="2026-03-08",
        held_at=at,
        discussion=text,
        figures="{}",
    )
    add(tables.sla_agreement, review_id=review, text=text, remark=text, position=1)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """A person at a company, one of whose deals names them; another deal is theirs alone."""
    made = make_river(tmp_path / "river.revops")
    made.do(deals.create, at=10, title="Server", stage_id=2, company="Aoba Ltd", amount=100)
    made.do(
        add_contact,
        at=11,
        name=PERSON,
        company_id=1,
        reading=READING,
        email=MAIL,
        phone=PHONE,
        note=f"{PERSON} likes tea",
    )
    made.do(deals.create, at=12, title=f"Kitchen for {PERSON}", stage_id=1, contact_id=1, amount=5)
    made.do(note_about, at=13, deal_id=2, text=f"Call {PERSON} on {PHONE}")
    made.do(deals.move_to_stage, at=14, deal_id=2, stage_id=3)
    made.do(deals.edit, at=15, deal_id=1, fields={"note": f"Ask {PERSON}", "contact_id": 1})
    made.do(activities.log, at=16, kind="call", title=f"{PERSON} rang", deal_id=1, contact_id=1)
    made.do(activities.log, at=17, kind="note", note="hanako  midorikawa knows", company_id=1)
    made.do(activities.add_task, at=18, title=f"Ring {MAIL}", due_on="2026-04-01", deal_id=2)
    made.do(deals.leave_river, at=19, deal_id=2, kind="lost", reason_id=LOST, note=PERSON)
    made.undo(at=20)
    yield made
    made.close()


def bytes_of(workspace: Workspace) -> bytes:
    """The file and whatever lies beside it, as they are on the disk."""
    return b"".join(path.read_bytes() for path in workspace.path.parent.glob("river.revops*"))


def traces(workspace: Workspace, *texts: str) -> list[str]:
    """Which of the texts are found in the bytes, in either of SQLite's encodings, or folded."""
    held = bytes_of(workspace)
    folded = held.decode("utf-8", "ignore").casefold()
    return [
        text
        for text in texts
        if text.encode() in held or text.encode("utf-16-le") in held or text.casefold() in folded
    ]


SECRETS = (PERSON, "Midorikawa", READING, MAIL, PHONE, "likes tea", "knows")


def test_without_erasing_the_traces_are_there(river: Workspace) -> None:
    """The control: deleted and gone from every list, but not from the file."""
    river.do(trash.delete, at=NOW, contacts=[1])
    river.checkpoint()
    assert traces(river, *SECRETS) == list(SECRETS)


def test_no_byte_of_a_person_is_left(river: Workspace) -> None:
    done = erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert done.value == erasing.Erased(companies=0, contacts=1, deals=1)
    # The note of the company says in lower case and with two blanks whom it names.
    assert traces(river, *SECRETS[:-1]) == []
    river.checkpoint()
    assert check.check_file(river.path).findings == ()


def test_deals_and_figures_stay(river: Workspace) -> None:
    before = river.ask(funnel, pipeline_id=1, period=Period())
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert river.ask(funnel, pipeline_id=1, period=Period()) == before
    rows = everything(river)
    assert [row[1] for row in rows["deal"]] == ["Server", "—"]
    assert len(rows["deal_state"]) == 2
    assert [row[1:4] for row in rows["contact"]] == [(1, "", "")]
    # What was handed over is still counted as handed over, what was missing as missing.
    assert [row[4] for row in rows["handoff_value"]] == ["—"]
    assert rows["handoff_answer"] == []


def test_undo_ends_there(river: Workspace) -> None:
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert river.undo_label() is None
    assert river.redo_label() is None
    assert river.undo(at=NOW + 1) is None
    river.do(deals.edit, at=NOW + 2, deal_id=1, fields={"amount": 7})
    assert river.undo(at=NOW + 3) is not None
    assert river.undo(at=NOW + 4) is None


def test_the_log_names_nobody(river: Workspace) -> None:
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    said = [entry.text for entry in river.ask(log)]
    assert not [text for text in said if "Hanako" in text or "midorikawa" in text.lower()]
    assert "Move “…” to Proposal" in said
    assert said[0] == "Erase names and texts for good"


def test_an_old_name_goes_as_well(river: Workspace) -> None:
    @verb("Marry")
    def marry(session: Session, *, at: int) -> None:
        session.execute(update(tables.contact).values(name="Hanako Kurokawa", match_key="k"))

    river.do(marry, at=NOW)
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert traces(river, *SECRETS[:-1], "Kurokawa") == []


def test_what_is_said_before_is_what_happens(river: Workspace) -> None:
    said = river.ask(erasing.consequences, contacts=[1])
    # The note of the company's deal, that of the company, a review and what was agreed in it.
    assert said == erasing.Consequences(PERSON, contacts=1, deals=1, mentions=4)
    river.do(erasing.erase, at=NOW, contacts=[1])
    assert river.ask(erasing.consequences, contacts=[1]).mentions == 0


def test_other_texts_may_keep_the_name(river: Workspace) -> None:
    erasing.erase_for_good(river, at=NOW, contacts=[1], everywhere=False)
    assert traces(river, MAIL, READING) == []
    assert traces(river, PERSON) == [PERSON]
    note = river.ask(lambda session: session.scalar(select(tables.deal.c.note)))
    assert note == f"Ask {PERSON}"


def test_another_person_of_the_same_name_stays(river: Workspace) -> None:
    river.do(add_contact, at=NOW, name=PERSON, email="another@example.org")
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    rows = everything(river)["contact"]
    assert [row[2] for row in rows] == ["", PERSON]
    assert check.check_file(river.path).findings == ()


def test_a_company_goes_with_its_people(river: Workspace) -> None:
    done = erasing.erase_for_good(river, at=NOW, companies=[1])
    assert done.value == erasing.Erased(companies=1, contacts=1, deals=2)
    assert traces(river, "Aoba", "Server", *SECRETS) == []
    assert check.check_file(river.path).findings == ()


def test_a_deal_in_the_trash_is_erased_at_once(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=[1])
    erasing.erase_for_good(river, at=NOW, deals=[1])
    assert traces(river, "Server") == []
    assert next(row[1] for row in everything(river)["deal"]) == ""
    with pytest.raises(RuleBroken, match="has been erased"):
        river.do(trash.restore, at=NOW, deals=[1])


def test_what_is_not_there_is_refused(river: Workspace) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="no longer in the file"):
        river.do(erasing.erase, at=NOW, contacts=[77])
    assert everything(river) == before
    assert river.undo_label() is not None


def test_where_the_file_cannot_be_written_anew_it_says_so(
    river: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    river.raw.execute("PRAGMA busy_timeout = 0")
    other = open_connection(river.path)
    do = river.do

    def then_another_writes(*arguments: Any, **named: Any) -> Any:
        done = do(*arguments, **named)
        other.execute("BEGIN IMMEDIATE")
        return done

    monkeypatch.setattr(river, "do", then_another_writes)
    done = erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert done.value.traces_left
    other.execute("ROLLBACK")
    other.close()
    assert [row[2] for row in everything(river)["contact"]] == [""]
    river.leave_no_trace()
    assert traces(river, *SECRETS[:-1]) == []


def test_a_failure_half_way_leaves_everything(
    river: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from revops_desktop.database import erasing as database_erasing

    before, undo = everything(river), river.undo_label()

    def fail(*_arguments: Any) -> None:
        raise RuntimeError("pulled the plug")

    monkeypatch.setattr(database_erasing, "_blank_labels", fail)
    with pytest.raises(RuntimeError):
        river.do(erasing.erase, at=NOW, contacts=[1])
    assert everything(river) == before
    assert river.undo_label() == undo


def purge(river: Workspace, at: int) -> erasing.Erased:
    """Lets go of what is due at an instant."""
    found: erasing.Erased = river.do(erasing.purge, at=at).value
    return found


def test_the_trash_is_kept_for_ninety_days(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, companies=[1])
    assert not river.ask(erasing.is_due, at=NOW + 90 * DAY)
    assert purge(river, NOW + 90 * DAY) == erasing.Erased(0, 0, 0)
    assert river.undo_label() == ("Delete “{name}”", {"name": "Aoba Ltd"})
    assert river.ask(erasing.is_due, at=NOW + 90 * DAY + 1)
    assert purge(river, NOW + 90 * DAY + 1) == erasing.Erased(1, 1, 1)
    assert not river.ask(erasing.is_due, at=NOW + 91 * DAY)
    assert [row[1] for row in everything(river)["company"]] == [""]
    river.checkpoint()
    assert check.check_file(river.path).findings == ()


def test_what_was_done_since_can_still_be_undone(river: Workspace) -> None:
    river.do(trash.delete, at=NOW, deals=[1])
    river.do(deals.move_to_stage, at=NOW + 80 * DAY, deal_id=2, stage_id=2)
    stage_before = [row for row in everything(river)["deal_state"]]
    river.do(deals.move_to_stage, at=NOW + 81 * DAY, deal_id=2, stage_id=4)
    purge(river, NOW + 91 * DAY)
    label = river.undo_label()
    assert label is not None and label[0] == "Move “{deal}” to {stage}"
    river.undo(at=NOW + 91 * DAY)
    assert everything(river)["deal_state"] == stage_before
    river.undo(at=NOW + 91 * DAY)
    # No further: what lies before was let go of.
    assert river.undo_label() is None
    river.checkpoint()
    assert check.check_file(river.path).findings == ()
    assert not river.ask(log)[2].undone


def open_deals(session: Session) -> int:
    """How many deals are open."""
    state = tables.deal_state.c
    return len(session.scalars(select(state.deal_id).where(state.status == "open")).all())


@pytest.mark.parametrize(
    "deed",
    [
        lambda river: river.do(trash.delete, at=NOW, companies=[1]),
        lambda river: (river.do(trash.delete, at=NOW, deals=[1, 2]), purge(river, NOW + 91 * DAY)),
        lambda river: erasing.erase_for_good(river, at=NOW, companies=[1]),
    ],
    ids=["deleted", "purged", "erased"],
)
def test_reports_of_before_stay_the_same(
    river: Workspace, deed: Callable[[Workspace], object]
) -> None:
    instants = (11, 13, 15, 18, NOW - 1, NOW)
    before = [river.ask(funnel, as_of=at, pipeline_id=1, period=Period()) for at in instants]
    stood = [river.ask(standing_at, pipeline_id=1, at=at) for at in instants]
    open_then = [river.ask(open_deals, as_of=at) for at in instants]
    # None: something was taken back since, and the file must be turned back.
    assert [one.open.count for one in stood if one] == open_then[-2:]
    assert [stage.reached.count for stage in before[-1].stages][:3] == [2, 2, 1]
    deed(river)
    assert [river.ask(standing_at, pipeline_id=1, at=at) for at in instants] == stood
    assert [
        river.ask(funnel, as_of=at, pipeline_id=1, period=Period()) for at in instants
    ] == before


def test_a_source_that_names_somebody_keeps_its_figures(river: Workspace) -> None:
    for month, source, spend in (
        ("2026-03", f"Referral by {PERSON}", 5),
        ("2026-03", f"Referral  by {MAIL}", 7),
        ("2026-04", f"Referral by {PERSON}", 9),
    ):
        entry = ChannelEntry(month, source, "spend", spend)
        river.do(channel_months.set_figure, at=30, entry=entry)
    erasing.erase_for_good(river, at=NOW, contacts=[1])
    assert traces(river, *SECRETS[:-1]) == []
    found = river.ask(shown_months, first_month="2026-03", last_month="2026-04")
    assert [(one.month, one.spend) for one in found] == [
        ("2026-03", 5),
        ("2026-03", 7),
        ("2026-04", 9),
    ]
    first, second, third = found
    assert first.source == third.source == "Referral by —"
    assert first.key == third.key
    assert second.key != first.key
