"""Random lists of few names, so that rows meet each other and what is there; and how they go in."""

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from revops_desktop.database import check
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.fields import MATCH_KEYS, Kind
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import (
    Column,
    ExitRule,
    ImportMapping,
    Mode,
    Outcome,
    Source,
    VisitRule,
)
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import custom_fields, trash
from tests.river import everything, make_river

NAMES = ("Aoba", "㈱Aoba", "株式会社 ＡＯＢＡ", "Midori", "Hoshi Inc.", "HOSHI INC")
PEOPLE = ("Hanako Mori", "mori", "森 花子", "Jiro Ito", "ｊｉｒｏ ito")
NUMBERS = ("7000012050002", "1180301018771", "T5010401067252", "1234567890123")
BLANK = ("", "", "-")
TAGS = ("hot, Tokyo", "HOT", '"a, b"; hot', "tokyo")

# Every field with the texts that it may hold.
POOLS: dict[Kind, dict[str, Sequence[str]]] = {
    "members": {
        "name": ("Sato", "佐藤", "Tanaka", "sato "),
        "email": ("sato@a.example", "SATO@a.example", "t@a.example"),
        "function": ("Sales", "sales", "Care"),
        "monthly_quota": ("100", "200", "x"),
    },
    "products": {
        "name": ("Cloud", "cloud", "Desk"),
        "list_price": ("100", "200"),
        "billing": ("monthly", "one_off"),
    },
    "companies": {
        "name": NAMES,
        "external_key": ("1", "2", "3"),
        "corporate_number": NUMBERS,
        "reading": ("アオバ", "ｱｵﾊﾞ", "ミドリ"),
        "phone": ("03-1111-2222", "03 1111 2222", "06-1"),
        "website": ("https://aoba.co.jp/x", "aoba.co.jp", "gmail.com"),
        "address": ("Tokyo 1", "Osaka 2"),
        "employees": ("5", "6", "many"),
        "owner": ("Sato", "Tanaka", "Nobody yet"),
        "tags": TAGS,
        "note": ("one", "two"),
    },
    "contacts": {
        "name": PEOPLE,
        "company": NAMES,
        "external_key": ("1", "2"),
        "email": ("a@aoba.co.jp", "info@aoba.co.jp", "A@AOBA.co.jp"),
        "phone": ("090-1111-2222", "09011112222"),
        "job_title": ("Head", "Buyer"),
        "role": ("champion", "user"),
        "note": ("one", "two"),
    },
    "deals": {
        "external_key": ("1", "2", "3", "4"),
        "title": ("Cloud", "ｃｌｏｕｄ", "Desk", "Robot"),
        "company": NAMES,
        "contact": PEOPLE,
        "kind": ("new", "renewal"),
        "amount": ("0", "100", "200", "300", "x"),
        "monthly_amount": ("10", "20"),
        "probability": ("10", "90"),
        "expected_close": ("2026-01-02", "2026-02-03"),
        "owner": ("Sato", "Suzuki", "Nobody yet"),
        "product": ("Cloud", "Desk"),
        "quantity": ("1", "2", "0"),
        "price": ("100", "50"),
        "source": ("Web", "Fair"),
        "tags": TAGS,
        "note": ("one", "two"),
        "stage": ("Lead", "Qualified", "Proposal", "Customer", "lost", "?"),
        "began": ("2025-01-01", "2025-01-02"),
    },
}
OF_A_LINE = ("product", "quantity", "price", "amount", "monthly_amount")
NEEDED: dict[Kind, str] = {
    "members": "name",
    "products": "name",
    "companies": "name",
    "contacts": "name",
}
OUTCOMES = (
    Outcome(
        ("lost",),
        (VisitRule(stage="Lead", entered=Column(("began",))),),
        ExitRule("lost", reason="too dear"),
    ),
    Outcome((), (VisitRule(entered=Column(("began",))),)),
)


