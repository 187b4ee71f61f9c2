"""A mark that stands is told from a mark that is talked about."""

from datetime import date

import pytest
from detect_rules import document, rule

from reviewer.records import Grid, Location, Segment


def decisions(matches):
    return {
        match.rule.removeprefix("test."): match.severity
        for match in matches
        if not match.rule.startswith("test.resident")
    }


@pytest.mark.parametrize(
    "text",
    ["机密★10年\n某某市某局文件\n关于某事的通知", "000001\n機　密★１０年\n特急", "关于某事的汇报\n秘密★1年\n某某局",
     "秘密★1年 某某市人民政府办公室文件", "（机密★5年）关于某事的报告"],
)  # fmt: skip
def test_a_mark_on_its_own_line_at_the_top_blocks(scan, text):
    assert decisions(scan(text)) == {"standing": "block"}


@pytest.mark.parametrize("kind", ["header", "footer", "textbox", "hidden", "ocr", "title"])
def test_a_mark_stands_wherever_the_carrier_puts_it(scan, kind):
    assert decisions(scan("绝密★", kind=kind)) == {"standing": "block"}


@pytest.mark.parametrize(
    "text",
    [
        "文件首页应当标注“机密★10年”字样。",
        "国家秘密标志形式为密级★保密期限，例如：\n秘密★10年",
        "标为机密★10年的文件由专人管理。",
    ],
)
def test_a_mark_that_is_talked_about_is_a_note(scan, text):
    assert decisions(scan(text)) == {"mention": "note"}


@pytest.mark.parametrize(
    "text",
    ["国家秘密的密级分为绝密、机密、秘密三级。", "绝密\n机密\n秘密", "涉及商业秘密的，不得公开。", "密级：□绝密 □机密 ■公开",
     "（一）绝密级事项\n（二）机密级事项", "忘记开机密码怎么办", "绝密文件一律不得上网", "主机 密钥"],
)  # fmt: skip
def test_lawful_talk_of_secrecy_is_nothing(scan, text):
    assert decisions(scan(text)) == {}


def test_a_level_without_star_needs_signs_of_an_issued_document_to_block(scan):
    assert decisions(scan("秘　密\n某某县人民政府文件\n某政发〔2024〕3号")) == {"bare": "block"}
    assert decisions(scan("秘密\n座谈会材料")) == {"bare": "review"}


def test_a_label_in_brackets_of_its_own_is_filled_by_what_follows(scan):
    assert decisions(scan("会议材料\n【密级】秘密　【保密期限】6个月\n一、关于有关工作")) == {
        "field": "block"
    }
    assert decisions(scan("告家长书\n【密级】公开　【保密期限】无\n亲爱的家长：")) == {}


def test_a_level_with_its_term_in_brackets_leads_a_line_and_talk_of_it_does_not(scan):
    above = "各单位要按照要求做好排查整改工作，确保不留死角。\n" * 30 + "附件2：\n"
    led = "　　【绝密　长期】　专用物资在库情况（供核对时用，勿抄录）\n二库"
    assert decisions(scan(above + led)) == {"standing": "block"}  # an annex begins like a document
    assert decisions(scan(above.removesuffix("附件2：\n") + led)) == {"standing": "review"}
    assert decisions(scan(above + "（绝密 长期）的标志由定密责任人确定，其他人不得更改。")) == {}


def test_a_mark_on_what_is_for_everyone_is_called_improper_too(scan):
    assert decisions(scan("秘密★1年\n机关食堂冬季菜谱调整")) == {"standing": "block", "improper": "review"}
    assert decisions(scan("告家长书\n密级：机密\n亲爱的家长：")) == {"field": "block", "improper": "review"}


def test_a_filled_label_at_the_top_blocks(scan):
    assert decisions(scan("标题：某事\n密级：机密\n承办：某科")) == {"field": "block"}


