"""Slang is explained wherever it stands, and nowhere else."""

import pytest

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.slang import Term, shipped

SLANG = shipped()
SENTENCES = {
    "zh-Hans": "今天看到这个，{}，大家觉得呢",
    "en": "so I saw it, {} and then we left",
    "ja": "今日は {} と思った",
    "ko": "오늘 {} 정말",
    "fr": "alors {} c'est vrai",
    "es": "pues {} la verdad",
    "pt": "gente {} de verdade",
    "ar": "اليوم {} والله",
    "ar-Latn": "ana {} awi",
}
UNAMBIGUOUS = [
    (lang, term) for lang in SENTENCES for term in SLANG.of(Lang(lang)) if not term.ambiguous
]


@pytest.mark.parametrize(
    ("lang", "term"), UNAMBIGUOUS, ids=[f"{lang}-{t.term}" for lang, t in UNAMBIGUOUS]
)
def test_every_unambiguous_term_is_explained_in_a_sentence(lang: str, term: Term) -> None:
    found = SLANG.find(SENTENCES[lang].format(term.term), Lang(lang))

    assert any(term.term.casefold() in m.term.term.casefold() for m in found)


def test_a_term_in_the_middle_of_chinese_text_is_found_and_put_plainly() -> None:
    assert SLANG.normalise("这家店真的yyds我哭死", ZH_HANS) == "这家店真的永远的神我哭死"
    assert SLANG.normalise("U1S1这个很绝绝子", ZH_HANS) == "有一说一这个很太绝了"


def test_the_longest_term_wins() -> None:
    notes = SLANG.notes("家人们谁懂啊，交猫税了", ZH_HANS, EN)

    assert [note.term for note in notes] == ["家人们谁懂啊", "交猫税"]


@pytest.mark.parametrize(
    ("text", "lang", "term", "means"),
    [
        ("this is so YYDS", "en", "YYDS", "the GOAT (greatest of all time)"),
        ("XSWL", "zh-Latn", "XSWL", "I'm dying of laughter (LMAO)"),
        ("CPDD", "zh-Hans", "CPDD", "looking for a partner, DM me"),
        ("you can you up", "en", "you can you up", "if you can do it, go do it"),
        ("今天 V me 50 吧", "zh-Hans", "V me 50", "send me 50 yuan for KFC (a Thursday joke)"),
        ("快v我50", "zh-Hans", "v我50", "send me 50 yuan for KFC (a Thursday joke)"),
        ("貓稅來了", "zh-Hant", "貓稅", "cat tax"),
        ("it’s giving queen", "en", "it’s giving", "it has the vibe of"),
        ("mdr trop bien", "fr", "mdr", "LOL"),
        ("jajajajaja no", "es", "jajajajaja", "haha"),
        ("jaja", "es", "jaja", "haha"),
        ("ㅋㅋㅋㅋㅋ 진짜", "ko", "ㅋㅋㅋㅋㅋ", "haha"),
        ("これ草", "ja", None, None),
        ("草", "ja", "草", "LOL"),
        ("kkkkkkkk amei", "pt", "kkkkkkkk", "haha"),
    ],
)
def test_sentences_people_write(text: str, lang: str, term: str | None, means: str | None) -> None:
    notes = SLANG.notes(text, Lang(lang), EN)

    assert [(n.term, n.means) for n in notes] == ([(term, means)] if term else [])


def test_readers_of_chinese_get_chinese_notes() -> None:
    assert SLANG.notes("no cap", EN, ZH_HANT)[0].means == "没骗你"
    assert SLANG.notes("no cap", EN, Lang("lo"))[0].means == "no lie"


def test_rude_and_ambiguous_terms_say_so() -> None:
    (note,) = SLANG.notes("你这个傻 sb 吧", ZH_HANS, EN)

    assert (note.register, note.ambiguous) == ("insult", True)


def test_ambiguous_terms_and_laughter_are_never_replaced() -> None:
    for text, lang in (("宝 666 草", "zh-Hans"), ("that cap is mid", "en"), ("kkkk", "pt")):
        assert SLANG.normalise(text, Lang(lang)) == text


def test_a_text_that_is_only_a_term() -> None:
    term = SLANG.whole(" 绝绝子！！", ZH_HANS)

    assert term is not None
    assert term.term == "绝绝子"
    assert SLANG.whole("绝绝子啊你", ZH_HANS) is None


TRAPS = (
    [
        ("zh-Hans", text)
        for text in """
    草莓很甜|青草地上|这件￥88|88元两件|今天88路车|1.88米|8:88|价格是520元|5月20日
    13145201314号快递|房间666号|2024年6月6日|6点见|6个人|996次列车|冲刺最后一天|用水冲一下
    我的亲戚来了|父亲节快乐|亲爱的妈妈|宝贝女儿|蹲下来系鞋带|喝稀饭养胃|早上煮稀饭|动力给力量
    神马股份涨了|油菜花田真美|白菜和小白菜|泡绿茶喝|喝绿茶减肥|烤红薯真香甜吗|从上头下来
    https://yyds.com/xswl|@yyds你好|hello@xswl.com|#yyds# 今天|买了一把梳子|国宝级大师
    海王星在哪里|救命恩人|这本书共555页|第88章|花了520块|iPhone 6|满88减20|卡号748|房价1314万
    约666平米|草原上的羊|冲绳旅行|宝石鉴定|六六大顺
    """.replace("\n", "|").split("|")
        if text.strip()
    ]
    + [
        ("en", text)
        for text in """
    the capital of France|a captain at sea|bottle cap|scrap metal|the cat's name
    private message|Saturday|sustain|lollipop|omgosh is a word|Tyler and Ty Smith|simple things
    resume|pls.org is down|https://lol.com/omg|@lol_omg hi|user@wtf.io|icky weather|brickwork
    idkfa|goating|alphabet|better|wtfast|the np-complete problem|stanza|midnight|ghost story
    ship captain|based in Ohio|teacher|based on a true story|township|Betty|rnib|urban|ours
    bcc me|operate|jkl|Rizzo
    """.replace("\n", "|").split("|")
        if text.strip()
    ]
    + [
        ("fr", "le ptit chat"),
        ("fr", "un tktime"),
        ("fr", "ouf! c'est fini"),
        ("es", "el quijote"),
        ("es", "Amolar cuchillos"),
        ("pt", "vcard"),
        ("pt", "o topo da montanha"),
        ("pt", "a pqna casa"),
        ("ko", "건물을 헐다"),
        ("ko", "헐값에 샀다"),
        ("ja", "草原を走る"),
        ("ja", "雑草を抜く"),
        ("ja", "www.example.com"),
        ("ja", "沼津に行く"),
        ("ar", "والحبيبيون هنا"),
    ]
)
# Ordinary words that share their letters with a term listed as ambiguous: a note that says it may
# be slang is right there. A trap is sprung by a note that claims to be sure.
AMBIGUOUS_IS_FAIR = {"cap", "ship", "based", "mid", "bet", "pm", "goat", "ur", "fr", "op", "ty"}


def test_at_most_two_in_a_hundred_traps_are_sprung() -> None:
    sprung = []
    for lang, text in TRAPS:
        for match in SLANG.find(text.strip(), Lang(lang)):
            if not (match.term.ambiguous and match.term.term in AMBIGUOUS_IS_FAIR):
                sprung.append((text.strip(), match.term.term))

    assert len(TRAPS) > 100
    assert len(sprung) <= 0.02 * len(TRAPS), sprung
