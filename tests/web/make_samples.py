"""Makes the fictitious drafts in web/samples: `python tests/web/make_samples.py [FOLDER]`."""

import sys
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

FOLDER = Path(__file__).parents[2] / "web/samples"
FIXED = (2026, 9, 1, 9, 0, 0)  # every file inside a container carries this time
NOWHERE = "659999"  # a region code that was never given out

NEWS = """云岭市全民健身活动周在滨河公园启动

9月6日上午，云岭市2026年全民健身活动周启动仪式在滨河公园举行。来自各县（区）的三百多名健身爱好者参加了健步走、太极拳展演和广场舞交流。

活动路线从滨河公园东门出发，沿新密路、文化路至市体育馆，全程约5公里。市教育体育局在沿途设置了六个补给点，并安排志愿者维持秩序。

“以前总觉得锻炼要去健身房，现在出门就是步道。”家住城东的一位市民说。主办方介绍，本次活动周将持续到9月12日，期间全市公共体育场馆免费开放，预约电话：0990-1234567（市体育馆服务台，工作日9:00—17:00）。

活动周期间还将举办“智慧体育”主题展，展示手机密码锁储物柜、机密计算与隐私保护科普等内容，欢迎市民参观。

（云岭市教育体育局供稿）
（此件公开发布）
"""

LAW = """保密法知识问答：怎样认识国家秘密

问：什么是国家秘密？
答：国家秘密是关系国家安全和利益，依照法定程序确定，在一定时间内只限一定范围的人员知悉的事项。

问：国家秘密分为哪几级？
答：国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密，泄露会使国家安全和利益遭受特别严重的损害；机密级国家秘密是重要的国家秘密，泄露会使国家安全和利益遭受严重的损害；秘密级国家秘密是一般的国家秘密，泄露会使国家安全和利益遭受损害。

问：保密期限有多长？
答：除另有规定外，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。

问：工作中接触不到国家秘密，还要学习保密法吗？
答：要学。机关、单位应当对工作人员开展保密教育；公开政府信息之前，应当依法进行保密审查，坚持先审查、后公开。

问：商业秘密、工作秘密和国家秘密是一回事吗？
答：不是。商业秘密属于权利人；工作秘密不属于国家秘密，但泄露后会造成一定不利影响。三者的确定程序和保护措施各不相同。

问：发现国家秘密可能泄露怎么办？
答：应当立即采取补救措施，并及时报告有关机关、单位，由其向保密行政管理部门报告。

（云岭市国家保密局宣传教育专栏）
"""

EXAM = """绝密★启用前

云岭市第九中学2026—2027学年第一学期
七年级数学期末模拟卷（一）
考试时间：90分钟　满分：100分

一、选择题（每题3分，共30分）
1. －5的相反数是（　　）
A. 5　　B. －5　　C. 0.2　　D. －0.2
2. 下列各式中，属于一元一次方程的是（　　）
A. x＋2y＝3　　B. 2x－1＝7　　C. x²＝4　　D. 3＋4＝7
3. 某班图书角有故事书x本，科普书比故事书的2倍少3本，科普书有（　　）本
A. 2x＋3　　B. 2x－3　　C. 2（x－3）　　D. x÷2－3

二、填空题（每题4分，共20分）
11. 计算：（－3）＋8＝________。
12. 若3x＝12，则x＝________。
"""

NETWORK = """关于办公网络切换的通知

各科室：
因机房改造，定于9月12日（星期六）20:00起切换办公网络，预计两小时。现将有关事项通知如下：

一、切换后，办公系统登录地址改为 http://10.66.8.21:8080/oa，内网打印服务器为 10.66.8.35。
二、首次登录使用统一账号：yunling_oa，初始密码：Yl@2026#sep，登录后请自行修改。
三、旧共享服务器 10.66.8.40 停用，管理员账号 admin，口令：8865-Yunling，请各科室自行导出资料。

云岭市某局信息中心
2026年9月8日
"""

PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gbk">
<title>信息中心组织开展网站内容自查</title>
<meta name="keywords" content="网站自查,信息公开">
</head>
<body>
<h1>信息中心组织开展网站内容自查</h1>
<p class="source">来源：云岭市政务服务中心　发布日期：2026-09-10</p>
<p>9月以来，信息中心按照“先审查、后公开”的要求，对门户网站栏目和历史附件开展集中自查，共检查页面1260个、附件318个，整改错别字和失效链接47处。</p>
<!-- 内部资料，不得外传：第三批名单尚未公布，待市政府常务会议审议后再上网。联系人张某某 19900000321 -->
<p>下一步，信息中心将完善信息发布审查登记制度，做到逐项审查、责任到人。</p>
<div style="display:none">审核意见：此稿仅供内部传阅，领导批示后另发正式稿。</div>
<p>（责任编辑：信息中心）</p>
</body>
</html>
"""

COVER = """关于做好秋季绿化养护工作的通知