class Lists:
    """A workspace, and random lists that go into it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.file = make_river(folder / "a.revops")
        self.now = 1_760_000_000
        self.number = 0
        for subject in ("company", "deal"):
            self.file.do(
                custom_fields.define, at=self.now, subject=subject, name="Size", kind="number"
            )

    def list_of(self, kind: Kind, rows: int) -> tuple[Path, ImportMapping]:
        """A file of this kind with some of its columns, and how it is read."""
        chance = self.chance
        pools = dict(POOLS[kind])
        if kind in ("companies", "deals"):
            pools["Size"] = ("1", "2.5", "big")
        needed = NEEDED.get(kind, "stage")
        columns = [one for one in pools if one == needed or chance.random() < 0.6]
        self.number += 1
        path = self.folder / f"{kind}{self.number}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(self._rows(columns, needed, pools, rows))
        fields = [one for one in columns if one not in ("stage", "began", "Size")]
        match: tuple[str, ...] = ()
        if kind in MATCH_KEYS and chance.random() < 0.3:
            match = tuple(chance.sample(MATCH_KEYS[kind], 1))
        source = Source(
            file="*",
            kind=kind,
            columns={one: Column((one,)) for one in fields},
            required=(),
            missing=("-",),
            mode=chance.choice((None, "create", "update", "both", "both")),
            match=match,
            blank_erases=chance.random() < 0.2,
        )
        if kind == "deals":
            source = replace(
                source,
                stage_column=Column(("stage",)),
                outcomes=OUTCOMES,
                moves_present=chance.random() < 0.3,
            )
        return path, ImportMapping("random", (source,))

    def several_of_a_kind(
        self, kind: Kind, rows: int, number: int = 2, *, mixed: bool = False
    ) -> tuple[list[Path], ImportMapping]:
        """Files of this kind; in one of them an empty cell says something too. `mixed`: each says
        for itself that, and what it does to what is here."""
        paths, sources = [], []
        modes: Sequence[Mode] = ("create", "update", "both", "both")
        mode = self.chance.choice(modes)
        erasing = self.chance.randrange(number)
        for one in range(number):
            path, mapping = self.list_of(kind, rows)
            paths.append(path)
            erases = self.chance.random() < 0.3 if mixed else one == erasing
            own = self.chance.choice(modes) if mixed else mode
            read = mapping.sources[0]
            sources.append(replace(read, file=path.name, mode=own, blank_erases=erases))
        return paths, ImportMapping("random", tuple(sources))

    def _rows(
        self, columns: Sequence[str], needed: str, pools: dict[str, Sequence[str]], number: int
    ) -> list[list[str]]:
        """Random rows; some go on with the one above them, with another line of its deal."""
        chance = self.chance
        blank = chance.choice((0.1, 0.5))
        goes_on = chance.choice((0, 0, 0.5)) if "product" in columns else 0
        found: list[list[str]] = []
        for _row in range(number):
            row = [
                chance.choice(BLANK)
                if one != needed and chance.random() < blank
                else chance.choice(pools[one])
                for one in columns
            ]
            if found and chance.random() < goes_on:
                row = [
                    own if one in OF_A_LINE else chance.choice((above, above, ""))
                    for one, own, above in zip(columns, row, found[-1], strict=True)
                ]
            found.append(row)
        return found

    def bring(
        self,
        paths: Sequence[Path],
        mapping: ImportMapping,
        *,
        dry_run: bool = False,
        mode: Mode | None = None,
    ) -> ImportSummary:
        """Imports them a while later."""
        if not dry_run:
            self.now += 60
        return import_files(
            self.file, paths, mapping, at=self.now, dry_run=dry_run, mode=mode, override="why"
        )

    def step(self) -> None:
        """A random list goes in, and everything that was promised of it is seen to hold."""
        kind = self.chance.choice(tuple(POOLS))
        path, mapping = self.list_of(kind, self.chance.randint(1, 8))
        self.bring_twice([path], mapping)

    def step_of_several(self, number: int, *, mixed: bool) -> None:
        """As `step`, with lists of one kind of record."""
        kind = self.chance.choice(tuple(POOLS))
        rows = self.chance.randint(1, 5)
        self.bring_twice(*self.several_of_a_kind(kind, rows, number, mixed=mixed))

    def bring_twice(self, paths: Sequence[Path], mapping: ImportMapping) -> None:
        """These lists go in, and everything that was promised of them is seen to hold."""
        kind = mapping.sources[0].kind
        before = everything(self.file)
        said = told(self.bring(paths, mapping, dry_run=True))
        only_made = all((one.mode or "create") == "create" for one in mapping.sources)
        changing = self.bring(paths, mapping, dry_run=True, mode="both") if only_made else None
        assert everything(self.file) == before
        done = self.bring(paths, mapping)
        assert told(done) == said, described(paths, mapping)
        if changing is not None and kind != "deals":
            there = sum(file.created for file in changing.files)
            assert done.differs >= changing.updated - there
        if not done.changed.tables:
            assert everything(self.file) == before
            assert (done.created, done.updated) == (0, 0)
        after = everything(self.file)
        again = self.bring(paths, mapping)
        assert (again.created, again.updated) == (0, 0), (
            f"{described(paths, mapping)}{told(done)}\n{told(again)}"
        )
        assert everything(self.file) == after, described(paths, mapping)
        if done.changed.tables:
            self.file.undo(at=self.now)
            assert everything(self.file) == before
            self.file.redo(at=self.now)
            assert everything(self.file) == after

    def disturb(self) -> None:
        """Something of it goes into the trash."""
        deals = self.file.raw.execute("SELECT id FROM deal WHERE deleted_at IS NULL").fetchall()
        if deals and self.chance.random() < 0.3:
            self.now += 60
            self.file.do(trash.delete, at=self.now, deals=[self.chance.choice(deals)[0]])


def described(paths: Sequence[Path], mapping: ImportMapping) -> str:
    """The files and how they are read, for whoever looks at a failure."""
    return "\n".join(
        f"{read.kind} mode={read.mode} match={read.match} erases={read.blank_erases}\n"
        f"{path.read_text()}"
        for path, read in zip(paths, mapping.sources, strict=True)
    )


def told(summary: ImportSummary) -> dict[str, Any]:
    """What a summary says, but how long it took and whether it was dry."""
    said = summary.to_json()
    del said["seconds"], said["dry_run"]
    return said


def tell(folder: Path, seed: int, steps: int, *, lists: int = 1, mixed: bool = False) -> None:
    """Several random lists, or several at once, one after the other; at the end the file is
    sound."""
    given = Lists(folder, seed)
    with given.file as file:
        for _step in range(steps):
            if lists > 1:
                given.step_of_several(lists, mixed=mixed)
            else:
                given.step()
            given.disturb()
        file.checkpoint()
        assert check.check_file(folder / "a.revops").findings == ()


def workspace_of(lists: Lists) -> Workspace:
    """The file that the lists go into."""
    return lists.file
