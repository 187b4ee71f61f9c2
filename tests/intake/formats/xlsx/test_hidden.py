from __future__ import annotations

import pytest
from intake.formats.sheets import (
    MAIN,
    hidden,
    number,
    place_of,
    read,
    relations,
    rows,
    styles,
    words,
    workbook,
)
from intake.reads import one, reasons, texts

HEAD = words("A1", "姓名") + words("B1", "证件")
FOLDED = ' hidden="1"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WHITE = '<font><color rgb="FFFFFFFF"/></font>'


@pytest.mark.parametrize("font", [
    '<color rgb="FFFFFFFF"/>', '<color rgb="FFFDFEFE"/>', '<color theme="0"/>', '<color indexed="9"/>',
    '<color theme="1" tint="0.99"/>',
])  # fmt: skip
def test_white_words_on_no_fill_are_hidden_in_their_cell_with_their_head(font):
    look = styles(f"<font>{font}</font>", cells='<xf fontId="1"/>')
    document = read(workbook(rows(HEAD, words("A2", "甲某") + words("B2", "底数", 1)), look))
    assert one(document, "table").text == "姓名\t证件\n甲某"
    assert hidden(document) == [("白色文字", "证件\n底数")]
    assert place_of(document, "底数") == ("表", "B2")


def test_white_words_on_a_dark_fill_are_seen():
    fill = '<fill><patternFill patternType="solid"><fgColor rgb="FF003366"/></patternFill></fill>'
    look = styles(WHITE, fill, cells='<xf fontId="1" fillId="1"/>')
    document = read(workbook(rows(words("A1", "标题", 1)), look))
    assert (one(document, "table").text, hidden(document)) == ("标题", [])


def test_words_of_the_colour_of_their_fill_and_tiny_words_are_hidden():
    fill = '<fill><patternFill patternType="solid"><fgColor rgb="FF336699"/></patternFill></fill>'
    look = styles(
        '<font><color rgb="FF336699"/></font><font><sz val="1"/></font>',
        fill,
        cells='<xf fontId="1" fillId="1"/><xf fontId="2"/>',
    )
    document = read(workbook(rows(words("A1", "名"), words("A2", "同色", 1), words("A3", "细小", 2)), look))
    assert hidden(document) == [("文字与底色相同", "名\n同色"), ("字号过小，无法看见", "名\n细小")]


def test_white_heads_of_a_styled_table_are_seen():
    table = f'<table xmlns="{MAIN}" ref="A1:B2"><tableStyleInfo name="TableStyleMedium2"/></table>'
    parts = {
        "xl/tables/table1.xml": table,
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "table", "../tables/table1.xml")),
    }
    look = styles(WHITE, cells='<xf fontId="1"/>')
    document = read(workbook(rows(words("A1", "姓名", 1), words("A2", "乙", 1)), {**look, **parts}))
    assert one(document, "table").text == "姓名"
    assert hidden(document) == [("白色文字", "姓名\n乙")]


@pytest.mark.parametrize("code", [";;;", "&quot;***&quot;", "&quot;***&quot;;;;", "\\*\\*"])
def test_numbers_whose_format_does_not_show_them_are_hidden(code):
    look = styles(formats=f'<numFmt numFmtId="200" formatCode="{code}"/>', cells='<xf numFmtId="200"/>')
    document = read(workbook(rows(words("A1", "电话"), number("A2", "13900000000", 1)), look))
    assert hidden(document) == [("数字格式不显示内容", "电话\n13900000000")]
    assert place_of(document, "13900000000") == ("表", "A2")


def test_words_are_hidden_by_a_format_with_an_empty_fourth_part_only():
    formats = '<numFmt numFmtId="200" formatCode=";;;"/><numFmt numFmtId="201" formatCode=";;"/>'
    look = styles(formats=formats, cells='<xf numFmtId="200"/><xf numFmtId="201"/>')
    document = read(workbook(rows(words("A1", "藏", 1) + words("B1", "见", 2)), look))
    assert (one(document, "table").text, hidden(document)) == ("见", [("数字格式不显示内容", "藏")])