各管护单位：
为做好2026年秋季城市绿化养护，请对照附件任务清单，于10月31日前完成补植、修剪和病虫害防治，并将完成情况报市园林服务中心。

附件：任务清单

云岭市园林服务中心
2026年9月15日
（此件公开发布）
"""

ANNEX = """机密★10年

附件：某专项工作联络安排

（本附件为演示用虚构内容）
一、各组于规定日期前报到，联络方式另行通知。
二、本安排不得复印、摘抄，用后收回。
"""

PEOPLE = [
    "石一鸣", "卓小满", "柏青", "闻三立", "安宁", "麦穗", "云开", "田守成", "井然",
    "苗春生", "水清", "段平", "甘来", "谷雨", "米立冬", "向阳", "车前", "党参",
]  # fmt: skip


def resident_id(number):
    """A number with the right check digit for a region that does not exist."""
    born = date(1948, 3, 5) + timedelta(days=617 * number)
    body = f"{NOWHERE}{born:%Y%m%d}{(number * 37 + 11) % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def roster():
    """A list for publication whose hidden column G still holds the full numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = "公示名单"
    sheet.append(["云岭市石桥镇2026年第三季度低保对象公示名单"])
    sheet.append(
        ["序号", "户主姓名", "所在村组", "身份证号码", "保障人数", "月发放金额（元）", "身份证号码（核对用）"]
    )
    for number, name in enumerate(PEOPLE, 1):
        identity = resident_id(number)
        village = f"{('上河', '中河', '下河')[number % 3]}村{number % 5 + 1}组"
        shown = identity[:3] + "*" * 13 + identity[-2:]
        sheet.append([number, name, village, shown, number % 4 + 1, 380 * (number % 4 + 1), identity])
    sheet.append(["公示期7天，如有异议请向石桥镇社会事务办反映，监督电话：0990-1234566。"])
    _dress(sheet)
    book.properties.creator = "石桥镇社会事务办"
    return _packed(book.save)


def _dress(sheet):
    last = sheet.max_row
    sheet.merge_cells("A1:G1")
    sheet.merge_cells(f"A{last}:G{last}")
    sheet["A1"].font = Font(bold=True, size=14)
    line = Side(style="thin")
    for row in sheet.iter_rows(min_row=2, max_row=last - 1, max_col=7):
        for cell in row:
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(horizontal="center")
    for letter, width in zip("ABCDEFG", (6, 12, 14, 24, 10, 16, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["G"].hidden = True


def notice():
    """A notice whose header carries a mark and whose body a tracked deletion."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "秘密★1年"
    title = document.add_paragraph()
    run = title.add_run("关于开展档案集中清理工作的通知")
    run.bold, run.font.size = True, Pt(18)
    document.add_paragraph("各科室、所属各单位：")
    document.add_paragraph(
        "为规范档案管理，经研究，决定于2026年9月21日至10月30日集中清理历年档案。现将有关事项通知如下："
    )
    document.add_paragraph("一、清理范围。2020年以来形成的文书、科技和声像档案。")
    changed = document.add_paragraph("二、责任分工。各科室负责本科室档案，办公室负责汇总。")
    changed._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="101" w:author="经办人" w:date="2026-09-01T09:00:00Z"><w:r><w:delText>'
            "其中涉及干部处分的材料由人事科张某某单独封存，尚未公布，不得外传。</w:delText></w:r></w:del>"
        )
    )
    document.add_paragraph("三、时间要求。请于10月30日前将清理情况表报办公室。")
    document.add_paragraph("云岭市某局办公室")
    document.add_paragraph("2026年9月10日")
    document.core_properties.comments = ""
    document.core_properties.author = "经办人"
    document.core_properties.title = "关于开展档案集中清理工作的通知"
    return _packed(document.save)


def archive():
    """A clean cover with a marked annex."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        for name, text in (("关于做好秋季绿化养护工作的通知.txt", COVER), ("附件/任务清单.txt", ANNEX)):
            box.writestr(zipfile.ZipInfo(name, FIXED), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _packed(save):
    """An office file with fixed times inside, so that making it again gives the same members."""
    raw, stream = BytesIO(), BytesIO()
    save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def samples():
    """File name → bytes."""
    return {
        "全民健身活动周启动（新闻稿）.txt": NEWS.encode(),
        "2026年第三季度低保对象公示名单.xlsx": roster(),
        "关于开展档案集中清理工作的通知.docx": notice(),
        "信息中心组织开展网站内容自查.html": PAGE.encode("gbk"),
        "保密法知识问答.txt": LAW.encode(),
        "七年级数学期末模拟卷.txt": EXAM.encode(),
        "绿化养护通知及附件.zip": archive(),
        "关于办公网络切换的通知.txt": NETWORK.encode(),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, data in samples().items():
        (folder / name).write_bytes(data)
