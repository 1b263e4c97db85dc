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
    r"(?:不会|绝不|决不|从不|从未|并未|并非|未曾|没有|不得|不应|不应当|不允许|不予|不能(?!再|放)|无法|并不|不可|"
    r"禁止|严禁|杜绝|无权|无需|不必|不用|别(?!怪|怨|逼|以为|想|人|让|等|跟我|给|不|的|家|说|挑|耍|看|装|躲|拿|惹|敬|墨|扯)|只(?:会|能)?(?:打|发|跟|和|与|向|联系|告诉|同)|没(?:跟|和|向|有跟|告诉)|不需要|不需|无须|不再|不要求|不收取|不收|不接受|不委托|不通过|不向|不存在|"
    r"不涉及|不构成|不等于|不等同|不属于|不影响|不因|不建议|不提倡|不以|不要(?!脸|怪|逼|以为|后悔)|"
    r"切勿|请勿|勿|避免|尚未|暂未|暂不|未(?:提|申|向|启|采|经|委|进|收|对|被|来|在)|不主动|不与|不对|不将|"
    r"不把|不是|不用担心|请?放心|取消|撤回|撤销|停止|终止|中止|谢绝|拒绝|任何.{0,8}均不|绝无|均不|概不|"
    r"不采取|不安排|不进行|不联系|不上门|不泄露|不透露|不披露|不公开|不发送|不使用|不拨打|保密)"
)
TAKEN_BACK_ZH = re.compile(
    r"(?:别以为|不要以为|以为(?!您)|真当|你当|莫非|难道|谁说|除非|前提|要不是|只要(?:你|您)?.{0,12}(?:还|付|配合|到账|转|打过来)|"
    r"但(?:是)?(?:如果|要是|你|再|逾|过|明天|下)|否则|不然|要不然|就不(?:好说|一定|留|保证)|可就(?:不|难)|不好说|"
    r"说不定|保不齐|难保|可?没说|是给你|留(?:点)?(?:面子|脸)|只要.{0,8}前)"
)
"""A denial in the same sentence is taken back."""
NO_DENIAL_ZH = re.compile(
    r"(?:不是不|不会不|不得不|不能不|未必不|哪能不|不代表|不意味|没有不|不会一直|不会永远|暂时不|现在不|今天不|先不|"
    r"还没有?|一直没|之前(?:一直)?没|不会放过|不会让(?:你|您)|不会饶|不会善罢|不会轻易|不(?:会)?(?:再)?(?:客气|手软)|不得安|不得好|"
    r"不得翻|不能保证|不敢保证|不保证|不会有好|不会好|不会太平|不想(?:让)?(?!.{0,2}收)|不敢|不怕|不信|不还|不接|不给|不要脸|没脸|"
    r"不下来|不出来|不处理|不理|不配合|不合作|不回|不走|不谈|不听|不见|没钱|没用|没完|不了|不掉|不住|不起|不到|不懂|"
    r"不明白|不知道|不好意思|不许|不准|别想|不想想)"
)
"""Words that look like a denial and are none."""
ADVICE_ZH = re.compile(
    r"(?:有权|可以?依法向|可向|可依法|可选择|权利|如遇|如有人|如果有人|若有人|若遇|如您遇|如接到|若接到|如收到|凡|"
    r"谨防|警惕|提防|防范|防止|当心受骗|谨慎|冒充|假冒|假借|自称|以.{0,12}名义|举报|投诉|反映催收|"
    r"诈骗电话|受骗|骗局|如发现|一旦发现|任何人.{0,10}要求|任何以|不法分子|严肃处理|严肃查处|将被处分|"
    r"予以处分|明令禁止|违规|违法催收|不当催收|培训|行为规范|红线|禁令|依法维权|您的权益|保护您|"
    r"合法权益|申请复核|提起异议|可申请|可咨询|咨询律师|法律援助|如实反映|什么是|只有经|属于违法|警方提示|越来越重|不划算|民法典|条例|办法》|司法解释|法律规定|小课堂|为准|不要相信|一律不)"
)
QUOTED_ZH = re.compile(
    r"(?:您(?:说|称|提到|反映|来信|来电|在电话|表示|之前|投诉|描述|所述|刚才说|刚刚说|曾)|客户(?:说|称|反映|投诉|表示|来电|描述)|"
    r"他说|她说|对方(?:说|称)|据反映|据称|有人对您|催收员(?:说|称|对)|您收到的?(?:短信|信息|电话)|"
    r"听到您|得知您|了解到您|抱歉|致歉|道歉|遗憾)"
)
FRAMED = re.compile(
    r"严禁|禁止|不得|不允许|不会|如(?:有|遇|果有)|若有|若遇|冒充|假冒|自称|凡(?:以|是)|警惕|谨防|严肃处理|停岗|致歉|道歉|抱歉|处分|有权|举报|"
    r"\b(?:may not|must not|must never|never use|do not use|prohibited|forbids?|anyone (?:who|claiming)|scammers?|if (?:a|your) collector|someone (?:who|claim\w+)|"
    r"pretend\w*|claiming to be|grounds for|complain\w*)\b"
)
"""What makes even an insult or a false name something only spoken of."""
OWN_ZH = re.compile(r"(?:我们?|本行|我行|本公司|我司|咱|老子|本机构|催收部|我方)")
CARE_ZH = re.compile(r"(?:感谢|谢谢|请您携带|祝您|欢迎|如需|便于您|为您|帮助您|协助您)")

