"""What the glossary forbids in simplified Chinese, where a machine can see it. See `language_rules`."""

from __future__ import annotations

from tests.unit.i18n.banned import Banned

CHINESE = (
    Banned(r"篡改", r"tamper", "a conclusion about intent: “不一致”, “有变化”"),
    Banned(r"伪造|变造|造假|作伪|歪曲", None, "accuses"),
    Banned(r"嫌疑|可疑|被告|罪犯|犯罪|指控|涉嫌", r"cybercrime", "accuses"),
    Banned(r"故意", None, "criminal intent: “有意”"),
    Banned(r"自称|声称(?!.*条目数)|谎", None, "suggests lying: “自述”"),
    Banned(r"实际时间|真实时间|准确时间", None, "a declared time is a statement: “自述时间”"),
    Banned(r"羁押|拘留|拘押|在押", None, "detention of a person: “保管”"),
    Banned(r"证据链", None, "chain of reasoning: “证据保管链”"),
    Banned(r"断裂", None, "“不连续”; nobody broke anything"),
    Banned(r"搜查", None, "search of premises: “搜索”"),
    Banned(r"遗漏|疏漏", None, "overlooked: “未纳入”, “排除”"),
    Banned(r"排除(?!项)", r"exclude", "only what was left out on purpose: “未纳入”"),
    Banned(r"判决|裁决|裁定|判定", None, "a court's word: “核验结论”"),
    Banned(r"鉴定", None, "kept for appointed experts: “检验”"),
    Banned(r"专家", None, "a legal status"),
    Banned(r"物证", None, "another statutory kind of evidence: “检材”"),
    Banned(r"笔录", None, "only an authority draws it up: “附件”"),
    Banned(r"证人(?<!见证人)", None, "a witness of facts: “见证人”"),
    Banned(r"移送", None, "between judicial organs: “移交”"),
    Banned(r"机密|绝密", None, "a statutory level of secrecy"),
    Banned(r"完整性", r"integrity", "integrity, never the axis: “齐全性”"),
    Banned(r"不成立", None, "reads as refuted: “未能确认”, “未通过验证”"),
    Banned(r"印章|签章|公章", r"electronic seal", "a chop: the digital seal is “封存”"),
    Banned(r"^(?!.*(证书|公钥)).*指纹", None, "also a human fingerprint: “证书指纹”"),
    Banned(r"映像|图象", None, "“镜像”"),
    Banned(r"过滤", None, "suggests discarding: “筛选”"),
    Banned(r"个人数据", None, "the statute says “个人信息”"),
    Banned(r"修改(?!时间)", None, "a file's time; a record is “更正”, a content “有变化”"),
    Banned(r"泄露|泄漏|公开披露", None, "suggests a leak: “披露”"),
    Banned(r"[０-９]", None, "Western digits"),
    Banned(r"[\u4e00-\u9fff][,;:?!]", r"; ", "full-width punctuation"),
    Banned(r"[\u4e00-\u9fff] ?\(|\([\u4e00-\u9fff]|[\u4e00-\u9fff]\)", None, "full-width brackets"),
    Banned(r"[\u4e00-\u9fff]\.(?![a-z{])", None, "the full stop is 。"),
    Banned(r"\.\.\.", None, "“…”"),
    Banned(r" [，。：；？！（）、”]|[，。：；？！（）、“] ", None, "no space beside full-width punctuation"),
    Banned(r"[證據驗檔關鑰讀寫對時間內將後這個與號檢實]", None, "traditional characters"),
)
