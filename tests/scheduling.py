"""Which tests run in the same process: those of a file, and of files that make the same things."""

from typing import Any

import pytest

# What parses the whole program, and what looks at the large demos.
TOGETHER = {
    **dict.fromkeys(
        (
            *("tests/test_architecture.py", "tests/test_catalogue.py", "tests/test_offline.py"),
            *("tests/test_text_is_data.py", "tests/test_tokens.py"),
        ),
        "the source",
    ),
    **dict.fromkeys(
        (
            f"tests/operations/demo/test_{name}.py"
            for name in (
                *("bottleneck", "found", "late_closes", "planted_elsewhere", "reported", "story"),
            )
        ),
        "the demos",
    ),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By file, but for those that share what they make."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return TOGETHER.get(file, file)

    return Together(config, log)
