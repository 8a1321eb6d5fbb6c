"""Workspaces with anything in them that the file may hold, in every table."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.columns import described, referred
from revops_desktop.exchange.out.values import LARGEST_AMOUNT
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.targets import FIGURES
from revops_desktop.rules.text import fold, match_key

HOSTILE = (
    *("", "'", "''", "'=1", "''=1", "=1+2", " =1", "\t=1", "\r=1", "\n-1", "-5", "+81-3-1234-5678"),
    *("@taro", "＝１", "a\r\nb", "a\nb", "a\rb", " lead", "trail ", "\u3000", "\xa0", "NULL"),
    *("007", "1e5", "TRUE", "2024-01-01", "12:00", "#N/A", "#REF!", "_x0041_", "_x005F_", "NaN"),
    *(
        "nul\x00l",
        "\x1b[31m",
        "\x7f",
        "\ufffe",
        "\uffff",
        "😀𠮷",
        "髙﨑〜−",
        '"',
        '"",""',
        "a;b\tc",
    ),
    *("x" * 40_000, "😀" * 17_000, "… (long_texts)", "\ufeffa", "\u2028", "<b>&amp;", "{}", "合計"),
    *(
        "カ\u3099",
        "ー",
        "ａｂｃ",
        "Ab  c",
        "(株)青葉",
        "株式会社青葉",
        "\\",
        "\\u0041",
        "¥",
        "　=1",
        "0",
    ),
)
_NUMBERS = (0, 1, -1, 7, 2500, 10_000, 10**6, 10**15 + 1, 2**53 + 1, 2**63 - 1, -(2**63))
_INSTANTS = (0, -1, 1_700_000_000, 1_775_000_001, -(10**10), 10**11, 10**13, 1_729_999_999)
_DAYS = ("2024-02-29", "1899-12-31", "1900-03-01", "0001-01-01", "9999-12-31", "2026-04-01")
_ZONES = ("Asia/Tokyo", "America/New_York", "Pacific/Apia", "UTC", "Africa/Monrovia")
_ONE_OF = re.compile(r"(\w+) IN \((.*)\)")
_MOST = 5
# The first of April 2026 in Tokyo.
_FIRST_OF_APRIL = 1_774_969_200

Row = dict[str, Any]


def make_any(path: Path, seed: int, texts: tuple[str, ...] = ()) -> Workspace:
    """A new file filled by chance; the same for the same seed and texts."""
    made = Workspace.create(path)
    made.do(fill, at=1_775_000_000, chance=random.Random(seed), texts=(*texts, *HOSTILE))
    return made


@verb("Fill")
def fill(session: Session, *, at: int, chance: random.Random, texts: tuple[str, ...]) -> None:
    """Some rows in every table; those that contradict the file's rules are left out."""
    ids: dict[str, list[int]] = {}
    raw: Any = session.connection().connection.driver_connection
    for table in sorted(tables.JOURNALED, key=lambda one: one is not tables.workspace):
        ids[table.name] = []
        most = 1 if table.name in ("workspace", "report_look") else _MOST
        for number in range(most):
            row = _row(table, number + 1, ids, chance, texts)
            if row is None:
                continue
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            # What breaks a rule of the table, or is there twice, is left out.
            done = raw.execute(
                f'INSERT OR IGNORE INTO "{table.name}" ({names}) VALUES ({marks})',
                tuple(row.values()),
            )
            if done.rowcount:
                ids[table.name].append(row["id"])


def _row(
    table: Table,
    number: int,
    ids: dict[str, list[int]],
    chance: random.Random,
    texts: tuple[str, ...],
) -> Row | None:
    row: Row = {"id": number * chance.choice((1, 1, 3)) if number > 1 else 1}
    words = _words(table)
    for column in table.columns:
        if column.name in ("id", "match_key"):
            continue
        if column.nullable and chance.random() < 0.4:
            row[column.name] = None
            continue
        other = referred(column)
        if other is not None:
            there = [
                one for one in ids.get(other.name, ()) if other is not table or one < row["id"]
            ]
            if not there and not column.nullable:
                return None
            row[column.name] = chance.choice(there) if there else None
        elif column.name in words:
            row[column.name] = chance.choice(words[column.name])
        else:
            row[column.name] = _value(column, chance, texts)
    if table.name in _MENDED:
        _MENDED[table.name](row, chance)
    if "match_key" in table.columns:
        row["match_key"] = (
            company_key(row["name"])
            if table is tables.company
            else fold(row["source"])
            if table is tables.channel_month
            else match_key(row["name"])
        )
    return row


