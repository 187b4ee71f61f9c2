"""A private address that its own form vouches for needs no word beside it; dotted numbers of texts do."""

import pytest

KNOWN = ("OA：http://192.168.0.8:8080/oa", "打印机10.12.3.4", "DNS 10.1.1.1", "FTP：ftp://10.1.2.3/share", "考勤机192.168.5.6",
         "共享文件夹\\\\192.168.1.20\\公文", "Zabbix 10.9.8.7:8081", "门禁 10.33.2.1", "视频会议 192.168.10.25", "大屏172.16.8.4",
         "新版本已部署在内网服务器10.12.3.4，请登录更新。", "项目预算86万元，服务器地址10.12.3.4，请联调。",
         "服务器10.12.3.4，教学科登录后台维护。")  # fmt: skip
NUMBERS = ("10.2.3.4 服务器机房应符合国家标准", "第10.1.2.3条 机房", "本章10.1.2.3节介绍系统", "Oracle 10.2.0.4",
           "家用无线路由器：浏览器输入192.168.1.1进入", "驱动版本10.1.2.3", "浏览器输入192.168.0.1，恢复出厂设置",
           "实验三：将主机设为192.168.10.2，教材第5章")  # fmt: skip


@pytest.mark.parametrize("text", KNOWN)
def test_addresses_in_use_are_found(shipped, text):
    assert "review" in {
        severity for rule, severity in shipped(f"通知\n{text}\n请知悉。").items() if "address" in rule
    }


@pytest.mark.parametrize("text", NUMBERS)
def test_clauses_versions_and_factory_settings_are_not(shipped, text):
    assert not [rule for rule in shipped(f"说明\n{text}\n完") if "address" in rule]
