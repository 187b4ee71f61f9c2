"""A level between separators of a file's name is one; words that only hold it, and titles of works, are none."""

import pytest


def decisions(matches):
    return {match.rule.removeprefix("test."): match.severity for match in matches}


@pytest.mark.parametrize(
    "name",
    ["工作要点_机密级_终稿.txt", "工作要点-秘密-2026.txt", "秘密级文件-要点.txt", "机密资料_方案.docx"],
)
def test_a_level_between_separators_is_bare(scan, name):
    assert decisions(scan(name, kind="filename")) == {"bare": "review"}


@pytest.mark.parametrize(
    "name", ["（涉密）工作要点.txt", "涉密-工作方案.docx", "方案_涉密.docx", "密件_方案.docx"]
)
def test_a_name_that_says_secret_without_a_level_is_improper(scan, name):
    assert decisions(scan(name, kind="filename")) == {"improper": "review"}


@pytest.mark.parametrize(
    "name",
    ["机密计算-白皮书.pdf", "涉密人员管理办法.docx", "涉密资质单位名单.xlsx", "失泄密-案例.docx", "商业秘密-保护指南.pdf", "国家秘密_定密培训.pptx"],
)  # fmt: skip
def test_a_name_about_secrecy_names_no_level(scan, name):
    assert decisions(scan(name, kind="filename")) == {}
