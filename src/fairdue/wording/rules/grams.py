"""A sentence as numbers: hashed runs of characters and words, and of what words stand for.

Beside the characters themselves it counts what they stand for: "your aunt" and "your manager" are
both somebody else, so a threat to tell one is known from threats to tell the other.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from fairdue.wording.rules.sayings import WITHIN
from fairdue.wording.rules.sayings_en import WORDS as EN
from fairdue.wording.rules.sayings_zh import WORDS as ZH

BUCKETS = 1 << 16
"""How many numbers a sentence is hashed into, for each language."""


def _standing_for(words: dict[str, str], rows: dict[str, str], *, whole: bool) -> re.Pattern[str]:
    parts = []
    for name, pattern in rows.items():
        told = WITHIN.sub(lambda match: words[match[1]], pattern)
        bounded = rf"\b(?:{told})\b" if whole else told
        parts.append(f"(?P<{name}>{bounded})")
    return re.compile("|".join(parts))


CLASSES_ZH = _standing_for(
    ZH,
    {
        "lawful": r"您有权|可以申请|如有|如您|若您|请您|感谢|谢谢|欢迎|帮助|协商|理解|抱歉|对不起|放心|不会|不得|严禁|不收|无需|如果您|权利|投诉|核实|异议|困难|申请|登记|确认|协议|查询|尊敬|客服|官网|热线",
        "kin": r"<kin>|舅舅|姑妈|姨妈|大伯|叔叔|婶|侄|外甥|亲家|儿媳|女婿|前妻|前夫|男人|女人|合伙人",
        "work": "<work>|编制|同学|辅导员|财务|股东|校长|科长|饭碗|职位",
        "folk": "<folk>|粉丝|网友|路人|大家",
        "court": "<court>|律师|法务|立案|起诉|传票|开庭|执行|冻结|查封|诉讼|判决|案件|案子|官司|材料|卷宗",
        "crime": "诈骗|犯法|犯罪|坐牢|牢|拘|逮捕|手铐|案底|罪|刑|判|抓|报案|报警|蹲|进去|里面",
        "hurt": "<hurt>|刀|血|命|腿|死|伤|拳|棍|打人|烧|砸|堵|蹲|锁|棺|废|绑|扎|车祸|意外|出事|平安|安全",
        "post": "<post>|抖音|朋友圈|网上|曝|传单|横幅|喇叭|照片|视频|大字|公告|热搜|出名|丢脸|丢人|脸",
        "tell": "<tell>|说|讲|问|聊|拨|催|找到|接到|知道",
        "soon": r"今天|今晚|明天|明早|马上|立刻|小时|分钟|\d+点|[一二两三四五六七八九十几]点|最后|期限|之前|天黑|过时|倒计时|下午|中午|立马|现在|早晚|迟早|到时候",
        "dare": r"试试|走着|等着|别怪|别怨|后果|代价|后悔|下场|客气|放过|小心|掂量|想清楚|看着办|别逼|敢|休想|别想|躲|跑|逃|赖|装|横|耗|陪你|收拾|厉害|手段|办法|好看|好过|安宁|清静|毁|完了|混|惹|脾气|耐心|狠|急|绝",
        "scold": r"脸|要脸|良心|废|渣|狗|猪|蠢|贱|垃圾|穷|骗|爹|妈的|滚|屁|东西|玩意|德行|缩头|羞|害臊|可怜|懒|配|素质|教养|出息|像你|这种人|活着|白活|丢人|嘴脸|笑话|呵呵|哟",
        "trade": r"借|贷|花呗|额度|套|押|当|卖|凑|私|微信|转我|红包|好处费|费|内部|保证|包你|提额|洗|删|关系",
        "never": r"一辈子|永远|终身|永久|全部|所有|任何|全家|三代|翻倍|翻|子女|孩子|停用|注销|封|黑名单|名单|征信",
        "lord": r"老子|爷|哥几个|弟兄|兄弟|大哥|道上|我告诉你|我警告|我劝你|我保证|信不信|识相|听好|撂",
        "you": r"你|妳|尔",
        "sir": "您|客户|先生|女士",
        "us": "本行|我行|我们|我司|咱|我",
        "not": "不|没|别|无|未|勿",
        "please": "请|可|如|若|帮",
    },
    whole=False,
)  # fmt: skip
CLASSES_EN = _standing_for(
    EN,
    {
        "lawful": r"you (?:may|can)|you have the right|right to|please|thank you|thanks|help|support|sorry|if you(?:'re| are)|dispute|complain\w*|agreement|plan|advice|we will not|we won'?t|never|reply stop|as you asked|you asked|confirm\w*|received|review\w*|statement|account",
        "kin": r"<kin>|cousin|nephew|niece|fianc\w+|mummy|daddy|mother-in-law",
        "work": r"<work>|board|students?|customers?|professor|coach|career",
        "folk": r"<folk>|followers|flock|club|gym|page|reunion|street",
        "court": r"<court>|lawyers?|attorneys?|lawsuit|sue|suit|judge|papers|served|summons|garnish\w*|lien|seize\w*|legal|bailiffs?|filed|docket|warrants?|wages|levy",
        "crime": r"jail|prison|arrest\w*|handcuffs|felony|criminal|charges|theft|fraud|thief|thieves|crime|cell|cops?|squad|deputies|time",
        "hurt": r"break|legs?|hurt|beat|knees?|teeth|kill|blood|gun|knife|bat|burn\w*|bruis\w+|hospital|bones?|fists?|smash|brakes|dentist|accidents?|fall|die|dead|grave|ugly|neck|boys|guys",
        "post": r"facebook|post|posting|online|wall|shame|paper|notice|public|video|photo|face|sign|flyer|upload\w*|tag\w*|famous|everyone|whole",
        "tell": r"<tell>|tell|told|hear|know|knows|spoke|called|calling|chat|story",
        "soon": r"today|tonight|tomorrow|friday|monday|noon|by \w+|now|until|till|hour\w*|minutes?|last|final|chance|next|soon|dinner|lunch|morning|midnight",
        "dare": r"or else|regret|sorry for|watch|careful|hide|run|find you|ruin|destroy|hell|patience|patient|consequences|warning|dare|try me|test me|ignore|see how|see what|lose|goodbye|come for|after you|coming|door|outside|park\w*|follow\w*|wait\w*|beg|mistake|enjoy|while you can",
        "scold": r"deadbeat|loser|pathetic|shame|scum|liar|lying|stupid|lazy|idiot|coward|disgust\w*|useless|worthless|dog|grow up|real job|adult|kind of|people like|excuses?|cry|sad|slow|damn|shit|hell|bastard|ass|screw|crap|broke|thick|typical|victim|respect",
        "trade": r"borrow|payday|loan|pawn|sell|gift cards?|cash app|venmo|zelle|personal|fee|guarantee\w*|promise|delete|wipe|friend at|between us|other card|retirement|mortgage|rent|skip",
        "never": r"never|forever|nobody|no one|every|everything|all your|blacklist|list|rest of your life|double\w*|triple\w*|kids'?|children|passport|benefits|record",
        "lord": r"listen|look|buddy|pal|lady|mate|friend|sweetheart|honey|i'?m (?:done|going|coming)|i'?ll|i will|trust me|believe me|make sure",
        "you": r"you|your|ur|u|you'?re|youre",
        "us": r"we|us|our|i|my|me",
        "not": r"not|no|don'?t|won'?t|can'?t|isn'?t|cannot|nor|without",
    },
    whole=True,
)  # fmt: skip
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\w\s]")


def buckets(sentence: str, *, chinese: bool) -> list[int]:
    """The buckets that a sentence in plain form falls into, each once, in order."""
    told = re.sub(r"\d+", "0", re.sub(r"\s+", " ", sentence.strip()))
    found = {_bucket(gram) for gram in _grams(told, chinese=chinese)}
    return sorted(found)


def standing(sentence: str, *, chinese: bool) -> list[str]:
    """What the words of a sentence stand for, in their order."""
    classes = CLASSES_ZH if chinese else CLASSES_EN
    return [match.lastgroup or "" for match in classes.finditer(sentence)]


def _grams(told: str, *, chinese: bool) -> Iterator[str]:
    classes = standing(told, chinese=chinese)
    for size in (1, 2, 3):
        yield from (f"C{'.'.join(run)}" for run in _runs(classes, size))
    known = sorted(set(classes))
    yield from (f"P{one}.{other}" for one in known for other in known if one < other)
    if chinese:
        padded = f"^{told}$"
        for size in (1, 2, 3, 4):
            yield from (f"G{padded[at : at + size]}" for at in range(len(padded) - size + 1))
        return
    words = WORD.findall(told)
    for size in (1, 2, 3):
        yield from (f"W{' '.join(run)}" for run in _runs(words, size))
    for word in words:
        padded = f"^{word}$"
        yield from (f"G{padded[at : at + 4]}" for at in range(max(1, len(padded) - 3)))


def _runs(items: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(items[at : at + size]) for at in range(len(items) - size + 1))


def _bucket(gram: str) -> int:
    return zlib.crc32(gram.encode()) % BUCKETS
