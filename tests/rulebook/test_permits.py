"""A permit says which rules, where, who answers, why and until when, or it is refused."""

from datetime import date

import pytest

from reviewer.errors import RuleError
from reviewer.rulebook.permits import permit_from

TABLE = {"id": "unit.contact", "rules": ["personal.mobile"], "columns": ["机构职能"], "owner": "保密办",
         "reason": "依法公布办公电话", "until": date(2027, 6, 30)}  # fmt: skip


def test_a_whole_permit_is_read():
    permit = permit_from(TABLE)
    assert (permit.rules, permit.columns, permit.severity) == (("personal.mobile",), ("机构职能",), "note")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"owner": ""}, "owner"),
        ({"reason": " "}, "reason"),
        ({"id": 3}, "id"),
        ({"until": "2027-06-30"}, "until"),
        ({"until": None}, "until"),
        ({"rules": []}, "rules"),
        ({"rules": ["手机"]}, "rules"),
        ({"rules": ["*"]}, "rules"),
        ({"columns": []}, "处处放行"),
        ({"columns": "机构职能"}, "columns"),
        ({"severity": "block"}, "severity"),
        ({"colour": "红"}, "colour"),
    ],
)
def test_a_permit_that_lacks_something_is_refused(changes, said):
    with pytest.raises(RuleError, match=said.replace("*", r"\*")):
        permit_from({**TABLE, **changes})
