"""What an import did, or would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from revops_desktop.database.changes import Changed
from revops_desktop.exchange.effects import Effect
from revops_desktop.exchange.refusals import Refusal, Remark


@dataclass(frozen=True, slots=True)
class FileSummary:
    """One file: rows = created + updated + unchanged (there already) + refused + joined.

    `updated`: records that are here already and change, or go where the file says, or leave ·
    `elsewhere`: deals that stand in another stage than it says, or have left by it, and stay ·
    `differs`: those that would change if changes were wanted · `joined`: rows that went
    on with those of another file, or with a new record that an earlier row brings in, beside the
    others · `blank_rows`: read and left out.
    """

    file: str
    kind: str
    encoding: str
    rows: int
    created: int
    unchanged: int
    refused: int
    header: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()
    updated: int = 0
    elsewhere: int = 0
    differs: int = 0
    joined: int = 0
    blank_rows: int = 0

    def to_json(self) -> dict[str, object]:
        """Plain values for the command line."""
        return {
            "file": self.file,
            "kind": self.kind,
            "encoding": self.encoding,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "elsewhere": self.elsewhere,
            "differs": self.differs,
            "refused": self.refused,
            "joined": self.joined,
            "blank_rows": self.blank_rows,
        }


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """All files together. `also_created` are records that only other rows named, by kind;
    `remarks` the first of what was taken though it is doubtful."""

    dry_run: bool
    files: tuple[FileSummary, ...]
    problems: tuple[Refusal, ...]
    problem_count: int
    also_created: Mapping[str, int]
    pipeline: str | None
    seconds: float
    changed: Changed = field(default_factory=Changed)
    # Why each row was refused, by file and line: `refused_rows.write_refused` writes them.
    refused_rows: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    # What becomes of the first rows that are taken.
    effects: tuple[Effect, ...] = ()
    remarks: tuple[Remark, ...] = ()
    remark_count: int = 0

    @property
    def rows(self) -> int:
        """Rows read."""
        return sum(file.rows for file in self.files)

    @property
    def created(self) -> int:
        """Rows that became (or would become) new records."""
        return sum(file.created for file in self.files)

    @property
    def updated(self) -> int:
        """Rows whose record is here already and changes (or would), or moves to another stage."""
        return sum(file.updated for file in self.files)

    @property
    def joined(self) -> int:
        """Rows that went on with other ones: of another file, or of a record that is new too."""
        return sum(file.joined for file in self.files)

    @property
    def elsewhere(self) -> int:
        """Rows whose deal is here already and stays in another stage than they say."""
        return sum(file.elsewhere for file in self.files)

    @property
    def differs(self) -> int:
        """Rows whose record is here already, and says something else than they do."""
        return sum(file.differs for file in self.files)

    @property
    def unchanged(self) -> int:
        """Rows whose record is in the workspace already; it is left as it is."""
        return sum(file.unchanged for file in self.files)

    @property
    def refused(self) -> int:
        """Rows that cannot be taken."""
        return sum(file.refused for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "elsewhere": self.elsewhere,
            "differs": self.differs,
            "joined": self.joined,
            "refused": {
                "count": self.refused,
                "problems": self.problem_count,
                "reasons": [problem.to_json() for problem in self.problems],
            },
            "remarks": {
                "count": self.remark_count,
                "reasons": [remark.to_json() for remark in self.remarks],
            },
            "also_created": dict(self.also_created),
            "pipeline": self.pipeline,
            "files": [file.to_json() for file in self.files],
            "seconds": round(self.seconds, 3),
        }
