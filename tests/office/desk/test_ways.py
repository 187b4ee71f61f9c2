"""Notices leave the product only by ways the security administrator set."""

import pytest

from reviewer.errors import RefusedError
from reviewer.office.desk.ways import set_ways, ways

MAIL = {
    "mail_host": "mail.example.gov.cn", "mail_port": "587", "mail_from": "sc@example.gov.cn",
    "mail_security": "starttls", "mail_user": "sc",
}  # fmt: skip


def test_ways_are_set_and_ended(office, people):
    assert (ways(office).mail, ways(office).webhook) == ({}, {})
    set_ways(office, people["security"], MAIL | {"webhook_url": "https://oa.example.gov.cn/hook"})
    assert ways(office).mail["port"] == 587
    assert ways(office).webhook == {"url": "https://oa.example.gov.cn/hook"}
    set_ways(office, people["security"], {})
    assert (ways(office).mail, ways(office).webhook) == ({}, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"mail_port": "0"},
        {"mail_from": "nobody"},
        {"mail_host": "a b"},
        {"mail_security": ""},
        {"webhook_url": "file:///x"},
    ],
)
def test_what_cannot_work_is_refused_and_nothing_is_kept(office, people, wrong):
    with pytest.raises(RefusedError):
        set_ways(office, people["security"], MAIL | wrong)
    assert ways(office).mail == {}


@pytest.mark.parametrize("name", ["administrator", "auditor", "officer", "author"])
def test_only_the_security_administrator_sets_them(office, people, name):
    with pytest.raises(RefusedError):
        set_ways(office, people[name], MAIL)