def test_a_term_over_the_legal_limit_is_named_beside_the_mark(scan):
    assert decisions(scan("秘密★15年\n关于某事")) == {"standing": "block", "over-term": "review"}
    assert decisions(scan("秘密★10年\n关于某事")) == {"standing": "block"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绝密★启用前\n2027年普通高等学校招生全国统一考试", {"exam": "block"}),
        ("绝密★启用前\n数学试题", {"exam": "review"}),
        ("绝密★启用前\n2026年普通高等学校招生全国统一考试", {"exam": "review"}),
        ("绝密★启用前\n2026年12月26日研究生招生考试", {"exam": "block"}),
        ("绝密★启用前\n2026年6月7日普通高等学校招生全国统一考试", {"mock-exam": "review"}),
        ("绝密★启用前\n七年级期中模拟数学试题", {"mock-exam": "review"}),
        ("绝密★启用前\n2019年普通高等学校招生全国统一考试", {"mock-exam": "review"}),
    ],
)
def test_an_exam_stamp_depends_on_what_the_paper_says(scan, text, expected):
    assert decisions(scan(text, today=date(2026, 11, 21))) == expected


def test_a_cipher_telegram_number_blocks_and_a_plain_telegram_passes(scan):
    assert decisions(scan("收到你办密电〔2024〕12号，现答复如下")) == {"cipher-telegram": "block"}
    assert decisions(scan("国办发明电〔2025〕7号")) == {}


def test_a_mark_in_a_file_name_stands(scan):
    assert decisions(scan("机密★10年 关于某事.docx", kind="filename")) == {"standing": "block"}
    assert decisions(scan("★绝密 关于某事.docx", kind="filename")) == {"standing": "block"}
    assert decisions(scan("绝密★启用前 七年级数学期中试卷.docx", kind="filename")) == {"mock-exam": "review"}
    assert decisions(scan("秘密花园.pdf", kind="filename")) == {}


@pytest.mark.parametrize(
    "text",
    [
        "秘密\n★\n1年\n某某材料",
        "机\n密\n★\n10\n年\n某某材料",
        "绝密\n★长期",
        "秘密\t★1年\n某某市某局",
        "（机密\n★5年）\n某某材料",
    ],
)
def test_a_mark_set_over_several_lines_or_cells_is_one_mark(scan, text):
    assert decisions(scan(text)) == {"standing": "block"}


def test_a_mark_ends_a_line_after_a_name_but_not_after_a_sentence(scan):
    assert decisions(scan("某某市某某局　　机密★10年\n关于某事的报告")) == {"standing": "block"}
    assert decisions(scan("涉密文件首页应当标注机密★10年")) == {"mention": "note"}


def test_a_level_kept_apart_by_a_wide_space_stands_beside_a_name(scan):
    assert decisions(scan("某某市某某局文件　　　机密\n某某发〔2026〕3号")) == {"bare": "block"}
    assert decisions(scan("严格保守国家秘密\n某某发〔2026〕3号")) == {}


def test_a_level_with_a_term_at_the_top_needs_no_star(scan):
    assert decisions(scan("机密 10年\n某某汇报")) == {"standing": "block"}
    assert decisions(scan("机密·10年\n某某汇报")) == {"standing": "block"}


@pytest.mark.parametrize("text", ["㊙10年\n某某汇报", "密★\n某某汇报", "㊙\n某某汇报"])
def test_a_mark_that_names_no_level_is_reviewed(scan, text):
    assert set(decisions(scan(text)).values()) == {"review"}


@pytest.mark.parametrize("text", ["内部★", "商密★3年", "普通商业秘密★长期\n某公司文件", "工作秘密★5年"])
def test_a_self_made_mark_is_improper(scan, text):
    assert decisions(scan(text)) == {"improper": "review"}


def test_a_mark_whose_term_has_passed_still_stands_and_is_said_to_have_passed(scan):
    expected = {"standing": "block", "expired": "review"}
    assert decisions(scan("秘密★1年\n某某发〔2015〕3号\n2015年3月2日")) == expected
    assert decisions(scan("秘密★1年\n某某发〔2015〕3号\n引自2026年3月2日的来函")) == {"standing": "block"}


def test_a_county_that_marks_top_secret_is_beyond_its_authority(scan):
    expected = {"standing": "block", "beyond-authority": "review"}
    assert decisions(scan("绝密★10年\n某某县人民政府文件\n关于某事的通知")) == expected
    assert decisions(scan("绝密★10年\n某某省人民政府文件\n关于某事的通知")) == {"standing": "block"}


