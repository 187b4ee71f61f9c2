"""Made-up publications with what happens to them on the way online: edits, page frames, siblings of one form."""

from random import Random

from reviewer.patrol.likeness import sketch
from reviewer.patrol.pairing import Approved, Online
from reviewer.patrol.sameness import folded

PLACES = [
    "清溪",
    "白云",
    "青石",
    "柳河",
    "东湖",
    "南岭",
    "西塘",
    "北屯",
    "金沙",
    "银滩",
    "桃源",
    "梅山",
    "竹溪",
    "兰亭",
    "荷塘",
    "松林",
]
SUBJECTS = [
    "社区义诊活动",
    "汛期安全检查",
    "道路养护施工",
    "农村饮水工程",
    "图书馆延时开放",
    "秸秆综合利用",
    "校园周边整治",
    "老旧小区改造",
    "公益性岗位招聘",
    "森林防火巡护",
    "河道清淤工程",
    "食品抽检结果",
    "技能培训报名",
    "残疾人就业服务",
    "公交线路调整",
    "垃圾分类宣传",
]
ACTS = [
    "组织开展",
    "抓紧落实",
    "认真做好",
    "统筹推进",
    "及时公布",
    "逐项核对",
    "妥善安排",
    "集中整治",
    "定期检查",
    "主动公开",
]
THINGS = [
    "有关单位的工作台账",
    "现场管理和人员值守",
    "资金拨付与使用情况",
    "报名材料的审核",
    "隐患排查和整改清单",
    "群众意见的收集答复",
    "设备维护与物资储备",
    "施工围挡和交通疏导",
    "结果公示与监督电话",
    "培训课程和师资安排",
    "验收标准与时间节点",
    "责任分工和联系方式",
]
WAYS = [
    "确保按期完成",
    "不得擅自变更",
    "并于当日反馈",
    "接受社会监督",
    "做到底数清楚",
    "务必落到实处",
    "形成书面材料",
    "由专人负责",
    "避免重复申报",
    "保障群众利益",
]


def sentence(random):
    day = f"{random.randint(1, 12)}月{random.randint(1, 28)}日"
    return (
        f"{random.choice(PLACES)}{random.choice(('镇', '街道', '村', '社区'))}应于{day}前{random.choice(ACTS)}"
        f"{random.choice(THINGS)}，{random.choice(WAYS)}，涉及{random.randint(2, 900)}户、{random.randint(1, 99)}.{random.randint(1, 9)}万元。"
    )


def notice(seed, sentences=12):
    """Title and text of a notice of its own; paragraphs of about three sentences."""
    random = Random(seed)
    title = f"关于{random.choice(PLACES)}{random.choice(SUBJECTS)}（{random.randint(2, 400)}号）的通知"
    parts = [sentence(random) for _ in range(sentences)]
    paragraphs = ["".join(parts[start : start + 3]) for start in range(0, len(parts), 3)]
    return title, "\n".join([title, "各有关单位：", *paragraphs, "清溪县示例局", "2026年3月2日"])


def form_letter(seed, form=0, sentences=12):
    """A letter of one form: title and a few facts its own, the rest as in every other of that form."""
    random, own = Random(f"form{form}"), Random(f"facts{form}.{seed}")
    fixed = [sentence(random) for _ in range(sentences)]
    who = f"{own.choice(PLACES)}{own.choice(SUBJECTS)}{own.randint(100, 999)}"
    title = f"关于核准{who}项目的公告"
    facts = f"经审查，核准{who}项目，建设地点为{own.choice(PLACES)}镇第{own.randint(1, 99)}号地块，总投资{own.randint(10, 9999)}.{own.randint(1, 9)}万元。"
    body = [facts, *("".join(fixed[start : start + 3]) for start in range(0, len(fixed), 3))]
    return title, "\n".join(
        [title, *body, "清溪县示例局", f"2026年{own.randint(1, 12)}月{own.randint(1, 28)}日"]
    )


def names(random, count=30):
    family, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "明华建国秀兰志强丽娟海燕春梅俊峰"
    return "\n".join(
        f"{n}\t{random.choice(family)}{random.choice(given)}{random.choice(given)}\t{random.randint(300, 2000)}元"
        for n in range(1, count + 1)
    )


def framed(title, text):
    """As a page shows it: the title and a line about it above, what pages have below."""
    body = text.removeprefix(title + "\n")
    return f"{title}\n发布时间：2026-03-02 09:00 来源：示例局 浏览次数： 字体：大 中 小\n{body}\n打印本页 关闭窗口\n上一篇：关于另一件事的通知\n下一篇：没有了"


def one_sentence(random, text):
    parts = text.split("。")
    parts[random.randrange(1, len(parts) - 1)] = sentence(random).rstrip("。")
    return "。".join(parts)


def one_number(random, text):
    at = random.choice([n for n, letter in enumerate(text) if letter in "0123456789" and n > 40])
    return text[:at] + str((int(text[at]) + random.randint(1, 8)) % 10) + text[at + 1 :]


def approved(number, title, text, **more):
    letters = sum(map(str.isalnum, text))
    return Approved(number, number, f"b{folded(text)}", f"t{text}", letters, sketch(text), title, **more)


def online(title, text, key="", **more):
    letters = sum(map(str.isalnum, text))
    return Online(key, f"o{text}", f"t{text}", letters, sketch(text), title, **more)
