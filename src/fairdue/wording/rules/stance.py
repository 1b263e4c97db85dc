"""Who says it, and does the text do it or only speak of it?

A construction that gives a threat away is none where it is denied ("we will not tell your
employer"), where a right is told ("you may bring the matter to court"), where it warns of others
("whoever poses as the police is lying") or where the other's words are repeated. Denials that are
taken back ("unless you pay", "don't think we won't") count as the threat that they are.
"""

from __future__ import annotations

import re

BREAK_ZH = re.compile(r"[，,。；;！!？?：:\n]")
SENTENCES = re.compile(r"[^。！!？?；;\n]+?(?:(?<!\d)\.(?=\s)|[。！!？?；;\n]+|$)")

DENIED_ZH = re.compile(
    r"(?:不会|绝不|决不|从不|从未|并未|并非|未曾|没有|不得|不应|不应当|不允许|不予|不能(?!再|放)|不可|"
    r"禁止|严禁|杜绝|无权|无需|不必|不需要|不需|无须|不再|不要求|不收取|不收|不接受|不委托|不通过|不向|不存在|"
    r"不涉及|不构成|不等于|不等同|不属于|不影响|不因|不建议|不提倡|不以|不要(?!脸|怪|逼|以为|后悔)|"
    r"切勿|请勿|勿|避免|尚未|暂未|暂不|未(?:提|申|向|启|采|经|委|进|收|对|被|来|在)|不主动|不与|不对|不将|"
    r"不把|不是|不用担心|请?放心|取消|撤回|撤销|停止|终止|中止|谢绝|拒绝|任何.{0,8}均不|绝无|均不|概不|"
    r"不采取|不安排|不进行|不联系|不上门|不泄露|不透露|不披露|不公开|不发送|不使用|不拨打|保密)"
)
TAKEN_BACK_ZH = re.compile(
    r"(?:别以为|不要以为|以为|休想|真当|你当|莫非|难道|谁说|不是不|不会不|不得不|不能不|未必不|哪能不|"
    r"怎么可能不|不代表|不意味|不等于(?:就)?不|没有不|除非|前提|要不是|只要你.{0,8}(?:还|付)|"
    r"但(?:是)?(?:如果|要是|你|再|逾|过)|否则|不然|要不然|不会一直|不会永远|不会再|暂时不|现在不|今天不|"
    r"先不|还没有|还没|之前|不会放过|不会不|不会让你|不会饶|不会善罢|不会轻易|不会客气|不会手软|不再客气|"
    r"不得安|不得好|不得翻|不能保证|不敢保证|不好说|不保证|说不定|保不齐|难保|不会有好|不会好|不会太平)"
)
ADVICE_ZH = re.compile(
    r"(?:有权|可以?依法向|可向|可依法|可选择|权利|如遇|如有人|如果有人|若有人|若遇|如您遇|如接到|若接到|如收到|凡|"
    r"谨防|警惕|提防|防范|防止|当心受骗|谨慎|冒充|假冒|假借|自称|以.{0,12}名义|举报|投诉|反映催收|"
    r"诈骗电话|受骗|骗局|如发现|一旦发现|任何人.{0,10}要求|任何以|不法分子|严肃处理|严肃查处|将被处分|"
    r"予以处分|明令禁止|违规|违法催收|不当催收|培训|行为规范|红线|禁令|依法维权|您的权益|保护您|"
    r"合法权益|申请复核|提起异议|可申请|可咨询|咨询律师|法律援助|如实反映)"
)
QUOTED_ZH = re.compile(
    r"(?:您(?:说|称|提到|反映|来信|来电|在电话|表示|之前|投诉|描述|所述|刚才说|刚刚说|曾)|客户(?:说|称|反映|投诉|表示|来电|描述)|"
    r"他说|她说|对方(?:说|称)|据反映|据称|有人对您|催收员(?:说|称|对)|您收到的?(?:短信|信息|电话)|"
    r"听到您|得知您|了解到您|抱歉|致歉|道歉|遗憾)"
)
OWN_ZH = re.compile(r"(?:我们?|本行|我行|本公司|我司|咱|老子|本机构|催收部|我方)")
CARE_ZH = re.compile(r"(?:感谢|谢谢|请您携带|祝您|欢迎|如需|便于您|为您|帮助您|协助您)")

