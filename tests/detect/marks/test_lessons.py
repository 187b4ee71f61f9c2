"""A mark shown as an example is a note, even first on a page; a mark before a document is none of those."""

import pytest


def decisions(matches):
    return {match.rule.removeprefix("test."): match.severity for match in matches}


@pytest.mark.parametrize(
    "text",
    [
        "公文格式要点\n3．紧急程度\n示例如下：\n000001\n机密★1年\n特急\nXXXXX文件\nXXX〔2012〕10号",
        "党政机关公文格式国家标准（GB/T 9704-2012）\n附录A 公文首页版式\n000001\n机密★1年\n特急\nXXXXX文件\nXXX〔2012〕10号",
        "公文版头格式讲解\n下面是涉密公文版头的样式：\n000012\n秘密★5年\n加急\n某某市人民政府文件",
        "国家秘密标志的样式\n一、完整标志\n机密★20年\n表示该文件为机密级，保密期限20年。",
        "公文版式图示\n份号 密级 紧急程度\n000001\n秘密★1年\n加急",
        "保密知识培训\n第三讲 密级标志怎么看\n机密★20年\n读作机密级二十年",
        "涉密公文怎么排\n如果标注密级，如：\n机密★1年\n特急\n某某市人民政府文件",
        "标志\t说明\n机密★10年\t机密级，期限十年\n秘密★\t没有标明期限",
        "保密知识卡片\n机密\n泄露会使国家安全和利益遭受严重的损害",
        "保密法解读：长期保密的标注\n绝密★长期",
        "保密知识：保密期限怎样写\n期限以年计\n秘密★3年\n期限以月计\n秘密★6个月",
    ],
)
def test_a_sample_under_the_title_of_a_lesson_is_a_note(scan, text):
    assert decisions(scan(text)) == {"mention": "note"}


def test_a_document_on_training_is_marked_above_its_title(scan):
    text = "机密★3年\n某某市某某局文件\n关于开展保密知识培训的通知\n各科室："
    assert decisions(scan(text)) == {"standing": "block"}


def test_an_issued_document_below_a_lessons_title_asks_a_person(scan):
    text = "关于举办保密知识培训的材料之一\n机密★3年\n某某县人民政府文件\n某政发〔2026〕3号\n关于某事的通知"
    assert decisions(scan(text)) == {"standing": "review"}


@pytest.mark.parametrize(
    "before", ["方案内容包括", "会议材料如下", "文件格式：PDF", "请认真贯彻执行。附件："]
)
def test_a_line_that_only_leads_in_makes_no_example_of_a_document(scan, before):
    text = f"关于做好有关工作的通知\n各科室：\n{before}\n机密★10年\n冬季有关保障工作方案\n一、总体要求"
    assert decisions(scan(text)) == {"standing": "review"}


def test_a_star_inside_a_name_is_no_mark(scan):
    assert decisions(scan("电影《绝密跟踪》线上观影\n绝密★跟踪\n主演：某某")).get("standing") is None
    assert decisions(scan("绝密★关于做好某事的通知\n各科室："))["standing"] == "block"


def test_a_sample_with_its_copy_number_is_no_removed_mark(scan):
    assert "removed" not in decisions(scan("涉密公文的样式：\n000012\n秘密★5年\n加急\n某某市人民政府文件"))


@pytest.mark.parametrize("line", ["试题 绝密 启用前使用", "本试卷启用前属绝密", "机密 启用前"])
def test_an_exam_paper_may_say_its_level_without_a_star(scan, line):
    assert set(decisions(scan(f"{line}\n2027年普通高考语文\n一、选择题"))) <= {"exam", "bare"}
    assert decisions(scan(f"{line}\n2027年普通高考语文\n一、选择题"))["exam"] in {"review", "block"}
    assert "exam" not in decisions(scan("试题（包括副题）及参考答案、评分标准启用前属绝密材料。"))
