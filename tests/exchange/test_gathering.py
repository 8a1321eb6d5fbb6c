"""What an import gathers is let go of as soon as it is over."""

import weakref
from pathlib import Path

from revops_desktop.exchange.gathering import Gathering
from revops_desktop.operations.known import known
from tests.river import make_river


def test_it_needs_no_collector(tmp_path: Path) -> None:
    """It holds all that is known of the file; tests run without Python's collector."""
    with make_river(tmp_path / "a.revops") as workspace:
        gathering = Gathering(workspace.ask(known))
        left = weakref.ref(gathering)
        assert gathering.company_here("Nobody") is None
        del gathering
        assert left() is None
