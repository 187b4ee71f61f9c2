"""Generated texts about fictitious people: what must be found, and lawful neighbours that must pass."""

from itertools import product

from people import mobile, resident_id

from reviewer.records import Grid, Location, Segment

NAMES = ("钱有福", "郑海", "欧阳文博", "阿依古丽·买买提", "司徒明", "仇建业", "单小平", "区志强")
FACTS = {
    "残疾类别": "肢体二级",
    "病种": "尿毒症",
    "诊断结果": "精神分裂症",
    "检测结果": "HIV阳性",
    "致贫原因": "因病",
    "婚姻状况": "离异",
    "宗教信仰": "佛教",
    "家庭年收入": "8600",
    "罪名": "盗窃",
}
NUMBERS = {
    "身份证号": lambda serial: resident_id(serial + 1, born="19650412"),
    "一卡通账号": lambda serial: f"62170012340000{serial:05d}",
    "联系电话": mobile,
    "": lambda serial: "",
}
FOUND = {"row", "health", "private", "hardship", "minor", "address", "birth"}


def segment(text, index=0, *, grid=False, layout="lines", part="名单.pdf", kind="body", hidden=""):
    if not grid:
        return Segment(text, Location(part, kind, f"第{index + 1}页"), layout, hidden=hidden)
    rows = text.split("\n")
    columns = max(row.count("\t") for row in rows) + 1
    held = Grid(tuple(range(1, len(rows) + 1)), tuple(range(1, columns + 1)))
    return Segment(
        text, Location(part, "table", f"表{index + 1}", sheet=f"表{index + 1}"), "grid", held, hidden
    )


def joined(rows, gap="\t"):
    return "\n".join(gap.join(row) for row in rows)


def carriers(head, rows):
    """The same table in every carrier, as lists of segments."""
    table = [head, *rows]
    title = ["某县某镇人员名册", *[""] * (len(head) - 1)]
    half = len(rows) // 2 + 1
    return {
        "grid": [segment(joined(table), grid=True)],
        "titled": [segment(joined([title, *table]), grid=True)],
        "sheets": [segment(joined(table[:half]), grid=True), segment(joined(table[half:]), 1, grid=True)],
        "tabs": [segment(joined(table))],
        "spaces": [segment("人员名册\n" + joined(table, " "))],
        "wide": [segment(joined(table, "    "))],
        "bars": [segment(joined(table, " | "))],
        "pages": [
            segment("名册\n" + joined(table[:half], " ")),
            segment(joined(table[half:], " ") + "\n- 2 -", 1),
        ],
        "form": [segment("\n\n".join(joined(zip(head[1:], row[1:], strict=True), "：") for row in rows))],
        "form-grid": [
            segment(joined(zip(head[1:], row[1:], strict=True)), index, grid=True)
            for index, row in enumerate(rows)
        ],
        "levels": [segment(joined([head, [*[""] * (len(head) - 1), "情况"], *rows]), grid=True)],
        "hidden": [segment(joined(table), grid=True, hidden="隐藏的列")],
    }


def tables():
    """Name, segments and the rules of which one must be found, for each fact, number and carrier."""
    for (fact, told), (number, made) in product(FACTS.items(), NUMBERS.items()):
        head = ["序号", "姓名", "性别", *([number] if number else []), fact]
        rows = [
            [str(serial + 1), name, "男女"[serial % 2], *([made(serial)] if number else []), told]
            for serial, name in enumerate(NAMES)
        ]
        for carrier, segments in carriers(head, rows).items():
            yield f"{fact}-{number}-{carrier}", segments, number in {"身份证号", "一卡通账号"}


TOLD = (
    "患有精神分裂症", "确诊艾滋病", "肢体二级残疾", "智力三级残疾", "查出肺癌", "身患白血病", "HIV抗体阳性",
    "离异", "因病致贫", "有吸毒史", "社区矫正对象",
)  # fmt: skip
SENTENCES = (
    "经入户核查，{name}，男，52岁，{told}，无固定收入。",
    "救助对象{name}，{told}，独居。",
    "{name}（女，1970年5月生，城关镇人）{told}。",
    "户主：{name}，家庭人口3人，{told}。",
    "{name}，身份证号{id}，{told}。",
)


def sentences():
    """Name and text of prose that joins a person to a fact."""
    for index, (name, told, form) in enumerate(product(NAMES, TOLD, SENTENCES)):
        yield f"{name}-{told}-{index % len(SENTENCES)}", form.format(name=name, told=told, id=resident_id(7))


ADDRESSES = (
    "青山街道望江花园5栋2单元1203室", "城关镇和平路18号院3号楼501室", "柳河镇东风村二组36号",
    "新城区建设路102号", "北关街道幸福里小区3号楼1单元602", "南湖区翠苑12-3-401",
)  # fmt: skip

