"""Made-up notes of realistic length in five languages; said here, never read by anyone."""

import math
from random import Random

LANGS = ("zh-Hans", "en", "ja", "ar", "pt")
SHARES = (40, 25, 15, 10, 10)

_STOP = {"zh-Hans": "。", "ja": "。"}
_SAID: dict[str, tuple[str, ...]] = {
    "zh-Hans": (
        "今天在楼下的小店吃到了很好吃的牛肉面",
        "猫把我的毛线球拖到了床底下",
        "第一次自己做蛋挞居然成功了",
        "租房的时候一定要看看热水器",
        "作业写到凌晨两点才写完",
        "这条裙子洗了三次还是不褪色",
        "有人知道附近哪里可以修自行车吗",
        "周末去爬山结果下雨了",
        "新手化妆先从眉毛开始练习",
        "外婆教我的腌菜方法分享给大家",
        "图书馆三楼靠窗的位置最安静",
        "刚搬来这个城市还不认识什么人",
        "把旧牛仔裤改成了一个包",
        "早上六点的菜市场最热闹",
        "学了三个月葡萄牙语还是听不懂",
        "阳台上的番茄终于红了",
    ),
    "en": (
        "I finally found a bakery that opens before seven",
        "my cat sleeps in the laundry basket now",
        "does anyone know how to get tea stains out of linen",
        "the landlord answered after three weeks",
        "this soup needs nothing but time and onions",
        "I drew the same tree every day for a month",
        "my first week here and everyone has been so kind",
        "the bus was late so I walked by the river",
        "here is how I plan meals for two on a small budget",
        "my grandmother never measured the flour",
        "the library lends sewing machines, who knew",
        "learning to read Chinese one menu at a time",
        "I repaired the zip with a fork and some patience",
        "three things I wish I had packed",
        "the tomatoes on the balcony are finally red",
        "homework took all evening but it makes sense",
    ),
    "ja": (
        "朝の散歩で小さな神社を見つけました",
        "猫が新聞の上から動いてくれません",
        "梅干しを初めて自分で漬けてみた",
        "引っ越したばかりで友達がまだいません",
        "このお茶は二煎目がいちばんおいしい",
        "宿題が終わらないまま日曜の夜になった",
        "古い着物を直して鞄を作りました",
        "駅前のパン屋さんが来月で閉まるそうです",
        "中国語の発音がなかなか難しい",
        "雨の日は台所でゆっくり煮物を作ります",
        "図書館の窓から桜が見えました",
        "節約しながら旅をする方法をまとめました",
        "ベランダのトマトがやっと赤くなった",
        "初めての化粧は眉から練習しています",
    ),
    "ar": (
        "وجدت اليوم مخبزا صغيرا يفتح قبل الفجر",
        "قطتي تنام فوق الكتب كل مساء",
        "هذه طريقة جدتي في تخليل الليمون",
        "هل يعرف أحد مكانا لتصليح الدراجات هنا",
        "وصلت إلى المدينة هذا الأسبوع ولا أعرف أحدا",
        "طبخت العدس مع البصل والكمون",
        "أتعلم الصينية كلمة بعد كلمة",
        "الإيجار ارتفع مرة أخرى هذا الشهر",
        "مشيت على ضفة النهر بعد المطر",
        "خيطت حقيبة من بنطال قديم",
        "الواجب أخذ مني الليل كله",
        "احمرت الطماطم على الشرفة أخيرا",
        "ثلاثة أشياء أتمنى لو أخذتها معي",
        "القهوة هنا مختلفة لكنني أحببتها",
    ),
    "pt": (
        "achei uma padaria que abre antes das seis",
        "o gato dorme em cima do teclado todo dia",
        "receita da minha avó para o bolo de fubá",
        "o aluguel subiu de novo este mês",
        "alguém sabe onde consertar bicicleta por aqui",
        "cheguei esta semana e ainda não conheço ninguém",
        "choveu o dia todo e fiquei costurando",
        "estou aprendendo chinês com letra de música",
        "fiz uma bolsa com uma calça velha",
        "o feijão precisa de tempo e de louro",
        "a lição de casa durou a noite inteira",
        "os tomates da varanda ficaram vermelhos",
        "três coisas que eu queria ter trazido",
        "caminhei pela beira do rio depois da chuva",
    ),
}
_LEAST = {"zh-Hans": 3.0, "ja": 3.0}


def sentences(chance: Random, lang: str, count: int) -> str:
    """Return `count` sentences, one after the other."""
    stop = _STOP.get(lang, ". ")
    said = chance.choices(_SAID[lang], k=count)
    return (stop.join(said) + stop).strip()


def body(chance: Random, lang: str) -> str:
    """Return the body of a note: most are short, some go on for a page."""
    count = min(30, max(1, round(chance.lognormvariate(math.log(_LEAST.get(lang, 3.5)), 0.8))))
    return sentences(chance, lang, count)[:4_900]


def title(chance: Random, lang: str) -> str:
    """Return a title."""
    return chance.choice(_SAID[lang])[:58]
