"""What is written is read back equal: every shipped mapping, and random ones."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revops_desktop.exchange.fields import FIELDS, KINDS, MATCH_KEYS, NEEDED, Kind
from revops_desktop.exchange.mapping import (
    MODES,
    Column,
    ExitRule,
    ImportMapping,
    Join,
    Outcome,
    PipelineSpec,
    Place,
    Source,
    StageSpec,
    VisitRule,
)
from revops_desktop.exchange.mapping_file import HISTORIES, IN_A_RIVER, read_mapping
from revops_desktop.exchange.mapping_writer import written
from revops_desktop.exchange.presets import presets

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
names = st.lists(texts, min_size=1, max_size=3).map(tuple)
columns = st.one_of(
    st.builds(Column, names=names),
    st.builds(Column, names=names, joined_by=st.text("- 　\n", max_size=2)),
    st.builds(Column, names=names, by_row=st.booleans()),
    st.builds(Column, value=st.text('a"\\\n円', max_size=4)),
)
maybe_column = st.none() | columns
named_columns = st.dictionaries(texts, columns, max_size=2)


@st.composite
def rules(draw: st.DrawFn, reads_stage: bool) -> VisitRule:
    """A stay that needs no stage column, unless there is one."""
    named = draw(st.booleans()) if reads_stage else False
    where = draw(st.sampled_from(("stage", "phase", "row") if reads_stage else ("stage", "phase")))
    places: tuple[Place, ...] = ("first", "lead", "opportunity", "customer")
    phases = draw(st.lists(st.sampled_from(places), min_size=1, max_size=2).map(tuple))
    return VisitRule(
        stage=draw(texts) if where == "stage" else None,
        phases=phases if where == "phase" else (),
        named=named,
        or_first=draw(st.booleans()),
        certain=draw(st.booleans()),
        entered=draw(maybe_column),
        left=draw(maybe_column),
        left_unknown=draw(st.booleans()),
    )


exits = st.builds(
    ExitRule,
    how=st.sampled_from(("lost", "recycled", "churned")),
    left=maybe_column,
    reason=st.none() | texts,
    reason_column=maybe_column,
    wake=maybe_column,
    by_reason=st.booleans(),
)


joins = st.builds(
    Join, texts, texts, texts, st.booleans(), st.dictionaries(texts, texts, max_size=2)
)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A source that a mapping file may describe."""
    kind: Kind = draw(st.sampled_from(KINDS))
    fields = FIELDS[kind]
    optional = [name for name in fields if name not in NEEDED[kind]]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=3, unique=True)) if optional else []
    plain = [name for name, field in fields.items() if field.words is None]
    plain += ["stage", "reason"] if kind in IN_A_RIVER else []
    is_river, is_history = kind in IN_A_RIVER, kind in HISTORIES
    stage_column = draw(columns) if is_history else draw(maybe_column) if is_river else None
    decimal = draw(st.sampled_from(("auto", ".", ",")))
    thousands = {"auto": "", ".": draw(st.sampled_from(("", ",", " "))), ",": "."}[decimal]
    return Source(
        file=draw(texts),
        kind=kind,
        columns={name: draw(columns) for name in (*NEEDED[kind], *chosen)},
        values=draw(
            st.dictionaries(
                st.sampled_from(plain), st.dictionaries(texts, texts | st.just("")), max_size=2
            )
        ),
        encodings=draw(st.sampled_from(((), ("utf-8",), ("cp932", "utf-16")))),
        delimiter=draw(st.sampled_from(("", ",", ";", "\t", "|"))),
        quote=draw(st.sampled_from(("", '"', "'", "none"))),
        sheet=draw(st.just("") | texts),
        header_line=draw(st.none() | st.integers(0, 9)),
        header_rows=draw(st.none() | st.integers(0, 3)),
        footer_rows=draw(st.none() | st.integers(0, 3)),
        decimal=decimal,
        thousands=thousands,
        amount_unit=draw(st.sampled_from((1, 1000))),
        dates=draw(
            st.sampled_from(
                ({"": "auto"}, {"": "dmy"}, {"": "auto", "A b": "ymd", "日": "%d.%m.%Y"})
            )
        ),
        into_note=draw(names | st.just(())) if "note" in fields else (),
        missing=draw(names | st.just(())),
        missing_words=draw(st.dictionaries(texts, names, max_size=2)),
        required=draw(st.none() | names | st.just(())),
        pipeline=draw(st.none() | texts) if is_river else None,
        stage_column=stage_column,
        at_column=draw(columns) if is_history else None,
        from_column=draw(maybe_column) if kind == "stage_changes" else None,
        stage_dates=draw(named_columns) if kind == "deals" else {},
        outcome_column=draw(columns) if kind == "deals" else None,
        outcomes=_outcomes(draw, kind, stage_column is not None),
        custom=draw(named_columns),
        moves_present=draw(st.booleans()) if kind == "deals" else False,
        joins=draw(st.lists(joins, max_size=2).map(tuple)),
        mode=draw(st.none() | st.sampled_from(MODES)),
        match=_match(draw, kind),
        blank_erases=draw(st.booleans()),
    )