BREAK_EN = re.compile(
    r"[;:.!?\n]|\bbut\b|,(?!\s*(?:\w+\s*,|(?:\w+\s+){1,2}(?:or|and)\b|(?:or|and|nor)\b))"
)
DENIED_EN = re.compile(
    r"\b(?:not|never|no|won'?t|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|can'?t|cannot|couldn'?t|"
    r"wouldn'?t|shouldn'?t|mustn'?t|haven'?t|hasn'?t|wasn'?t|weren'?t|without|nor|neither|none|nobody|prohibit\w*|"
    r"forbid\w*|forbidden|unlawful|illegal|stop(?:ped|s|ping)?|cancel\w*|withdr[ae]w\w*|avoid|"
    r"refus\w+|instead of|rather than|cease\w*|against the law|only you|free of|suspended)\b"
)
TAKEN_BACK_EN = re.compile(
    r"\b(?:unless (?:you|we|i|the (?:money|balance|payment)|it|payment)|or else|otherwise|don'?t think|do not think|think (?:i|we) (?:won'?t|wouldn'?t)|"
    r"as long as you|provided|(?<!are )if you (?:pay|do the right|play|settle|cooperate|co-operate|behave|want to keep)|only if|"
    r"so don'?t make|don'?t make (?:us|me)|leave us no choice|no choice|but we will|but i will|let'?s keep it|"
    r"would rather not|somebody might|not saying|the money is here|before (?:noon|i|we|lunch|midnight))\b|\byet\s*[.!?]*$"
)
"""A denial in the same sentence is taken back."""
NO_DENIAL_EN = re.compile(
    r"\b(?:not (?:yet|only|just)|won'?t (?:be able|hesitate|stop|rest|let|like|see|have|get|be so|believe|know|ever|enjoy|look|survive|pick up|answer|pay)|"
    r"no (?:mercy|one will|bank|option|landlord|employer|way (?:you|out))|never (?:again|work|get|own|be able|rent|"
    r"buy|find|borrow|see|have|stop)|not (?:going to )?(?:stop|rest|let|leave|hesitate|like|forget|be able|be so|asking|joking|playing|bluffing|kidding)|"
    r"can'?t (?:hide|run|escape|promise|guarantee|say|leave|travel|fly|protect|afford|pay|find|do|manage|act)|cannot (?:hide|run|promise|guarantee|afford|pay)|"
    r"you (?:don'?t|do not|haven'?t|didn'?t|refus\w+|still don'?t) |not (?:having )?pay\w*|don'?t pay|do not pay|isn'?t (?:paid|received|settled|here)|"
    r"without pay\w*|no payment|not (?:received|paid)|wouldn'?t want|don'?t want|do not want|doesn'?t want|"
    r"don'?t (?:force|test|push|be|ignore|try|play|mess|like|even)|not to (?:pay|mention)|why not|for now|"
    r"refus\w+ to (?:pay|cooperate|answer)|stop (?:hiding|lying|running|ducking|making|playing|wasting|being|ignoring|fee)|"
    r"not a (?:joke|bluff|game|lawyer)|nothing (?:to (?:lose|hide)|but|else)|no money|no shame|not (?:smart|good) enough|aren'?t you|isn'?t it|doesn'?t (?:she|he|she)|got no)\b"
)
"""Words that look like a denial and are none."""
ADVICE_EN = re.compile(
    r"\b(?:you (?:have|'ve) (?:the |a )?right|your rights?|you (?:may|can|could) (?:also |always )?(?:seek|ask|"
    r"complain|contact|get|report|dispute|request|choose|appeal|go|take|speak|consult|call|write|"
    r"consider|want to)|complain\w*|ombudsman|beware|scams?|scammers?|fraudsters?|report (?:it|them|any|suspicious)|"
    r"anyone (?:who|claiming|asking)|a collector (?:who|may|can'?t|must)|someone (?:who )?(?:claim\w+|pretend\w+|pos(?:es|ing)|threaten\w*)|pretend\w*|claiming to be|"
    r"if (?:anyone|somebody|someone|a caller|you (?:think|believe|suspect|feel|were|are (?:worried|represented|in immediate|a victim|concerned|deaf)|have been))|"
    r"free (?:debt |legal |independent )?(?:advice|help|support)|citizens advice|stepchange|legal aid|"
    r"protect (?:you|yourself|your)|is required by law to|may not|must not|are prohibited|is prohibited|our policy|"
    r"training|conduct rules?|code of conduct|never asks?|will never ask|your (?:written )?(?:permission|consent)|victim of|identity theft|"
    r"the law (?:limits|says|gives|protects)|breaks the law|police advise|a myth|under (?:the )?(?:fair debt|fdcpa|regulation f))\b"
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
    if not taken_back.search(sentence) and _denied(sentence, start, end, chinese=chinese):
        return True
    return _warned_of(sentence, start, chinese) and not _ours(sentence, start, chinese)


def is_only_told(sentence: str, start: int, *, chinese: bool) -> bool:
    """Is an insult or a false name repeated from somebody, or forbidden, in this sentence?"""
    quoted = QUOTED_ZH if chinese else QUOTED_EN
    return (
        quoted.search(sentence, 0, start + 1) or FRAMED.search(sentence, 0, start + 1)
    ) is not None


def _denied(sentence: str, start: int, end: int, *, chinese: bool) -> bool:
    """A denial stands before it in its clause, or within it."""
    breaks, denied = (BREAK_ZH, DENIED_ZH) if chinese else (BREAK_EN, DENIED_EN)
    none = NO_DENIAL_ZH if chinese else NO_DENIAL_EN
    bare = none.sub(lambda match: "\u00b7" * len(match[0]), sentence)
    begun = max((match.end() for match in breaks.finditer(sentence, 0, start)), default=0)
    return denied.search(bare, begun, end) is not None


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
