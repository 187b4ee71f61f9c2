"""Coming and going: the login page, limits, the pledge, the first page."""

import re

import pytest
from staff import PASSWORD

from reviewer.office.accounts import accounts, first_run, passwords, pledges
from reviewer.store.tables.accounts import Setting, Visit
from reviewer.store.tables.organisation import Person
from reviewer.web.gate import VISIT


def csrf(client, path="/login"):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[1]


def sign_in(client, login="head", password=PASSWORD, **more):
    data = {"csrf_token": csrf(client), "login": login, "password": password}
    return client.post("/login", data=data | more)


def visit_of(client):
    with client.session_transaction() as session:
        return session.get(VISIT)


def test_who_is_not_signed_in_is_sent_to_the_login_page_and_back(client, people):
    sent = client.get("/me?x=1")
    assert (sent.status_code, sent.location) == (303, "/login?next=/me?x%3D1")
    back = sign_in(client, next="/me?x=1")
    assert (back.status_code, back.location) == (303, "/me?x=1")
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
    ],
)
def test_the_way_back_never_leads_elsewhere(client, people, wanted):
    assert sign_in(client, next=wanted).location.startswith("/")
    assert "evil" not in client.get("/login", query_string={"next": wanted}).text


def test_a_wrong_password_is_told_on_the_page_without_saying_what_was_wrong(client, people):
    pages = [sign_in(client, "head", "wrong"), sign_in(client, "nobody", PASSWORD)]
    assert [page.status_code for page in pages] == [401, 401]
    assert all("登录名、密码或动态密码不正确" in page.text for page in pages)
    assert visit_of(client) is None


def test_signing_in_needs_the_csrf_token(client, people):
    assert client.post("/login", data={"login": "head", "password": PASSWORD}).status_code == 400


def test_the_session_is_made_anew_at_sign_in(client, people):
    csrf(client)
    with client.session_transaction() as session:
        session[VISIT], session["planted"] = "planted-by-somebody", "x"
        before = session["csrf_token"]
    data = {"csrf_token": csrf(client), "login": "head", "password": PASSWORD}
    client.post("/login", data=data)
    with client.session_transaction() as session:
        assert session[VISIT] != "planted-by-somebody"
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_signing_in_again_ends_the_visit_before(client, people, office):
    sign_in(client)
    first = visit_of(client)
    data = {"csrf_token": csrf(client, "/me"), "login": "author", "password": PASSWORD}
    client.post("/login", data=data)
    assert accounts.visitor(office, first) is None


def test_the_cookie_is_for_the_server_only_and_for_https_only_over_https(app, people):
    for base, secure in (("http://localhost", False), ("https://localhost", True)):
        given = app.test_client().get("/login", base_url=base).headers["Set-Cookie"]
        assert "HttpOnly" in given
        assert "SameSite=Lax" in given
        assert ("Secure" in given) is secure


def test_leaving_ends_the_visit(client, people, office):
    sign_in(client)
    token = visit_of(client)
    left = client.post("/logout", data={"csrf_token": csrf(client, "/me")})
    assert left.location == "/login"
    assert accounts.visitor(office, token) is None
    assert client.get("/me").location.startswith("/login")


def test_an_idle_visit_must_sign_in_again(client, people, clock):
    sign_in(client)
    clock.turn(minutes=31)
    assert client.get("/me").location.startswith("/login")


def test_an_address_that_fails_too_often_waits_whoever_it_names(client, people, clock):
    for number in range(20):
        assert sign_in(client, f"nobody{number}").status_code == 401
    assert sign_in(client).status_code == 429
    clock.turn(minutes=5)
    assert sign_in(client).status_code == 303


def test_a_first_password_is_changed_before_anything_else_then_the_pledge(client, people, office):
    with office.store.write() as session:
        person = session.get(Person, people["head"].id)
        passwords.put(session, person, PASSWORD, office.clock())
        person.pledge = ""
    sign_in(client)
    assert client.get("/me").location == "/me/password"
    data = {
        "csrf_token": csrf(client, "/me/password"),
        "old": PASSWORD,
        "new": "Bamboo-raft-77",
        "again": "Bamboo-raft-77",
    }
    assert client.post("/me/password", data=data).status_code == 303
    assert client.get("/me").location == "/pledge"
    page = client.get("/pledge").text
    assert "保密承诺书" in page
    assert client.post("/pledge", data={"csrf_token": csrf(client, "/pledge")}).status_code == 409
    data = {
        "csrf_token": csrf(client, "/pledge"),
        "digest": pledges.digest(pledges.read(office)),
        "agree": "yes",
    }
    assert client.post("/pledge", data=data).status_code == 303
    assert client.get("/me").status_code == 200


def test_the_first_page_needs_the_code_of_this_machine_and_is_gone_afterwards(client, office):
    assert client.get("/login").location == "/setup"
    form = {
        "unit-name": "清溪县示例局",
        "unit-code": "QX",
        "name-administrator": "甲",
        "name-security-administrator": "乙",
        "name-auditor": "丙",
    }
    form |= {f"login-{role}": login for role, login in first_run.LOGINS.items()}
    wrong = client.post("/setup", data=form | {"csrf_token": csrf(client, "/setup"), "code": "0" * 16})
    assert wrong.status_code == 409
    assert first_run.is_empty(office)
    right = form | {"csrf_token": csrf(client, "/setup"), "code": first_run.setup_code(office.settings)}
    made = client.post("/setup", data=right).text
    given = dict(re.findall(r"<td>(\w+)</td><td><code>([\w-]+)</code>", made))
    assert set(given) == set(first_run.LOGINS.values())
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data=right).status_code == 404
    assert sign_in(client, "security", given["security"]).location
    assert client.get("/accounts").location == "/me/password"


def test_demonstration_people_are_on_the_login_page_of_a_demonstration_only(client, people, office):
    assert "演示单位" not in client.get("/login").text
    with office.store.write() as session:
        session.add(
            Setting(
                name="demonstration",
                value={"guests": [["科室负责人", "示例", "head", PASSWORD]]},
                at=office.clock(),
            )
        )
    page = client.get("/login").text
    assert "演示单位" in page
    assert PASSWORD in page
    away = client.get("/login", environ_base={"REMOTE_ADDR": "10.0.0.9"}).text
    assert PASSWORD not in away


def test_no_visit_token_is_in_any_page(client, people, office):
    sign_in(client)
    assert visit_of(client) not in client.get("/me").text
    with office.store.read() as session:
        assert visit_of(client) not in {visit.token for visit in session.query(Visit)}


def test_the_identity_provider_is_not_there_unless_configured(client, people):
    assert "统一身份认证" not in client.get("/login").text
    assert client.get("/login/provider").status_code == 404
    assert client.get("/login/provider/back?code=x&state=y").location == "/login"


def test_a_return_without_this_browser_s_ticket_lets_nobody_in(client, people, office, monkeypatch):
    (office.settings.state / "oidc.toml").write_text(
        'issuer = "http://127.0.0.1:9"\nclient_id = "a"\nclient_secret = "b"\n', encoding="utf-8"
    )
    assert "用统一身份认证登录" in client.get("/login").text
    away = client.get("/login/provider")
    assert away.status_code == 409
    with client.session_transaction() as session:
        session["provider"] = ["state", "nonce", "verifier", "/me"]
    refused = client.get("/login/provider/back?code=x&state=other")
    assert refused.status_code == 401
    assert visit_of(client) is None
    assert client.get("/login/provider/back?code=x&state=state").location == "/login"  # the ticket is used up
