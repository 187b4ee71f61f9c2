"""A small corpus of made-up passages and the model trained from it."""

import json
from pathlib import Path

import pytest

from reviewer.detect.classifier.train import train

ROOT = Path(__file__).parents[3]
MODELS = ROOT / "models"
PLACES = (
    "东岭",
    "西洼",
    "南坪",
    "北塬",
    "青石",
    "白沙",
    "红桥",
    "柳湾",
    "石塘",
    "杏林",
    "望湖",
    "松口",
    "麦庄",
    "盐滩",
    "枫渡",
    "云台",
    "鹿角",
    "竹溪",
    "金沟",
    "沙井",
)
SENSITIVE = {
    "work-secret": "{}碰头会定了口径，名单只口头掌握，谁都不许往外讲，材料会后收回。",
    "personal-info": "{}村患者甲某的病情、住址和女儿就读学校都写在随访记录里，本人不愿让邻居知道。",
    "trade-secret": "{}谈判底价是内部测算的，对方报价单和供货渠道先不要透露给别家。",
}
PUBLIC = {
    "work-secret": "{}召开会议，研究部署节日保供工作，会议内容已在网站公布，欢迎监督。",
    "personal-info": "{}村卫生室开展义诊，讲解慢性病防治知识，请居民持医保卡参加。",
    "trade-secret": "{}采购项目中标结果公告，中标供应商和金额公示如下，有异议可以质疑。",
}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "corpus"
    (folder / "passages").mkdir(parents=True)
    for domain in ("甲", "乙"):
        rows = [
            {"id": f"{domain}-{label}-{category}-{place}", "domain": domain, "label": label,
             "category": category, "template": None, "text": text.format(domain + place) * 2}
            for label, texts in (("sensitive", SENSITIVE), ("public", PUBLIC))
            for category, text in texts.items()
            for place in PLACES
        ]  # fmt: skip
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "passages" / f"{domain}.jsonl").write_text(lines, encoding="utf-8")
    (folder.parent / "recipe.toml").write_bytes((MODELS / "recipe.toml").read_bytes())
    return folder


@pytest.fixture(scope="session")
def trained(corpus, tmp_path_factory):
    output = tmp_path_factory.mktemp("trained")
    return output, train(corpus, output)
