"""Every route × everybody × whose record it is: who may come in, who is turned away, and how."""

import pytest
from playing import items, submitted, turn
from staff import STAFF

from reviewer.web.rights import BUSINESS, RIGHTS, THREE

EVERYBODY = (*STAFF, "stranger")
# Blueprints whose POST carries a token of its own instead of a browser's.
BEARERS = frozenset({"api"})


@pytest.fixture
def routes(app):
    """endpoint → (rule, method) of the product's own pages."""
    return {
        (rule.endpoint, method): rule
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.endpoint != "static"
    }


@pytest.fixture
def records(office, people):
    """A case of the author that waits for the head of the 科室, and its file."""
    case_id = submitted(office, people["author"])
    return {"case_id": case_id, "item_id": items(office, case_id)[0].id}


def address(rule, records, *, known=True):
    """The route's address, its record filled in; with `known` false one that does not exist."""
    values = {
        "case_id": records["case_id"], "item_id": records["item_id"], "old": 1, "new": 1,
        "number": "QX-2026-00001", "token": "x", "name": "x",
    }  # fmt: skip
    numbers = {name: values.get(name, 1) if known else 987_654 for name in rule.arguments}
    numbers |= {name: values[name] for name in rule.arguments if name in {"token", "name"}}
    if "number" in numbers and not known:
        numbers["number"] = "QX-2026-98765"
    path = rule.rule
    for name, value in numbers.items():
        path = path.replace(f"<int:{name}>", str(value)).replace(f"<{name}>", str(value))
    return path


def ask(client, method, path, token=None):
    return client.open(path, method=method, data={"csrf_token": token} if token else {})


def test_the_table_names_every_endpoint_and_nothing_else(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    assert endpoints == set(RIGHTS)


def test_nobody_signed_in_reaches_only_what_is_for_anyone(client, routes, records, token):
    for (endpoint, method), rule in routes.items():
        if RIGHTS[endpoint] == "anyone":
            continue
        answer = ask(client, method, address(rule, records), token)
        assert answer.status_code == 303, (endpoint, method)
        assert "/login" in answer.location, (endpoint, method)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_lacks_the_role_is_turned_away_at_the_gate(as_person, people, routes, records, name):
    client = as_person(name)
    for (endpoint, method), rule in routes.items():
        who = RIGHTS[endpoint]
        if who in ("anyone", "signed-in") or people[name].has(*who):
            continue
        answer = ask(client, method, address(rule, records), client.token)
        assert answer.status_code == 403, (endpoint, method)


@pytest.mark.parametrize("name", EVERYBODY)
def test_records_that_do_not_exist_are_not_found_whoever_asks(as_person, people, routes, records, name):
    client = as_person(name)
    for (endpoint, method), rule in routes.items():
        who = RIGHTS[endpoint]
        if "case_id" not in rule.arguments or not (who in ("anyone", "signed-in") or people[name].has(*who)):
            continue
        answer = ask(client, method, address(rule, records, known=False), client.token)
        assert answer.status_code == 404, (endpoint, method)


# Who sees a case that waits for its 科室's head: its author and that head.
@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - {"author", "head"}))
def test_a_case_of_others_looks_like_one_that_does_not_exist(as_person, people, routes, records, name):
    client = as_person(name)
    for (endpoint, method), rule in routes.items():
        if "case_id" not in rule.arguments or not people[name].has(*RIGHTS[endpoint]):
            continue
        answer = ask(client, method, address(rule, records), client.token)
        assert answer.status_code == 404, (endpoint, method)


@pytest.mark.parametrize("name", ["author", "head"])
def test_those_whose_case_it_is_open_its_pages(as_person, records, name):
    client = as_person(name)
    case, item = records["case_id"], records["item_id"]
    for path in (f"/cases/{case}", f"/cases/{case}/items/{item}", f"/cases/{case}/form"):
        assert client.get(path).status_code == 200, path


def test_every_change_asks_for_the_token_of_the_page(as_person, people, routes, records):
    clients = {name: as_person(name) for name in ("author", "head", "administrator", "security", "auditor")}
    asked = 0
    for (endpoint, method), rule in routes.items():
        if method == "GET" or endpoint.partition(".")[0] in BEARERS:
            continue
        who = RIGHTS[endpoint]
        client = next(
            (c for name, c in clients.items() if who in ("anyone", "signed-in") or people[name].has(*who)),
            None,
        )
        if client is None:
            continue
        assert ask(client, method, address(rule, records)).status_code == 400, (endpoint, method)
        asked += 1
    assert asked > 30


def test_no_get_changes_anything_but_what_was_opened(as_person, office, people, routes, records):
    client = as_person("head")
    before = turn(office, records["case_id"])
    for (endpoint, method), rule in routes.items():
        if method == "GET" and endpoint != "login.leave":
            ask(client, method, address(rule, records))
    assert turn(office, records["case_id"]) == before


def test_the_three_administrators_have_no_page_of_a_case():
    pages = [
        endpoint
        for endpoint, who in RIGHTS.items()
        if who != "anyone"
        and endpoint.startswith(
            ("cases.", "items.", "signing.", "versions.", "moving.", "phone.", "publishing.")
        )
    ]
    assert pages
    assert all(not set(RIGHTS[endpoint]) & set(THREE) for endpoint in pages)
    assert not set(BUSINESS) & set(THREE)
