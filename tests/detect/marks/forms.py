"""The written forms of a mark for the matrix: what a reader must recognise in every carrier and encoding."""

from itertools import cycle, islice

LEVELS = ("绝密", "机密", "秘密")
TRADITIONAL = {"绝密": "絕密", "机密": "機密", "秘密": "祕密"}
TERMS = ("10年", "１年", "三年", "5个月", "长期", "会议召开前", "", "十五年", "30年", "长 期")
SHAPES = (
    "{l}★{t}", "{a}　{b}★{t}", "{l} ★ {t}", "{l}☆{t}", "{l}★★{t}", "{l}＊{t}", "{l}●{t}", "{l}级★{t}",
    "★{l}{t}", "【{l}★{t}】", "（{l}★{t}）", "000123　{l}★{t}", "{l}★{t}　特急", "密级：{l}★{t}", "密　级：{l}",
    "【密级】{l}", "密级：□公开 ■{l} □内部", "{l}★（{t}）", "{w}★{t}", "{w}☆{t}",
)  # fmt: skip
NEVER_LEGACY = ("☆", "⭐")  # signs that GBK cannot hold are left out of GBK carriers


def forms(count: int) -> list[str]:
    """So many different forms, all shapes first: the shapes meet levels and terms in turn."""
    every = []
    for turn in range(len(TERMS) * len(LEVELS)):
        for number, shape in enumerate(SHAPES):
            level = LEVELS[(turn + number) % 3]
            term = TERMS[(turn + number) % len(TERMS)]
            form = shape.format(l=level, a=level[0], b=level[1], t=term, w=TRADITIONAL[level])
            every.append(form.replace("（）", ""))
    return list(islice(dict.fromkeys(every), count))


def names(count: int) -> list[str]:
    """So many file names that carry a mark."""
    shapes = ("{l}★{t} 关于某事.txt", "{l}{t} 关于某事.txt", "【{l}】关于某事.txt", "关于某事（{l}★{t}）.txt",
              "{l}·{t}_关于某事.txt", "2026年汇报_{l}{t}.txt", "★{l} 关于某事.txt")  # fmt: skip
    terms = cycle(("10年", "5年", "三年", "长期", "６个月"))
    made = [shape.format(l=level, t=next(terms)) for _ in range(5) for level in LEVELS for shape in shapes]
    return list(islice(dict.fromkeys(made), count))


def misread(form: str, number: int) -> str:
    """A form as OCR may read it: the star as another sign, or the space lost."""
    return form.replace("★", "女大太☆*x夫★"[number % 8], 1).replace("　", "")


NEAR_MISSES = (
    ("law", "第十四条　国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密。"),
    ("law", "国家秘密的保密期限，除另有规定外，绝密级不超过三十年，机密级不超过二十年，秘密级不超过十年。"),
    ("teaching", "国家秘密标志形式为“密级★保密期限”，例如“机密★10年”。\n看到这样的文件不要拍照。"),
    ("teaching", "保密知识问答\n1.文件首页标有“秘密★5年”，应当怎么处理？\nA.拍照留存\nB.报保密办\n答案：B"),
    ("teaching", "定密培训讲义\n密级标志示例：\n机密★10年\n绝密★长期\n以上仅为格式示例。"),
    ("news", "某某市开展保密宣传月活动，向群众讲解绝密、机密、秘密的区别，发放资料五百份。"),
    ("news", "记者获悉，该电影取材于一段尘封的秘密，将于国庆上映。"),
    ("catalogue", "政府信息公开目录\n索引号：001\n密级：公开\n公开方式：主动公开"),
    ("catalogue", "密级：无\n文号：某政发〔2026〕1号"),
    ("list", "请选择密级\n绝密\n机密\n秘密\n公开"),
    ("list", "密级：□绝密 □机密 □秘密 ■公开"),
    ("list", "□绝密　□秘密　☑公开"),
    (
        "self-check",
        "某某局保密自查报告\n一、涉密文件管理情况：今年收到机密级文件0份，秘密级文件2份，均按规定登记。",
    ),
    ("product", "机密计算平台采购公告\n采购内容：机密计算一体机2台。"),
    ("product", "机密容器服务上线，支持机密虚拟机。"),
    ("title", "秘密花园\n绘本阅读分享会\n时间：周六上午"),
    ("title", "绝密541\n军事题材展览本周开幕"),
    ("title", "绝密飞行\n影片今晚播出，凭票入场。"),
    ("title", "机密大营救\n手机游戏上线公告"),
    ("pledge", "保密承诺书\n本人承诺不泄露国家秘密、工作秘密和商业秘密。\n承诺人：\n年　月　日"),
    ("exam", "绝密★启用前\n七年级下学期期中考试数学试卷"),
    ("exam", "机密★启用前\n2018年普通高等学校招生全国统一考试\n真题汇编"),
    ("shop", "五星★商户诚信经营，商业秘密★依法保护。"),
    ("form", "密级：（公开/内部/秘密/机密）\n填表人：某某"),
    ("form", "附件及附件密级：无\n是否涉及国家秘密：否"),
    ("table", "级别\t说明\n绝密\t最重要\n机密\t重要\n秘密\t一般"),
    ("novel", "第三章\n秘密\n她推开门，看见院子里站着一个人。"),
    ("crypto", "忘记开机密码怎么办？主机密钥如何更换？"),
    ("place", "高密市、新密市、密云区三地开展合作。"),
    ("vote", "会场设秘密写票处，选举采用无记名投票方式。"),
)  # kind, text: nothing here may be blocked