@pytest.mark.parametrize("change", [
    '<dxf><numFmt numFmtId="300" formatCode=";;;"/></dxf>', '<dxf><font><color rgb="FFFFFFFF"/></font></dxf>',
])  # fmt: skip
def test_cells_a_conditional_format_may_hide_are_told_and_stay(change):
    rule = (
        '<conditionalFormatting sqref="B2:B9"><cfRule type="expression" dxfId="0"/></conditionalFormatting>'
    )
    document = read(
        workbook(rows(HEAD, words("A2", "甲") + words("B2", "丙")) + rule, styles(changes=change))
    )
    assert one(document, "table").text == "姓名\t证件\n甲\t丙"
    ((how, text),) = hidden(document)
    assert how.startswith("条件格式可能")
    assert text == "证件\n丙"


def test_words_of_a_formula_that_its_value_does_not_show_are_hidden():
    cell = '<c r="B2" t="str"><f>IF(A2="张某某","内定","公示")&amp;""</f><v>公示</v></c>'
    document = read(workbook(rows(HEAD, words("A2", "李某") + cell)))
    assert one(document, "table").text == "姓名\t证件\n李某\t公示"
    assert hidden(document) == [("公式中的文字", "证件\n张某某 内定")]
    assert place_of(document, "张某某") == ("表", "B2")


def test_white_runs_and_readings_within_a_cell_are_hidden():
    shared = f'<sst xmlns="{MAIN}"><si><r><t>可见</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>不可见</t></r></si><si><t>某</t><rPh sb="0" eb="1"><t>mou</t></rPh></si></sst>'
    cells = '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    document = read(workbook(rows(cells), {"xl/sharedStrings.xml": shared}))
    assert one(document, "table").text == "可见\t某"
    assert hidden(document) == [("白色文字", "不可见"), ("拼音标注", "可见\t某\nmou")] or hidden(
        document
    ) == [("白色文字", "不可见"), ("拼音标注", "mou")]


def test_threads_name_their_author_and_whether_they_are_resolved():
    thread = '<ThreadedComments xmlns="u"><threadedComment ref="B3" personId="p" id="1" done="1"><text>不公开</text></threadedComment><threadedComment ref="B3" personId="p" id="2" parentId="1"><text>已改</text></threadedComment></ThreadedComments>'
    parts = {
        "xl/persons/person.xml": '<personList xmlns="u"><person displayName="甲某" id="p"/></personList>',
        "xl/threadedComments/threadedComment1.xml": thread,
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>tc=1</author><author>乙某</author></authors><commentList><comment ref="B3" authorId="0"><text><t>[Threaded comment] 不公开</t></text></comment><comment ref="C4" authorId="1"><text><t>再核</t></text></comment></commentList></comments>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "threadedComment", "../threadedComments/threadedComment1.xml"), ("r2", "comments", "../comments1.xml")),
    }  # fmt: skip
    document = read(workbook(rows(HEAD), parts))
    found = [(s.location.cell, s.text, s.hidden) for s in document.segments if s.location.kind == "comment"]
    assert found == [
        ("C4", "乙某：再核", "批注"),
        ("B3", "甲某：不公开", "批注（已解决）"),
        ("B3", "甲某：已改", "批注（已解决）"),
    ]


def test_text_boxes_pictures_and_links_of_a_drawing_are_told_with_their_cell():
    drawing = (
        '<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:r="r"><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>4</xdr:row></xdr:from>'
        '<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="1" name="框" descr="说明文字"><a:hlinkClick r:id="h1" tooltip="内网"/></xdr:cNvPr></xdr:nvSpPr>'
        "<xdr:txBody><a:p><a:r><a:t>框中文字</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
        '<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:sp><xdr:cNvPr hidden="1"/><a:p><a:t>藏框</a:t></a:p></xdr:sp></xdr:oneCellAnchor></xdr:wsDr>'
    )
    parts = {
        "xl/drawings/drawing1.xml": drawing,
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            ("h1", "hyperlink", "http://192.0.2.1/oa", "External")
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("r1", "drawing", "../drawings/drawing1.xml")),
    }
    document = read(workbook(rows(HEAD), parts))
    box, picture = one(document, "textbox"), one(document, "alt")
    assert (box.text, box.location.sheet, box.location.cell) == ("框中文字", "表", "C5")
    assert (picture.text, picture.location.cell) == ("说明文字", "C5")
    assert hidden(document) == [("超链接的地址或提示", "http://192.0.2.1/oa\n内网"), ("图形被隐藏", "藏框")]