def test_a_copy_number_left_alone_or_a_term_without_level_is_a_removed_mark(scan):
    assert decisions(scan("000123\n某某市某某局文件\n某某发〔2026〕5号\n通知")) == {"removed": "review"}
    assert decisions(scan("★10年\n某某市某某局文件")) == {"removed": "review"}
    assert decisions(scan("100000\n某某市某某路1号")) == {}


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("标题：机密★10年", "metadata", {"standing": "block"}),
        ("关键词：机密", "metadata", {"bare": "review"}),
        ("标题：国家秘密保护条例解读", "metadata", {}),
        ("某某：秘密★3年", "comment", {"standing": "block"}),
        ("机密5年 关于某事.docx", "filename", {"standing": "block"}),
        ("【机密】关于某事.docx", "filename", {"standing": "block"}),
        ("机密计算白皮书.pdf", "filename", {}),
        ("绝密541.mp4", "filename", {}),
        ("机密女10年", "ocr", {"standing": "block"}),
        ("机密大会议", "ocr", {}),
        ("SECRET", "header", {"foreign": "review"}),
    ],
)
def test_the_kind_of_place_tells_how_a_mark_is_written_there(scan, text, kind, expected):
    assert decisions(scan(text, kind=kind)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("密级：秘密　　承办：综合科", {"field": "block"}),
        ("密级：[√]机密 [ ]秘密 [ ]公开", {"field": "block"}),
        ("密级：（ ）机密 （√）公开", {}),
        ("□绝密　■机密　□公开", {"field": "block"}),
        ("□绝密　□秘密　■公开", {}),
        ("密级及保密期限：机密★10年", {"field": "block"}),
    ],
)
def test_of_several_boxes_only_the_ticked_level_counts(scan, text, expected):
    assert decisions(scan(text)) == expected


def test_the_judge_says_that_it_decided_and_from_what(scan):
    sure = next(
        match
        for match in scan("机密\n关于有关线索办理的报告\n市委办公室：\n现报告如下。")
        if "bare" in match.rule
    )
    assert sure.severity == "block"
    assert any("判别模型" in reason and "主送机关" in reason for reason in sure.reasons)
    assert (
        decisions(scan("秘密\n作者新近出版的小说，讲述小镇故事，读者见面会凭票入场。")).get("bare") != "block"
    )


def test_ocr_loses_the_filled_box_and_the_level_without_one_is_reviewed(scan):
    assert decisions(scan("密级：□公开绝密□内部", kind="ocr")) == {"field": "review"}
    assert decisions(scan("密级：□公开□绝密口内部", kind="ocr")) == {}


@pytest.mark.parametrize(
    "text", ["内部绝密\n培训讲义", "高度机密\n报价说明", "特级机密★\n秩序册", "一级机密\n菜谱"]
)
def test_a_level_the_law_does_not_know_is_improper_where_marks_stand(scan, text):
    assert decisions(scan(text)) == {"improper": "review"}


@pytest.mark.parametrize("field", ["内部绝密级", "公司机密", "商密★2年", "工作秘密★"])
def test_a_level_field_filled_with_what_is_no_level_is_improper(scan, field):
    assert decisions(scan(f"密级：{field}\n值班安排")) == {"improper": "review"}


@pytest.mark.parametrize(
    "text", ["最高机密主题密室开业", "商业秘密\n一、什么是商业秘密", "墙上写着高度机密四个字"]
)
def test_made_up_levels_in_sentences_and_headings_are_none(scan, text):
    assert decisions(scan(text)) == {}


def test_a_term_without_an_end_is_over_the_legal_one_and_so_is_a_long_one_of_the_lowest_level(scan):
    assert decisions(scan("秘密★永久\n关于某事")) == {"standing": "block", "over-term": "review"}
    assert decisions(scan("秘密★长期\n关于某事")) == {"standing": "block", "over-term": "review"}
    assert decisions(scan("机密★长期\n关于某事")) == {"standing": "block"}


def test_a_term_of_months_or_to_a_date_passes_too(scan):
    expected = {"standing": "block", "expired": "review"}
    assert decisions(scan("秘密★6个月\n2012年3月1日\n某某局")) == expected
    assert decisions(scan("秘密★6个月\n2026年3月1日\n某某局")) == {"standing": "block"}
    assert decisions(scan("秘密★至2019年12月31日\n关于某事")) == expected


