"""A text in plain form: what it says whatever it is dressed in.

Traditional characters, full width, emoji, homophones, pinyin, letters put apart and digits for
letters are undone, and every character keeps the place where it stood in what was written.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

TRADITIONAL = (
    "訴诉誡诫處处親亲戚戚單单間间聯联繫系絡络電电話话請请還还錢钱債债務务賬账帳账戶户額额貸贷"
    "借借據据書书證证律律師师館馆執执強强製制凍冻結结財财產产賣卖拍拍査查察察警警報报案案獄狱"
    "坐坐牢牢審审開开庭庭傳传喚唤門门們们個个這这裡里裏里來来時时間间後后給给讓让對对說说認认"
    "識识為为與与從从會会將将應应該该無无沒没誰谁過过進进遠远選选運运達达邊边還还頭头臉脸腦脑"
    "殘残廢废斷断殺杀殯殡葬葬鬼鬼賴赖騙骗賊贼媽妈爺爷孫孙兒儿婦妇媳媳嬰婴學学校校園园職职場场"
    "業业員员廠厂區区鄉乡鎮镇縣县國国際际網网絡络頻频號号碼码發发佈布曬晒圖图貼贴欄栏樓楼層层"
    "農农鄰邻圍围觀观眾众總总領领導导闆板導导聽听見见觀观視视頁页顧顾問问題题顏颜風风飛飞饒饶"
    "養养馬马驗验體体麼么點点黨党龍龙壞坏惡恶嚴严響响徵征失失歷历記记錄录訊讯讀读負负責责賠赔"
    "償偿還还遲迟遷迁逾逾繳缴紀纪約约級级續续罰罚終终絕绝統统綁绑緊紧線线縮缩義义習习蟲虫補补"
    "裝装複复覺觉計计討讨訓训託托設设許许評评詐诈話话該该詳详誠诚語语調调談谈論论諸诸講讲謝谢"
    "貓猫財财貨货貴贵買买費费資资質质趕赶車车軟软載载輪轮辦办農农釘钉鋼钢鎖锁門门閃闪開开關关"
    "陰阴陽阳陸陆隊队難难雙双離离雲云靜静順顺須须預预願愿類类飯饭餘余駕驾髒脏鬧闹氣气淚泪準准"
    "滾滚滅灭燒烧牆墙獨独現现產产畫画異异當当瘋疯癢痒監监盤盘確确禍祸禮礼種种積积穩稳窮穷競竞"
    "筆笔箇个節节範范納纳紅红給给經经維维縱纵繼继罵骂聲声膽胆臺台舉举舊旧藥药虧亏術术衛卫衝冲"
    "補补貸贷賤贱跡迹蹤踪輸输辭辞遺遗釋释鈔钞銀银錯错鐵铁鏈链閒闲陳陈險险隨随雞鸡霸霸頂顶項项"
    "餓饿驚惊鬆松齊齐併并倆俩償偿優优內内兩两冊册則则剛刚創创動动勞劳勢势協协參参吳吴員员嗎吗"
    "嘗尝噴喷嚇吓囑嘱團团圓圆壓压壯壮夠够夢梦夥伙奪夺妳你媽妈孃娘寧宁寫写實实審审寬宽屍尸屬属"
    "岡冈幣币幫帮幹干幾几庫库張张彈弹後后復复恥耻悶闷慘惨慣惯憑凭戰战戲戏戶户拋抛揚扬換换損损"
    "搶抢擊击擔担據据擾扰敗败敵敌數数於于於于曆历東东條条極极樂乐標标樣样樹树機机權权歡欢歲岁"
)
SIMPLIFIED = {ord(TRADITIONAL[at]): TRADITIONAL[at + 1] for at in range(0, len(TRADITIONAL), 2)}

QUOTES = {0x2018: "'", 0x2019: "'"}

PICTURES = {
    "🔪": "刀", "🗡": "刀", "🔫": "枪", "💣": "炸", "💀": "死", "☠": "死", "⚰": "棺材", "🪦": "死",
    "🩸": "血", "👮": "警察", "🚓": "警察", "🚔": "警察", "🐶": "狗", "🐕": "狗", "🐷": "猪",
    "💩": "屎", "🖕": "滚", "📞": "打电话", "☎": "打电话", "👊": "打", "🔨": "砸", "🔥": "烧", "👨‍👩‍👧": "家人", "👪": "家人",
    "🐔": "鸡", "🐢": "王八",
}  # fmt: skip
SIGNS = {"🔪": "knife", "🗡": "knife", "🔫": "gun", "💣": "bomb", "💀": "dead", "☠": "dead",
         "⚰": "coffin", "🪦": "grave", "🩸": "blood", "👮": "police", "🚓": "police",
         "🚔": "police", "🐷": "pig", "🐖": "pig", "💩": "shit", "🖕": "fuck you",
         "👊": "beat", "🔨": "smash", "🐀": "rat", "🐍": "snake"}  # fmt: skip
"""The same pictures in a text without Chinese."""

RESPELT: tuple[tuple[str, str], ...] = (
    # pinyin, whole or half
    (r"(?:fa|法) ?(?:yuan|y(?![a-z]))", "法院"), (r"fa院|发院|法垸|珐院", "法院"),
    (r"(?<![a-z])fy(?![a-z])(?=[^a-z]{0,3}(?:[起传立开见判]|$))", "法院"),
    (r"(?:jing|警) ?cha(?![a-z])|jing察|井察|警查|警c(?![a-z])|(?<![a-z])jc(?![a-z])", "警察"),
    (r"(?:gong|公) ?an(?![a-z])|gong安|公按|公an|工安局", "公安"),
    (r"(?:qi|起) ?su(?![a-z])|qi诉|起s(?![a-z])|起素|启诉|起溯|岂诉|(?<![a-z])qs(?=你|您)", "起诉"),
    (r"(?:zuo|坐) ?lao(?![a-z])|坐l(?![a-z])|做牢|作牢|座牢|zuo牢", "坐牢"),
    (r"lao ?lai(?![a-z])|老癞|老濑|老籁|lao赖|老lai|失信老", "老赖"),
    (r"(?:jia|家) ?ren(?![a-z])|jia人|家r(?![a-z])|加人(?=都)", "家人"),
    (r"(?:dan|单) ?wei(?![a-z])|dan位|单w(?![a-z])|丹位|单味", "单位"),
    (r"(?:tong|通) ?(?:xun|讯) ?lu(?![a-z])|tong讯录|通迅录|通训录|彤讯录|(?<![a-z])txl(?![a-z])",
     "通讯录"),
    (r"爆通讯录|爆通(?!红)|爆tong|bao通", "曝光通讯录"),
    (r"(?:shang|上) ?men(?![a-z])|shang门|尚门|上闷", "上门"),
    (r"lv ?shi ?han|律师h(?![a-z])|律师涵|律師函|律shi函", "律师函"), (r"律shi|lv师|绿师", "律师"),
    (r"hei ?ming ?dan|黑名dan|嘿名单|(?<![a-z])hmd(?![a-z])", "黑名单"),
    (r"pu ?guang|曝guang|暴光|爆光|曝g(?![a-z])", "曝光"),
    (r"peng ?you ?quan|朋友q(?![a-z])|(?<![a-z])pyq(?![a-z])|盆友圈|朋友quan", "朋友圈"),
    (r"ling ?dao|领dao", "领导"), (r"lao ?ban(?![a-z])|老ban", "老板"), (r"同s(?=[^a-z]|$)", "同事"),
    (r"弄(?:4|亖|si(?![a-z])|屎)", "弄死"), (r"打(?:4|亖|si(?![a-z]))", "打死"),
    (r"nong死|neng死|整si(?![a-z])|整亖", "弄死"),
    (r"找(?:4(?!\d)|亖|si(?![a-z]))|zhao ?si(?![a-z])", "找死"), (r"去(?:4(?!\d)|亖|si(?![a-z]))", "去死"),
    (r"砍(?:4|亖|si(?![a-z]))|kan死", "砍死"), (r"打duan|da断|da ?duan", "打断"), (r"打can|打惨你", "打残"),
    (r"判xing|pan刑|叛刑|判型", "判刑"), (r"拘liu|居留所|ju留", "拘留"), (r"zhua你|抓ni", "抓你"),
    (r"诈pian|zha ?pian|炸骗", "诈骗"), (r"报an(?![a-z])|bao案|报暗", "报案"),
    (r"泼油q(?![a-z])|泼you漆|po油漆", "泼油漆"),
    (r"(?:号|电)(?:ma|hua)(?![a-z])", "电话"), (r"号马", "号码"), (r"发到q里|q群", "发到群里"),
    # abuse
    (r"傻[bx比叉吊屌]|煞笔|沙比|沙雕|傻币|(?<![a-z])sb(?![a-z])|s13|纱布(?=东西|玩意)", "傻逼"),
    (r"(?<![a-z])(?:cnm|nmsl|cnmd|nmb|rnm)(?![a-z])|草[泥尼拟]马|艹[尼你]|操[尼泥]|曹尼", "操你妈"),
    (r"(?<![a-z])(?:tmd|tnnd|mlgb|mmp|mdzz)(?![a-z])|他[m玛马]的|特么|踏马|它妈", "他妈的"),
    (r"尼玛|泥马|(?<![a-z])nm(?![a-z])", "你妈"), (r"(?<![a-z])wbd(?![a-z])|王8|忘八|王八d", "王八蛋"),
    (r"fei ?wu(?![a-z])|废勿|肺物|费物|feiwu", "废物"), (r"la ?ji(?![a-z])|辣鸡|拉圾|垃ji|la圾", "垃圾"),
    (r"ren ?zha|人zha|仁渣", "人渣"), (r"chu ?sheng|畜sheng|出生(?=东西|玩意|不如)|畜牲", "畜生"),
    (r"pian ?zi(?![a-z])|骗zi|片子(?=一个)", "骗子"), (r"(?<![a-z])gun(?![a-z ])", "滚"),
    (r"不yao脸|不要lian|(?<![a-z])byl(?![a-z])|卜要脸", "不要脸"), (r"jian ?ren(?![a-z])|贱r(?![a-z])", "贱人"),
    (r"(?<![a-z])gsb(?![a-z])|狗b(?![a-z])|狗东东", "狗东西"), (r"qian ?qian ?bu ?huan", "欠钱不还"),
    (r"(?<![a-z])nc(?![a-z])|脑can", "脑残"), (r"(?<![a-z])zz(?![a-z])(?=吧|一个|玩意)", "智障"),
    (r"去(?:sǐ|shi)(?![a-z])", "去死"), (r"quan ?jia(?![a-z])|全j(?![a-z])|荃家", "全家"),
)  # fmt: skip
"""Spellings that hide a word, and the word. Applied only to texts with Chinese in them."""
HIDDEN = tuple((re.compile(pattern), word) for pattern, word in RESPELT)

LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a",
                      "$": "s", "!": "i"})  # fmt: skip
MIXED = re.compile(r"(?<![\w@$])(?=[a-z013457@$!]*[a-z])(?=[a-z]*[013457@$!])[a-z013457@$!]{3,}"
                   r"(?<![!$@])(?![\w@$])")  # fmt: skip
APART = re.compile(r"(?<![a-z])[a-z](?:[ .\-_*~|][a-z]){3,}(?![a-z])")
CHINESE = "\u3400-\u9fff"
BETWEEN = re.compile(rf"(?<=[{CHINESE}])[ \t*.·・\-_~|/\\^+=#`'丶、]{{1,3}}(?=[{CHINESE}])")
"""What is put between characters so that no list finds the word. The pause mark and the stroke
are punctuation as well and stay."""
STARRED = re.compile(r"(?<=[a-z])[*_~|](?=[a-z])")
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
                       "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
                       "\U0001f3fb-\U0001f3ff]")  # fmt: skip
Cell = tuple[str, int, int]
"""One character, and from where to where it stood in what was written."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain form, lower case, with the place of every character."""

    told: str
    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where plain characters [start, end) stand in what was written."""
        if start >= end or not self.begins:
            return 0, 0
        return self.begins[start], max(self.ends[start:end])


@functools.lru_cache(maxsize=16)
def plain(told: str) -> Plain:
    """A text in plain form. The last few are kept: each text is asked for by several readers."""
    chinese = re.search(rf"[{CHINESE}]", told) is not None
    cells = list(_characters(told, PICTURES if chinese else SIGNS))
    cells = _without(cells, BETWEEN, keep="、/")
    cells = _without(cells, STARRED)
    for pattern, fresh in ((APART, _joined), (MIXED, _spelt)):
        cells = _replaced(cells, pattern, fresh)
    text = "".join(cell[0] for cell in cells)
    if chinese:  # English words look like pinyin
        for pattern, word in HIDDEN:
            if pattern.search(text):
                cells = _replaced(cells, pattern, functools.partial(_word, word))
                text = "".join(cell[0] for cell in cells)
    return Plain(told, text, tuple(c[1] for c in cells), tuple(c[2] for c in cells))


def _characters(told: str, pictures: dict[str, str]) -> Iterable[Cell]:
    for at, character in enumerate(told):
        if not character.isascii() and INVISIBLE.match(character):
            continue
        for one in pictures.get(character) or _undressed(character):
            yield one, at, at + 1


@functools.lru_cache(maxsize=4096)
def _undressed(character: str) -> str:
    fresh = unicodedata.normalize("NFKC", character).lower().translate(SIMPLIFIED)
    return fresh.translate(QUOTES)


def _without(cells: list[Cell], pattern: re.Pattern[str], keep: str = "") -> list[Cell]:
    text = "".join(cell[0] for cell in cells)
    gone = {
        at
        for match in pattern.finditer(text)
        if not set(match[0]) & set(keep)
        for at in range(*match.span())
    }
    return [cell for at, cell in enumerate(cells) if at not in gone] if gone else cells


def _replaced(
    cells: list[Cell], pattern: re.Pattern[str], fresh: Callable[[re.Match[str]], str]
) -> list[Cell]:
    text = "".join(cell[0] for cell in cells)
    found: list[Cell] = []
    last = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        word = fresh(match)
        if start == end or word == match[0]:
            continue
        place = cells[start][1], max(cell[2] for cell in cells[start:end])
        found += cells[last:start]
        found += [(one, *place) for one in word]
        last = end
    return found + cells[last:] if last else cells


def _word(word: str, _match: re.Match[str]) -> str:
    return word


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[^a-z]", "", match[0])


def _spelt(match: re.Match[str]) -> str:
    digits = sum(one in "013457" for one in match[0])
    return match[0] if digits > len(match[0]) / 2 else match[0].translate(LEET)