def test_addresses_and_tips_of_links_are_told_with_their_cell():
    link = '<hyperlinks><hyperlink ref="B2" r:id="h1" tooltip="点此"/></hyperlinks>'
    rels = relations(("h1", "hyperlink", "file://内网/底稿.docx", "External"))
    document = read(workbook(rows(HEAD) + link, {"xl/worksheets/_rels/sheet1.xml.rels": rels}))
    assert hidden(document) == [("超链接的地址或提示", "file://内网/底稿.docx\n点此")]
    assert one(document, "hidden").location.cell == "B2"


def test_choices_and_prompts_are_told_with_their_cells():
    choice = '<dataValidations><dataValidation sqref="C2:C9" promptTitle="提示" prompt="只填在编"><formula1>"在编,借调"</formula1></dataValidation></dataValidations>'
    document = read(workbook(rows(HEAD) + choice))
    assert hidden(document) == [("下拉选项或输入提示", '"在编,借调"\n提示\n只填在编')]
    assert one(document, "hidden").location.cell == "C2:C9"


def test_headers_and_footers_of_all_kinds_of_pages_are_read():
    frame = "<headerFooter differentOddEven='1' differentFirst='1'><oddHeader>&amp;C单页</oddHeader><evenFooter>双页</evenFooter><firstHeader>首页</firstHeader></headerFooter>"
    document = read(workbook(rows(HEAD) + frame))
    assert texts(document, "header") + texts(document, "footer") == ["单页", "首页", "双页"]


def test_headers_that_no_page_shows_are_hidden():
    frame = "<headerFooter><oddHeader>单页</oddHeader><evenHeader>&amp;C双页</evenHeader></headerFooter>"
    view = "<customSheetViews><customSheetView><headerFooter><oddFooter>对账</oddFooter></headerFooter></customSheetView></customSheetViews>"
    document = read(workbook(rows(HEAD) + view + frame))
    assert texts(document, "header") == ["单页"]
    assert hidden(document) == [("自定义视图的页脚", "对账"), ("未启用的偶数页页眉", "双页")]