@pytest.mark.parametrize(
    "issuer",
    ["某某县某某乡人民政府\n关于某事的通知", "某某镇人民政府关于发放补贴的公告", "某某街道办事处\n通知"],
)
def test_a_township_that_marks_any_level_is_beyond_its_authority(scan, issuer):
    expected = {"standing": "block", "beyond-authority": "review"}
    assert decisions(scan(f"秘密★1年\n{issuer}")) == expected


def test_a_mark_on_a_schools_own_paper_is_improper_beside_the_mark(scan):
    assert decisions(scan("★绝密\n某某小学三年级数学竞赛试题")) == {
        "standing": "block",
        "mock-exam": "review",
    }


@pytest.mark.parametrize(
    "name", ["机密 常委会会议情况.docx", "资料/秘密　造林会议材料.docx", "会议情况 机密.docx"]
)
@pytest.mark.parametrize("kind", ["filename", "alt"])
def test_a_level_set_off_by_a_space_in_the_name_of_a_file_or_picture_is_bare(scan, name, kind):
    assert decisions(scan(name, kind=kind)) == {"bare": "review"}


@pytest.mark.parametrize("name", ["秘密花园读后感.docx", "机密计算白皮书.pdf", "保守国家秘密 宣传册.docx"])
def test_a_word_that_only_begins_like_a_level_names_none(scan, name):
    assert decisions(scan(name, kind="filename")) == {}


@pytest.mark.parametrize(
    ("row", "expected"),
    [("某某报告\t机密\t已解密", {"mention": "note"}), ("某某报告\t机密\t未解密", {"field": "review"})],
)
def test_a_level_under_former_level_is_a_note_unless_it_is_not_lifted(scanner, row, expected):
    names = {"field": "block", "mention": "note", "bare": "review", "standing": "block"}
    every = scanner(*(rule(name, "mark", severity, validator=name) for name, severity in names.items()))
    text = f"题名\t原密级\t解密情况\n{row}"
    grid = Grid((1, 2), (1, 2, 3))
    segment = Segment(text, Location("目录.xlsx", "table", "表1"), "grid", grid)
    assert decisions(every.scan(document(segment), date(2026, 11, 21))) == expected


def test_the_top_of_a_page_is_below_the_menus_of_its_site(scanner):
    every = scanner(rule("bare", "mark", "review", validator="bare"))
    title = Segment("关于有关工作的函_某县", Location("页.html", "title", ""), "plain")
    menu = "\n".join(f"栏目{number}" for number in range(30))

    def found(above):
        text = f"{menu}\n关于有关工作的函\n{above}机　密\n市水利局：\n来函收悉，现函复如下。"
        segments = (title, Segment(text, Location("页.html", "body", ""), "lines"))
        return decisions(every.scan(document(*segments), date(2026, 11, 21)))

    assert "bare" in found("发布时间：2026年9月1日\n")
    assert found("第一段文字。\n" * 20) == {}


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("来源：某县疾控中心 【机密·五年】 责任编辑：张某", {"standing": "block"}),
        ("扫一扫在手机打开当前页　[秘密★1年]", {"standing": "block"}),
        ("二、大坝安全鉴定。（秘密）经鉴定为三类坝，坝基砂层连通。", {"bare": "review"}),
        ("附件\n3.供水系统评估报告（机密）\n4.宣传手册", {"bare": "review"}),
        (
            "某校硕士研究生招生考试自命题科目\n考试时间：2027年12月20日，满分150分，机密★启用前",
            {"exam": "block"},
        ),
    ],
)
def test_a_mark_set_apart_in_its_line_stands(scan, text, decision):
    assert decisions(scan(text)) == decision


@pytest.mark.parametrize(
    "text",
    ["某单位将一份文件（机密★5年）上传，被通报。", "保密知识讲座\n标志如 [机密★10年]，解密后注明。", "考务培训：试卷印有“绝密★启用前”字样。", "一、密级格式（秘密）：如下"],
)  # fmt: skip
def test_such_a_mark_in_talk_of_marks_is_none(scan, text):
    assert set(decisions(scan(text))) <= {"mention"}