PASS = (  # lawful to publish: none of the person rules may ask for a person
    "对肢体二级残疾、智力三级残疾人员发放护理补贴，重度残疾人每人每月一百二十元。",
    "残疾等级为一级、二级的残疾人，可凭残疾人证申请补贴；精神残疾、智力残疾放宽到三级。",
    "因病致贫、因残致贫家庭，按规定纳入最低生活保障。家庭年收入低于标准的，可以申请临时救助。",
    "元旦期间走访慰问困难群众56户，发放慰问金2.8万元。",
    "副县长高明远一行到敬老院看望慰问困难老人，送去米面油。",
    "对患有恶性肿瘤、尿毒症、白血病等重特大疾病的参保人员，提高报销比例。",
    "李明川，男，主任医师，擅长肺癌、乳腺癌的诊断与治疗。",
    "张桂兰，女，1965年3月生，市残疾人联合会主席，长期从事二级残疾康复研究。",
    "王建国同志任县卫生健康局局长，免去其县疾病预防控制中心主任职务。",
    "经研究决定：任命赵文博为民政局副局长（试用期一年），免去陈海涛的社会救助科科长职务。",
    "高某，男，45岁，因涉嫌诈骗罪被依法刑事拘留。",
    "患者王女士，56岁，确诊乳腺癌后积极治疗，现已康复。",
    "小学一年级招生对象为2020年8月31日前出生的适龄儿童，须提供户口簿、房产证和监护人身份证原件。",
    "一级响应期间，二级以上医院设置发热门诊，核酸检测阳性人员按规定转运。",
    "公民有宗教信仰自由。离婚、离异人员办理户口迁移的，提供离婚证。",
    "社区矫正对象应当按时报到，社区矫正机构组织开展教育学习，共有12人参加。",
    "办公地址：城关镇和平路18号3号楼201室，联系人：刘芳，电话：0371-62000000。",
    "中标单位：某某建设有限公司，项目经理：马志强，地址：建设路102号。",
    "我国糖尿病患者人数众多，查出糖尿病应及早治疗，感染肺结核要规范服药。",
    "安全生产一级标准化企业名单公布，高度重视任何隐患，和平时期常抓不懈。",
    "冯玉祥，1882年11月6日出生，著名爱国将领，1948年逝世。",
    "疾控专家周晓东介绍，确诊艾滋病后应尽早接受抗病毒治疗。",
)


def passing_tables():
    """Name and segments of lawful tables."""
    tables = {
        "directory": [
            ["单位", "负责人姓名", "办公电话", "办公地址"],
            ["民政局", "郑海峰", "0371-62000001", "和平路18号3号楼201室"],
        ],
        "experts": [["姓名", "职称", "工作单位", "专业"], ["李明川", "主任医师", "市人民医院", "肿瘤诊断"]],
        "doctors": [
            ["姓名", "科室", "职称", "擅长疾病"],
            ["孙桂香", "神经内科", "副主任医师", "癫痫、帕金森"],
        ],
        "winners": [["姓名", "学校", "班级", "奖项"], ["冯子轩", "城东小学", "三年级2班", "一等奖"]],
        "hired": [
            ["姓名", "性别", "准考证号", "报考职位", "总成绩"],
            ["罗一鸣", "男", "20260101234", "科员", "78.5"],
        ],
        "cadres": [
            ["姓名", "性别", "出生年月", "现任职务", "拟任职务"],
            ["高志远", "男", "1979.05", "副科长", "科长"],
        ],
        "aid": [["姓名", "村组", "补贴金额"], ["钱有福", "三组", "1200"]],
        "statistics": [["残疾类别", "人数", "补贴标准"], ["肢体二级", "36", "120"]],
        "drugs": [["药品名称", "适应病种", "限价"], ["某某片", "尿毒症", "36.5"]],
        "masked": [["姓名", "身份证号", "残疾等级"], ["钱某某", "3****************1", "二级"]],
        "blank": [["姓名", "身份证号", "残疾等级", "致贫原因"], ["", "", "", ""]],
        "none": [["姓名", "健康状况", "是否残疾"], ["钱有福", "良好", "否"]],
        "bids": [
            ["项目名称", "采购人", "联系人姓名", "联系电话", "地址"],
            ["桌椅采购", "县一中", "周建业", "13800000001", "建设路102号"],
        ],
        "jobs": [
            ["招聘单位", "岗位", "学历", "联系人", "联系电话"],
            ["某某公司", "会计", "大专", "何女士", "13800000002"],
        ],
        "duty": [["值班日期", "带班领导姓名", "值班电话"], ["1月1日", "高志远", "0371-62000002"]],
        "veterans": [["序号", "姓名", "荣誉", "所在乡镇"], ["1", "武大勇", "三等功", "城关镇"]],
    }
    for name, table in tables.items():
        yield f"{name}-grid", [segment(joined(table), grid=True)]
        yield f"{name}-lines", [segment(joined(table, " "))]