def test_cells_that_a_merged_area_covers_are_told_and_stay():
    cells = rows(words("A1", "合计") + words("B1", "原收款人甲"))
    document = read(workbook(cells + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'))
    assert hidden(document) == [("被合并单元格盖住的内容", "原收款人甲")]
    assert one(document, "table").text == "合计\t原收款人甲"


def test_columns_too_narrow_for_a_character_are_hidden():
    narrow = '<cols><col min="2" max="2" width="0.1"/></cols>'
    document = read(workbook(narrow + rows(words("A1", "甲") + words("B1", "乙"))))
    assert hidden(document) == [("第B列被隐藏", "乙")]


def test_names_of_hidden_sheets_are_told_though_they_are_empty():
    data = workbook(rows(HEAD), {"xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="表" r:id="s1"/><sheet name="退款另册" state="hidden" r:id="s2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("s1", "worksheet", "worksheets/sheet1.xml"), ("s2", "worksheet", "worksheets/sheet2.xml")),
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'})  # fmt: skip
    assert one(read(data), "metadata").text == "退款另册"


def test_hidden_names_and_the_folder_of_the_file_are_told():
    names = '<definedNames><definedName name="底价" hidden="1">998</definedName></definedNames><absPath url="C:\\Users\\甲某\\"/>'
    document = read(workbook(rows(HEAD), names=names))
    assert hidden(document) == [("名称管理器中隐藏的名称", "底价：998")]
    assert hidden(document, "metadata") == [("文件保存位置", "C:\\Users\\甲某\\")]


def test_connections_links_to_other_files_and_old_revisions_are_told():
    parts = {
        "xl/connections.xml": f'<connections xmlns="{MAIN}"><connection name="库"><dbPr connection="Server=192.0.2.7;Uid=sa" command="select 1"/></connection></connections>',
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("r1", "externalLinkPath", "file:///内网/工资.xlsx", "External")),
        "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}"><r><s v="丙某"/></r></pivotCacheRecords>',
        "xl/revisions/revisionLog1.xml": f'<revisions xmlns="{MAIN}"><rcc><oc r="A1" t="inlineStr"><is><t>旧值</t></is></oc></rcc></revisions>',
    }  # fmt: skip
    document = read(workbook(rows(HEAD), parts))
    assert set(hidden(document)) == {
        ("数据连接", "库\nServer=192.0.2.7;Uid=sa\nselect 1"),
        ("外部链接的地址", "file:///内网/工资.xlsx"),
        ("数据透视表缓存", "丙某"),
    }
    assert texts(document, "revision") == ["旧值"]


def test_charts_keep_values_and_embedded_files_are_read():
    inner = workbook(rows(words("A1", "内嵌表")))
    chart = '<c:chartSpace xmlns:c="c"><c:ser><c:cat><c:strCache><c:pt><c:v>甲单位</c:v></c:pt></c:strCache></c:cat></c:ser></c:chartSpace>'
    document = read(workbook(rows(HEAD), {"xl/charts/chart1.xml": chart, "xl/embeddings/内嵌.xlsx": inner}))
    assert texts(document, "body") == ["甲单位"]
    assert "内嵌表" in texts(document, "table")


def test_custom_properties_and_data_are_told():
    parts = {
        "docProps/custom.xml": '<Properties xmlns="u"><property name="签发人"><lpwstr>甲某</lpwstr></property></Properties>',
        "customXml/item1.xml": "<data>内部编号一</data>",
    }
    document = read(workbook(rows(HEAD), parts))
    assert texts(document, "metadata") == ["签发人：甲某"]
    assert ("文件内附带的数据", "内部编号一") in hidden(document)


def test_sheets_the_workbook_does_not_list_are_read_as_hidden():
    lost = f'<worksheet xmlns="{MAIN}">{rows(words("A1", "遗留"))}</worksheet>'
    document = read(workbook(rows(HEAD), {"xl/worksheets/sheet9.xml": lost}))
    assert hidden(document) == [("工作表“sheet9.xml”未列入工作簿", "遗留")]


def test_formulas_of_macro_sheets_are_read():
    cells = rows('<c r="A1"><f>EXEC("cmd")</f></c>')
    macro = f'<xm:macrosheet xmlns:xm="urn:m" xmlns="{MAIN}">{cells}</xm:macrosheet>'
    document = read(workbook(rows(HEAD), {"xl/macrosheets/sheet1.xml": macro}))
    assert ("宏表公式", '=EXEC("cmd")') in hidden(document)
    assert reasons(document) == set()


def test_many_runs_of_hidden_rows_are_one_finding_with_the_head():
    cells = [HEAD, *(words(f"A{n}", f"甲{n}") for n in range(2, 31))]
    numbered = "".join(
        f'<row r="{n}"{FOLDED if n > 1 and n % 2 else ""}>{cell}</row>' for n, cell in enumerate(cells, 1)
    )
    document = read(workbook(f"<sheetData>{numbered}</sheetData>"))
    ((how, text),) = hidden(document)
    assert how == "第3、5、7、9、11等14行被隐藏"
    assert text.startswith("姓名\t证件\n甲3\n甲5")
    assert place_of(document, "甲29") == ("表", "A29")


def test_a_title_over_the_table_does_not_stand_in_for_its_head():
    cells = "".join(f'<row r="{n}"{FOLDED if n == 4 else ""}>{line}</row>' for n, line in enumerate(
        (words("A1", "名单"), HEAD, words("A3", "甲") + words("B3", "一"), words("A4", "乙") + words("B4", "二")), 1))  # fmt: skip
    assert hidden(read(workbook(f"<sheetData>{cells}</sheetData>"))) == [
        ("第4行被隐藏", "姓名\t证件\n乙\t二")
    ]


def test_numbers_of_persons_in_a_formula_that_its_value_does_not_show_are_told():
    cell = '<c r="A1"><f>IF(B1=1,13800138000,SUM(B1:B99999))</f><v>0</v></c>'
    assert "13800138000" in texts(read(workbook(rows(cell))), "hidden")
