"""Is what a stage asks for met, and why?"""

import pytest

from revops_desktop.rules.criteria import Criterion, Facts, judge

NOTHING_KNOWN = Facts(fields={}, worth=None)


def criterion(condition: str, **more: object) -> Criterion:
    return Criterion(7, "Budget", condition, **more)  # type: ignore[arg-type]  # told by a test


@pytest.mark.parametrize(
    ("asked", "facts", "is_met", "why"),
    [
        (criterion("checklist"), NOTHING_KNOWN, False, ""),
        (criterion("checklist"), Facts({}, None, ticked={7}), True, ""),
        (
            criterion("field_filled", field="expected_close"),
            Facts({"expected_close": ""}, None),
            False,
            "“Expected close” is empty.",
        ),
        (
            criterion("field_filled", field="amount"),
            Facts({"amount": 0}, 0),
            True,
            "“Amount” is filled in.",
        ),
        (
            criterion("custom_field_filled", custom_field_id=3),
            Facts({}, None, custom_fields={4}),
            False,
            "“Budget” is empty.",
        ),
        (
            criterion("custom_field_filled", custom_field_id=3),
            Facts({}, None, custom_fields={3}),
            True,
            "“Budget” is filled in.",
        ),
        (criterion("amount_above_zero"), NOTHING_KNOWN, False, "The amount is not known yet."),
        (criterion("amount_above_zero"), Facts({}, 0), False, "The amount is 0."),
        (criterion("amount_above_zero"), Facts({}, 1), True, "The amount is above 0."),
        (
            criterion("activity_logged", activity_kind="visit"),
            Facts({}, None, activities={"call": 2}),
            False,
            "No “Visit” has been logged yet.",
        ),
        (
            criterion("activity_logged", activity_kind="call"),
            Facts({}, None, activities={"call": 2}),
            True,
            "“Call” was logged 2 times.",
        ),
    ],
)
def test_a_criterion_is_judged_and_says_why(
    asked: Criterion, facts: Facts, is_met: bool, why: str
) -> None:
    verdict = judge(asked, facts)
    assert (verdict.is_met, verdict.why) == (is_met, why)
    assert verdict.is_automatic == (asked.condition != "checklist")