BREAK_EN = re.compile(r"[,;:.!?\n]|\bbut\b")
DENIED_EN = re.compile(
    r"\b(?:not|never|no|won'?t|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|can'?t|cannot|couldn'?t|"
    r"wouldn'?t|shouldn'?t|mustn'?t|haven'?t|hasn'?t|without|nor|neither|none|nobody|prohibit\w*|"
    r"forbid\w*|forbidden|unlawful|illegal|stop(?:ped|s|ping)?|cancel\w*|withdr[ae]w\w*|avoid|"
    r"refus\w+|instead of|rather than|cease\w*|against the law|only you|free of|suspended)\b"
)
TAKEN_BACK_EN = re.compile(
    r"\b(?:unless|or else|otherwise|don'?t think|do not think|think (?:i|we) (?:won'?t|wouldn'?t)|"
    r"as long as|provided (?:that )?you pay|if you pay|only if|not (?:yet|only|just)|yet|"
    r"won'?t (?:be able|hesitate|stop|rest|let|like|see|have|get|be so|believe|know|ever|enjoy)|"
    r"no (?:choice|mercy|one will|bank|option|way (?:you|out))|never (?:again|work|get|own|be able|rent|"
    r"buy|find|borrow|see|have|stop)|not (?:going to )?(?:stop|rest|let|leave|hesitate|like|forget|be able|be so)|"
    r"can'?t (?:hide|run|escape|promise|guarantee|say|leave|travel|fly|protect|afford|pay)|cannot (?:hide|run|promise|guarantee)|"
    r"you (?:don'?t|do not|won'?t|can'?t|haven'?t|didn'?t|cannot|refus\w+|never|not)|not paying|don'?t pay|do not pay|"
    r"without pay\w*|no payment|isn'?t (?:paid|received|settled|here)|not (?:received|paid|in)|wouldn'?t want|"
    r"don'?t want|do not want|doesn'?t want|don'?t (?:make|force|test|push|be|ignore|try|play|mess)|"
    r"not to (?:pay|mention)|why not|it (?:would|'d) be a shame|for now|before (?:i|we)|"
    r"refus\w+ to (?:pay|cooperate|answer)|stop (?:hiding|lying|running|ducking|making|playing|wasting|being|ignoring)|"
    r"we(?:'re| are) not (?:asking|joking|playing|kidding|bluffing)|not a (?:joke|bluff|game)|nothing to (?:lose|hide))\b"
)
ADVICE_EN = re.compile(
    r"\b(?:you (?:have|'ve) (?:the |a )?right|your rights?|you (?:may|can|could) (?:also |always )?(?:seek|ask|"
    r"complain|contact|get|report|dispute|request|choose|appeal|go|take|speak|consult|call|write|"
    r"consider|want to)|complain\w*|ombudsman|beware|scams?|scammers?|fraudsters?|report (?:it|them|any|suspicious)|"
    r"anyone (?:who|claiming|asking)|someone (?:who )?(?:claim\w+|pretend\w+|pos(?:es|ing)|threaten\w*)|pretend\w*|claiming to be|"
    r"if (?:anyone|somebody|someone|a caller|you (?:think|believe|suspect|feel|were|are (?:worried|represented|in immediate|a victim|concerned|deaf)|have been))|"
    r"free (?:debt |legal |independent )?(?:advice|help|support)|citizens advice|stepchange|legal aid|"
    r"protect (?:you|yourself|your)|is required by law to|may not|must not|are prohibited|is prohibited|our policy|"
    r"training|conduct rules?|code of conduct|never asks?|will never ask|victim of|identity theft|"
    r"under (?:the )?(?:fair debt|fdcpa|regulation f))\b"
)
QUOTED_EN = re.compile(
    r"\b(?:you (?:said|told us|wrote|mentioned|reported|say|tell us|describe[sd]?|explained|let us know)|(?:customer|caller|consumer|he|she) "
    r"(?:said|says|reported|reports|told|alleges|states|stated|complain\w*)|in your (?:letter|message|email|complaint)|"
    r"we(?:'re| are) sorry|i(?:'m| am) (?:very |so )?sorry|apologi[sz]e|we regret|sorry to hear|your complaint (?:about|that|says))\b"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a plain text begin and end."""
    return [match.span() for match in SENTENCES.finditer(text) if match[0].strip()]


def is_excused(sentence: str, start: int, end: int, *, chinese: bool) -> bool:
    """Is the match at [start, end) of a sentence denied, advised about, or another's words?"""
    taken_back = TAKEN_BACK_ZH if chinese else TAKEN_BACK_EN
    if taken_back.search(sentence):
        return _warned_of(sentence, start, chinese) and not _ours(sentence, start, chinese)
    if _denied(sentence, start, end, chinese=chinese):
        return True
    return _warned_of(sentence, start, chinese) and not _ours(sentence, start, chinese)


def _denied(sentence: str, start: int, end: int, *, chinese: bool) -> bool:
    """A denial stands before it in its clause, or within it."""
    breaks, denied = (BREAK_ZH, DENIED_ZH) if chinese else (BREAK_EN, DENIED_EN)
    begun = max((match.end() for match in breaks.finditer(sentence, 0, start)), default=0)
    return denied.search(sentence, begun, end) is not None


def _warned_of(sentence: str, start: int, chinese: bool) -> bool:
    """Is a right told, others warned of, or somebody's words repeated?"""
    advice, quoted = (ADVICE_ZH, QUOTED_ZH) if chinese else (ADVICE_EN, QUOTED_EN)
    return advice.search(sentence) is not None or quoted.search(sentence, 0, start + 1) is not None


def _ours(sentence: str, start: int, chinese: bool) -> bool:
    """Do we announce to do it, right before it?"""
    if chinese:
        return (
            re.search(
                r"(?:我们?|咱们?|老子|本人)(?:就|会|要|马上|立刻|现在|一定|必须|只好|只能)",
                sentence[max(0, start - 12) : start + 6],
            )
            is not None
        )
    return (
        re.search(
            r"\b(?:i|we)(?:'ll| will|'m going to|'re going to| have to)\b(?! not)",
            sentence[max(0, start - 24) : start + 8],
        )
        is not None
    )
