"""`reviewer doctor` names the fonts of the papers, or what to install."""

import pytest
from typst import Fonts

from reviewer.commands.doctor import _letters, _patrol
from reviewer.errors import ReportError
from reviewer.report.forms import fonts
from reviewer.report.forms.stationery import Stationery
from reviewer.settings import Patrol, Settings


def test_the_fonts_of_the_papers_are_named(tmp_path):
    settings = Settings(state=tmp_path)
    try:
        letters = fonts.usable(Stationery.of(settings))
    except ReportError:
        pytest.skip("no Chinese font on this machine")
    state, text = _letters(settings)
    assert state == "正常"
    assert f"黑体 {letters.head[0]}" in text


def test_without_a_chinese_font_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "present", lambda _: Fonts(include_system_fonts=False))
    state, text = _letters(Settings(state=tmp_path))
    assert state == "缺少"
    assert "fonts-noto-cjk" in text


def test_a_folder_of_templates_that_is_gone_is_told(tmp_path):
    state, text = _letters(Settings(state=tmp_path, papers=tmp_path / "gone"))
    assert (state, "模板目录不存在" in text) == ("缺少", True)


def test_private_networks_that_may_be_visited_are_told(tmp_path):
    state, text = next(_patrol(Settings(state=tmp_path, patrol=Patrol(networks=("10.8.0.0/16",)))))
    assert (state, "10.8.0.0/16" in text) == ("注意", True)
    assert next(_patrol(Settings(state=tmp_path)))[0] == "正常"


def test_without_a_browser_it_says_what_to_install(tmp_path):
    *_, (state, text) = _patrol(Settings(state=tmp_path, patrol=Patrol(browser=str(tmp_path / "none"))))
    assert (state, "reviewer[rendering]" in text) == ("缺少", True)
