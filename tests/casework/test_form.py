"""The form asks what its file says, and refuses what contradicts itself."""

import pytest

from reviewer.casework.form import cleaned, load_form, missing
from reviewer.errors import ResourceError
from reviewer.resources import folder
from reviewer.settings import Settings

FORM = load_form(folder("web", Settings()) / "office/forms/publication.toml")
WHOLE = {
    "title": "关于开展全民健身活动的通知",
    "carrier": "official",
    "source": ["own"],
    "reprint": "no",
    "from_secret": "no",
    "mark_removed": "no",
    "phone": "0000-1234567",
    "channels": ["portal"],
    "attribute": "active",
    "state_secret": "no",
    "work_secret": "no",
    "trade_secret": "no",
    "privacy": "no",
    "not_secret_computer": "yes",
}


def test_a_whole_form_lacks_nothing():
    assert missing(FORM, WHOLE) == ()


def test_every_required_field_is_named_when_it_lacks():
    lines = missing(FORM, {})
    asked = [field for field in FORM.fields if field.required and not field.when]
    assert len(lines) == len(asked)
    assert "请确认：本机为非涉密计算机，所交材料均不涉密" in lines


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"reprint": "yes"}, "请填写“是否已核对原件”"),
        ({"reprint": "yes", "original_checked": "no"}, "转载内容须先核对原件"),
        ({"state_secret": "yes"}, "声明涉及国家秘密的内容不得在本系统处理，请立即停止并报告保密审查员"),
        ({"attribute": "none", "ground": "16-1"}, "公开属性为“不予公开”的内容不能提交发布"),
        ({"attribute": "on-request"}, "依申请公开的内容不主动发布到网站，请核对公开属性或发布途径"),
        ({"privacy": "yes"}, "声明涉及工作秘密、商业秘密、个人隐私或摘编自涉密文件的，须写明拟采取的措施"),
    ],
)
def test_what_does_not_go_together_is_told(changes, line):
    assert missing(FORM, WHOLE | changes) == (line,)


def test_values_are_cleaned_to_what_the_form_knows():
    given = {
        "title": ["  标题  "], "carrier": ["nonsense"], "source": ["own", "nonsense"], "publish_on": ["2026-02-30"],
        "unknown": ["x"], "phone": ["1" * 1000],
    }  # fmt: skip
    values = cleaned(FORM, given)
    assert values == {"title": "标题", "source": ["own"], "phone": "1" * 300}


def test_choices_are_told_in_words():
    fields = {field.id: field for field in FORM.fields}
    assert fields["source"].told(["own", "superior"]) == "本单位制作、上级机关"
    assert fields["reprint"].told("no") == "否"
    assert fields["title"].told("") == ""


def test_a_broken_form_is_refused_with_its_file_name(tmp_path):
    path = tmp_path / "f.toml"
    path.write_text(
        'key="k"\nname="n"\n[[group]]\nname="g"\n[[group.field]]\nid="a"\nlabel="A"\nkind="colour"\n'
    )
    with pytest.raises(ResourceError, match=r"f\.toml"):
        load_form(path)
