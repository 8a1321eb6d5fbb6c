"""What a journey finds wrong is told in full."""

import pytest

pytest.register_assert_rewrite("tests.journeys.wanderer")
