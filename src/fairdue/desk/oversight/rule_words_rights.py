"""What the codes of packs about a cardholder's rights are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "complaints": "投诉求助机构",
    "credit_records": "征信求助机构",
    "exports_per_day_max": "每日导出次数上限",
    "institution_code": "征信机构代码",
    "metro2_identification": "Metro 2报送机构编号",
    "reporter_name": "报送机构名称",
    "reporter_address": "报送机构地址",
    "consent_in_contract": "合约已取得报送授权",
    "while_disputed": "争议期间的报送方式",
    "notice_templates": "报送前告知模板",
}
UNITS = {
    "authority by law": "机构（按适用法律）",
    "exports in 24 hours": "次/24小时",
    "annotate | hold_back": "标注后报送 | 暂停报送",
}
TOPICS = {
    "authorities": "求助机构",
    "credit_reporting": "征信报送",
    "own_file": "本人档案",
}
VALUES = {
    "annotate": "标注后报送",
    "hold_back": "暂停报送",
    "credit_notice": "报送前告知",
}