def _value(column: "Column", chance: random.Random, texts: tuple[str, ...]) -> Any:
    kind = described(column).kind
    if kind == "instant":
        return chance.choice(_INSTANTS) + chance.randrange(3)
    if kind == "day":
        return chance.choice(_DAYS)
    if kind == "month":
        return f"{chance.randrange(1990, 2100)}-{chance.randrange(1, 13):02}"
    if kind == "yes_no":
        return chance.randrange(2)
    if kind == "percent":
        return chance.randrange(10_001)
    if isinstance(column.type, Integer):
        number = chance.choice(_NUMBERS) if chance.random() < 0.5 else chance.randrange(1, 1000)
        if kind == "money":
            return max(-LARGEST_AMOUNT, min(LARGEST_AMOUNT, number))
        return number
    return chance.choice(texts)


def _words(table: Table) -> dict[str, list[str]]:
    """The only values of a column, as its rule says."""
    found: dict[str, list[str]] = {}
    for rule in table.constraints:
        said = _ONE_OF.fullmatch(str(rule.sqltext)) if isinstance(rule, CheckConstraint) else None
        if said is not None and "'" in said[2]:
            found[said[1]] = [word.strip().strip("'") for word in said[2].split(",")]
    return found


def _only_one(*names: str) -> Callable[[Row, random.Random], None]:
    def mend(row: Row, chance: random.Random) -> None:
        kept = chance.choice([name for name in names if row[name] is not None] or [names[0]])
        for name in names:
            if name != kept:
                row[name] = None

    return mend


def _workspace(row: Row, chance: random.Random) -> None:
    row["currency"] = chance.choice(("JPY", "USD", "KWD"))
    row["time_zone"] = chance.choice(_ZONES)
    row["fiscal_year_start_month"] = chance.randrange(1, 13)
    row["language"] = chance.choice(("ja", "en"))


def _visit(row: Row, chance: random.Random) -> None:
    row["sequence"] = row["id"]
    if row["entered_day"] == "2026-04-01" and chance.random() < 0.5:
        row["entered_at"] = _FIRST_OF_APRIL
    if row["entered_at"] is None:
        row["entered_day"] = None
    if row["left_at"] is None:
        row["left_day"] = None
    elif row["outcome"] is None:
        row["outcome"] = "advanced"


def _decided(row: Row, chance: random.Random) -> None:
    if row["outcome"] is None or row["decided_at"] is None:
        row["outcome"] = row["decided_at"] = None


def _report_action(row: Row, chance: random.Random) -> None:
    row["state"] = "open" if row["decided_at"] is None else "done"
    if row["decided_at"] is None:
        row["decided_day"] = None
    row["weeks"] = chance.choice((None, 4))


def _pause(row: Row, chance: random.Random) -> None:
    _only_one("visit_id", "handoff_id")(row, chance)
    if row["resumed_at"] is not None:
        row["resumed_at"] = row["paused_at"] + 1


def _target(row: Row, chance: random.Random) -> None:
    _only_one("function_id", "pod_id", "member_id", "segment")(row, chance)
    row["figure"] = chance.choice((*FIGURES, "unheard"))


def _rule(row: Row, chance: random.Random) -> None:
    if row["attribute"] is None:
        row["attribute"] = "role"
    _only_one("activity_kind", "attribute")(row, chance)
    row["points"] = row["points"] % 1000 + 1
    row["half_life_days"] = row["most"] = None if chance.random() < 0.5 else 9
    # They stand in the text of a statement, which would end there.
    for name in ("activity_kind", "attribute", "value"):
        row[name] = row[name] and row[name].replace("\0", "")


def _limit(row: Row, chance: random.Random) -> None:
    _only_one("stage_id", "rule_id")(row, chance)
    row["limit_minutes"], row["limit_days"] = chance.choice(((None, 2), (90, None), (None, None)))


def _stage(row: Row, chance: random.Random) -> None:
    row["wip_limit"], row["idle_limit_days"] = chance.choice(((None, 2), (3, None)))


def _look(row: Row, chance: random.Random) -> None:
    row["id"] = 1


def _channel(row: Row, chance: random.Random) -> None:
    for name in ("spend", "reach"):
        row[name] = None if row[name] is None else abs(row[name] // 2)


_MENDED: dict[str, Callable[[Row, random.Random], None]] = {
    "workspace": _workspace,
    "stage_visit": _visit,
    "handoff": _decided,
    "report_action": _report_action,
    "clock_pause": _pause,
    "target": _target,
    "score_rule": _rule,
    "time_limit": _limit,
    "stage": _stage,
    "report_look": _look,
    "channel_month": _channel,
    "exit_criterion": _only_one("stage_id", "rule_id"),
    "handoff_item": _only_one("field", "custom_field_id"),
    "custom_value": _only_one("company_id", "contact_id", "deal_id"),
}