def _match(draw: st.DrawFn, kind: Kind) -> tuple[str, ...]:
    keys = MATCH_KEYS.get(kind, ())
    return tuple(draw(st.lists(st.sampled_from(keys), unique=True))) if keys else ()


def _outcomes(draw: st.DrawFn, kind: Kind, reads_stage: bool) -> tuple[Outcome, ...]:
    if kind in HISTORIES:
        return draw(st.lists(st.builds(Outcome, names, st.just(()), exits), max_size=2).map(tuple))
    if kind != "deals":
        return ()
    visits = st.lists(rules(reads_stage), min_size=1, max_size=2).map(tuple)
    made = st.builds(Outcome, names | st.just(()), visits, st.none() | exits)
    return draw(st.lists(made, min_size=1, max_size=2).map(tuple))


stages = st.builds(
    StageSpec,
    name=texts,
    phase=st.sampled_from(("lead", "opportunity", "customer")),
    probability_basis_points=st.integers(0, 10_000),
    function=st.none() | texts,
    definition=st.just("") | texts,
)
in_order = st.lists(stages, min_size=1, max_size=3).map(
    lambda made: tuple(
        sorted(made, key=lambda one: ("lead", "opportunity", "customer").index(one.phase))
    )
)
mappings = st.builds(
    ImportMapping,
    file=st.just("kept.toml"),
    sources=st.lists(sources(), min_size=1, max_size=2).map(tuple),
    name=st.just("") | texts,
    pipeline=st.none() | st.builds(PipelineSpec, texts, in_order, st.booleans()),
)


def test_nothing_was_added_that_is_not_written() -> None:
    """Whoever adds a field to a mapping writes it, and draws it above."""
    known = {
        ImportMapping: 4,
        PipelineSpec: 3,
        StageSpec: 5,
        Source: 32,
        Join: 5,
        Outcome: 3,
        VisitRule: 8,
        ExitRule: 6,
        Column: 4,
    }
    assert {part: len(dataclasses.fields(part)) for part in known} == known


@settings(max_examples=15)
@given(mappings)
def test_a_random_mapping_is_read_back_equal(
    tmp_path_factory: pytest.TempPathFactory, mapping: ImportMapping
) -> None:
    path = tmp_path_factory.getbasetemp() / mapping.file
    path.write_bytes(written(mapping).encode())
    assert read_mapping(path) == mapping


@pytest.mark.parametrize("key", presets())
def test_a_shipped_mapping_is_read_back_equal(tmp_path: Path, key: str) -> None:
    mapping = read_mapping(presets()[key])
    path = tmp_path / mapping.file
    path.write_text(written(mapping), encoding="utf-8", newline="\n")
    assert read_mapping(path) == mapping
