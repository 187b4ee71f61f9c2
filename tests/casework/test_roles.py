"""三员 are three people, and none of them reviews."""

from itertools import combinations

import pytest

from reviewer.casework.roles import NAMES, ROLES, SEPARATE, clash


def test_every_role_has_its_name():
    assert set(NAMES) == set(ROLES)


@pytest.mark.parametrize("pair", [*combinations(sorted(SEPARATE), 2)])
def test_two_of_the_three_administrators_are_never_one_person(pair):
    assert clash(frozenset(pair))


@pytest.mark.parametrize("separate", sorted(SEPARATE))
@pytest.mark.parametrize("other", sorted(set(NAMES) - SEPARATE))
def test_an_administrator_takes_no_part_in_reviews(separate, other):
    assert clash(frozenset({separate, other}))


def test_reviewing_roles_may_meet_in_one_person():
    assert clash(frozenset(set(NAMES) - SEPARATE)) == ""
