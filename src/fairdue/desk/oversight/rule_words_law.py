"""What the codes of packs about matters before courts are called in Chinese; see rule_words."""

from __future__ import annotations

PARAMETERS = {
    "alert_days": "预警天数",
    "appeal_days": "上诉期",
    "barring_holds": "阻止法律追索的停催事由",
    "barring_marks": "阻止法律追索的标记",
    "demand_templates": "视为催收的消息模板",
    "letter_recovery": "律师函预期回收比例",
    "mediation_recovery": "诉前调解预期回收比例",
    "payment_order_recovery": "支付令预期回收比例",
    "suit_recovery": "诉讼预期回收比例",
    "with_assets_factor": "有财产线索时的倍数",
    "letter_least": "律师函最低金额",
    "mediation_least": "诉前调解最低金额",
    "payment_order_least": "支付令最低金额",
    "suit_least": "诉讼最低金额",
    "letter_evidence": "律师函所需材料",
    "mediation_evidence": "诉前调解所需材料",
    "payment_order_evidence": "支付令所需材料",
    "suit_evidence": "诉讼所需材料",
    "letter_days": "律师函通常天数",
    "mediation_days": "诉前调解通常天数",
    "payment_order_days": "支付令通常天数",
    "suit_days": "诉讼通常天数",
    "letter_lawyer_fee": "律师函费用",
    "suit_lawyer_fee": "诉讼代理最低律师费",
    "suit_lawyer_share": "诉讼代理律师费比例",
    "credit_code": "统一社会信用代码",
    "responsible_person": "负责人及职务",
    "contract_name": "合约名称",
    "contract_interest": "利息条款",
    "contract_fees": "费用条款",
    "contract_notice": "条款提示说明方式",
    "agreed_court": "约定管辖法院",
}
UNITS = {
    "days after service": "日（送达后）",
    "times as much": "倍",
    "name and post by language": "姓名及职务（按语言）",
    "text": "文本",
}
TOPICS = {
    "roads": "法律追索路径",
    "limitation_alerts": "诉讼时效预警",
    "claimant": "诉讼当事人信息",
    "jurisdiction": "管辖法院",
}
VALUES = {
    "agreement": "领用合约",
    "identity": "身份证件",
    "statements": "对账单",
    "demands": "催收证明",
    "address": "送达地址",
    "cease": "要求停止联系",
    "payment_reminder": "还款提醒",
    "first_notice": "首次通知",
    "missed_payment": "漏还提醒",
    "broken_plan": "计划违约通知",
    "arrears_notice": "逾期通知函",
    "agreed": "约定的法院",
    "debtor_domicile": "债务人住所地法院",
    "creditor_place": "债权人所在地法院",
    "deciding": "作出裁判的法院",
}
"""Values of these packs' lists; see value_words."""
