"""What a journey finds wrong is told in full; a program with its window."""

import pytest

from tests.ui.conftest import program as program
from tests.ui.conftest import told as told

pytest.register_assert_rewrite(
    "tests.journeys.wanderer", "tests.journeys.team", "tests.journeys.importer"
)
