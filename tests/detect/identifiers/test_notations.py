"""Coordinates, addresses, cards and keys are found in every notation people write them in."""

import pytest


def kinds(found):
    return {validator for validator, _, _ in found}


@pytest.mark.parametrize(
    "text",
    [
        "东经113°37′12.5″，北纬34°44′47.6″",
        "N34°42.3180′ E113°35.3671′",
        "北纬三十四度四十二分十八秒，东经一百一十三度三十五分二十一点五秒",
        "东经一一三度三五分二一秒、北纬三四度四二分一八秒",
        "位置 N344218 E1133521",
        "344218N 1133521E",
    ],
)
def test_a_pair_to_the_second_is_found_in_signs_words_and_packed_figures(find, text):
    assert kinds(find(text)) == {"dms"}


@pytest.mark.parametrize(
    "text",
    [
        "北纬三十四度，东经一百一十三度之间",
        "N994218 E1133521",
        "345961N 1133521E",
        "型号N344218，批次E113352",
        "北纬七十四度四十二分十八秒，东经一百九十度三十五分二十一秒",
    ],
)
def test_what_is_no_pair_to_the_second_inside_the_country_is_none(find, text):
    assert "dms" not in kinds(find(text))


def test_four_decimals_need_a_name_or_a_comma_alone_between_the_two(find):
    assert kinds(find("拟选地块（113.5712，34.7412）")) == {"degrees"}
    assert kinds(find("经度113.5712 纬度34.7412")) == {"degrees"}
    assert "degrees" not in kinds(find("甲组均值113.5712，乙组均值34.7412"))
    assert "degrees" not in kinds(find("两项分别为113.5712,34.74125%"))


def test_geocentric_axes_are_metres(find):
    assert kinds(find("X=-2123456.789 Y=5012345.678 Z=3345678.901")) == {"grid-metres"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("服务器IP10.45.6.7端口554", "10.45.6.7"),
        ("主机 192 . 168 . 20 . 11 ，端口1521", "192.168.20.11"),
        ("终端改为10。20。3。25，网关不变", "10.20.3.25"),
        ("部署在１０．２３．４５．６服务器上", "10.23.45.6"),
    ],
)
def test_a_private_address_is_found_glued_spaced_and_with_other_dots(find, text, address):
    assert ("private-address", address) in [(validator, value) for validator, value, _ in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.0/8、172.16.0.0/12、192.168.0.0/16三段",
        "第10 . 2 . 3节",
        "款额10。20。3项。",
        "V10.2.3.4",
        "172。32。0。1",
    ],
)
def test_the_blocks_themselves_sections_and_versions_are_no_address(find, text):
    assert "private-address" not in kinds(find(text))


def test_a_card_is_found_in_any_groups_and_not_when_it_is_called_an_order(find):
    assert kinds(find("农信社卡6222 0290 0000 0135716")) <= {"bank-card", "bank-card-known"}
    assert kinds(find("农信社卡6222 0290 0000 0135716"))
    assert kinds(find("物流单号6222001234567890123不是银行卡号")) == set()
    assert kinds(find("登记的银行卡号6222001234567890123")) == {"bank-card"}


@pytest.mark.parametrize(
    "key",
    [
        "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "npm_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
        "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH",
        "SEC" + "0123456789abcdef" * 4,
        "GOCSPX-" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4",
    ],
)
def test_a_key_of_known_form_is_a_token_anywhere(find, key):
    assert find(f"请填写{key}后保存") == [("token", key, key)]


def test_the_key_in_a_robots_address_is_a_token_and_the_address_is_not(find):
    key = "0f1c9a07-be23-4d85-a6e1-f90c2b7d4835"
    assert ("token", key, key) in find(f"https://qyapi.example.cn/cgi-bin/webhook/send?key={key}")
    assert find(f"办件流水号{key}") == []
