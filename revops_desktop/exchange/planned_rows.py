"""From the rows of a list to channel months and targets; a row that says nothing new is left."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cell_reader import CellReader
from revops_desktop.exchange.fields import NEEDED
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import read_fields, refuse_unless_made
from revops_desktop.exchange.updating import Updates
from revops_desktop.i18n import _
from revops_desktop.operations.channel_months import MEASURES, ChannelEntry
from revops_desktop.operations.known import Known, KnownPipeline
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.rules.targets import PARTS, figure_of, parse_target
from revops_desktop.rules.text import fold, match_key

PLANNED = ("channel_months", "targets")

# What tells a target from all others: month, figure, river, stage, and the part it is of.
_TargetKey = tuple[str, str, int | None, int | None, int | None, int | None, int | None, str | None]

# Whether there is one here already, and what keeps what the row says; None: nothing new.
_Taken = tuple[bool, Callable[[], None] | None]


@dataclass(frozen=True, slots=True)
class PlannedThere:
    """What the file holds already; functions and pods by match key."""

    channel_months: Mapping[tuple[str, str], tuple[int | None, int | None]]
    targets: Mapping[_TargetKey, int]
    functions: Mapping[str, int]
    pods: Mapping[str, int]


def planned_there(session: Session) -> PlannedThere:
    """The channel months and targets that an import must recognise."""
    channel, target = tables.channel_month.c, tables.target.c
    return PlannedThere(
        channel_months={
            (key, month): (spend, reach)
            for key, month, spend, reach in session.execute(
                select(channel.match_key, channel.month, channel.spend, channel.reach)
            )
        },
        targets={
            (row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]): row[8]
            for row in session.execute(
                select(
                    *(target.month, target.figure, target.pipeline_id, target.stage_id),
                    *(target[name] for name in PARTS),
                    target.value,
                )
            )
        },
        functions=_by_name(session, tables.function),
        pods=_by_name(session, tables.pod),
    )


def _by_name(session: Session, table: Table) -> dict[str, int]:
    rows = session.execute(select(table.c.name, table.c.id).order_by(table.c.id.desc()))
    return {match_key(name): found for name, found in rows}


class PlannedRows:
    """Collects what the rows of all files say and the workspace does not hold yet."""

    def __init__(self, known: Known, there: PlannedThere) -> None:
        self._known, self._there = known, there
        self.channel_months: list[ChannelEntry] = []
        self.targets: list[TargetEntry] = []
        self._seen: set[object] = set()

    def taker(
        self, source: Source, binding: Binding, mode: Mode, updates: Updates
    ) -> Callable[[int, Sequence[str]], bool]:
        """What takes the rows of a source: True where they make something new; what changes what is
        here, or differs from it, goes to `updates`."""
        fields = binding.fields()
        take = self._channel if source.kind == "channel_months" else self._target
        needed = NEEDED[source.kind]

        def taken(line: int, cells: Sequence[str]) -> bool:
            values = read_fields(fields, cells)
            for name in needed:
                if values.get(name) is None:
                    raise RowRefused([fields[name].empty(cells)])
            if source.kind == "channel_months":
                _refuse_below_0(values, fields, cells)
            is_here, keep = take(values, fields)
            if keep is None:
                return False
            if not is_here:
                refuse_unless_made(mode)
            elif mode == "create":
                updates.differing()
                return False
            else:
                updates.completed(line)
            keep()
            return not is_here

        return taken

    def _once(self, key: object, fields: Mapping[str, CellReader], name: str, value: str) -> None:
        if key in self._seen:
            said = _("An earlier row says the same thing. Please keep one of them.")
            raise _refusal(fields, name, said, value)
        self._seen.add(key)

    def _channel(self, values: Mapping[str, Any], fields: Mapping[str, CellReader]) -> _Taken:
        key = (fold(values["source"]), values["month"])
        self._once(key, fields, "source", values["source"])
        held = dict(zip(MEASURES, self._there.channel_months.get(key, (None, None)), strict=True))
        new = [
            ChannelEntry(values["month"], values["source"], measure, values[measure])
            for measure in MEASURES
            # A column that the file lacks, and an empty cell, take nothing away.
            if values.get(measure) is not None and values[measure] != held[measure]
        ]
        is_here = key in self._there.channel_months
        return is_here, (lambda: self.channel_months.extend(new)) if new else None

    def _target(self, values: Mapping[str, Any], fields: Mapping[str, CellReader]) -> _Taken:
        figure = figure_of(values["figure"])
        try:
            value = parse_target(figure, values["value"], self._known.currency)
        except RuleBroken as problem:
            # Of other rows it would not be true.
            said = str(problem).replace(_("Nothing was changed."), "").replace("  ", " ")
            raise _refusal(fields, "value", said, values["value"]) from None
        river, stage_id = self._place(values, fields, figure.of_stage)
        parts = self._part(values, fields)
        entry = TargetEntry(
            values["month"],
            figure.key,
            value,
            pipeline_id=river.id if river is not None else None,
            stage_id=stage_id,
            **parts,
        )
        key = (
            *(entry.month, entry.figure, entry.pipeline_id, entry.stage_id),
            *(entry.function_id, entry.pod_id, entry.member_id, entry.segment),
        )
        self._once(key, fields, "figure", values["figure"])
        if self._there.targets.get(key) == value:
            return True, None
        return key in self._there.targets, lambda: self.targets.append(entry)

    def _place(
        self, values: Mapping[str, Any], fields: Mapping[str, CellReader], of_stage: bool
    ) -> tuple[KnownPipeline | None, int | None]:
        """The river, and the stage where the figure is of one."""
        river = self._river(values, fields)
        name = values.get("stage")
        if not of_stage:
            return river, None
        if name is None:
            raise _refusal(fields, "stage", _("A conversion needs the stage it begins in."))
        stage = next((one for one in river.stages if one.key == match_key(name)), None)
        if stage is None:
            raise _refusal(
                fields,
                "stage",
                _("There is no such stage. There are: {names}.").format(
                    names=", ".join(one.name for one in river.stages)
                ),
                name,
            )
        return river, stage.id

    def _river(self, values: Mapping[str, Any], fields: Mapping[str, CellReader]) -> KnownPipeline:
        rivers, name = self._known.pipelines, values.get("pipeline")
        if name is None and len(rivers) == 1:
            return rivers[0]
        found = next((one for one in rivers if name and one.key == match_key(name)), None)
        if found is None:
            raise _refusal(
                fields,
                "pipeline",
                _("There is no such pipeline. There are: {names}.").format(
                    names=", ".join(one.name for one in rivers)
                ),
                name or "",
            )
        return found

    def _part(self, values: Mapping[str, Any], fields: Mapping[str, CellReader]) -> dict[str, Any]:
        """The part of the business that the target is of; empty: of the whole."""
        found: dict[str, Any] = {}
        for name, known in (
            ("function", self._there.functions),
            ("pod", self._there.pods),
            ("member", self._known.members),
        ):
            said = values.get(name)
            if said is None:
                continue
            if match_key(said) not in known:
                raise _refusal(
                    fields, name, _("There is none of this name. Please correct it."), said
                )
            found[f"{name}_id"] = known[match_key(said)]
        if values.get("segment"):
            found["segment"] = values["segment"]
        if len(found) > 1:
            raise RowRefused(
                [
                    CellRefused(
                        _(
                            "A target is of the whole or of one part: a function, a pod, a "
                            "member or a segment. Please fill in one of these columns at most."
                        )
                    )
                ]
            )
        return found


def _refuse_below_0(
    values: Mapping[str, Any], fields: Mapping[str, CellReader], cells: Sequence[str]
) -> None:
    for measure in MEASURES:
        if (values.get(measure) or 0) < 0:
            said = _("It is below 0. Please correct it.")
            raise _refusal(fields, measure, said, fields[measure].text(cells))


def _refusal(
    fields: Mapping[str, CellReader], name: str, message: str, value: str = ""
) -> RowRefused:
    column = fields[name].column if name in fields else ""
    return RowRefused([CellRefused(message, column, value)])
