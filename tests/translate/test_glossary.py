"""What the square calls things: found, said, kept, and never inside other words."""

from qiao.translate.glossary import Entry, Glossary
from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from tests.translate.make import Fake, pipeline

PT = Lang("pt")
ANY = Lang("*")


def term(
    source: str, target: str, *, pair: tuple[str, str] = ("en", "pt"), **more: object
) -> Entry:
    return Entry(Lang(pair[0]), Lang(pair[1]), source, target, **more)  # type: ignore[arg-type]


def found(glossary: Glossary, text: str, source: str = "en", target: str = "pt") -> list[str]:
    return [text[h.start : h.end] for h in glossary.find(text, Lang(source), Lang(target))]


def test_the_longest_term_wins() -> None:
    glossary = Glossary([term("tax", "imposto"), term("cat tax", "taxa do gato")])

    assert found(glossary, "pay the cat tax and tax") == ["cat tax", "tax"]


def test_latin_terms_are_whole_words_and_han_needs_no_edge() -> None:
    glossary = Glossary(
        [
            term("cat", "gato"),
            term("种草", "hooked", pair=("zh-Hans", "en")),
            term("TikTok", "TikTok", pair=("*", "*")),
        ]
    )

    assert found(glossary, "concatenate the cats, cat!") == ["cat"]
    assert found(glossary, "我被种草了", "zh-Hans", "en") == ["种草"]
    assert found(glossary, "我爱TikTok吗", "zh-Hans", "en") == ["TikTok"]


def test_traditional_text_is_read_with_the_simplified_list() -> None:
    glossary = Glossary([term("小红书", "Xiaohongshu", pair=("zh-Hans", "en"))])

    assert found(glossary, "我在小紅書", ZH_HANT, EN) == ["小紅書"]


def test_case_counts_where_the_entry_says_so() -> None:
    glossary = Glossary([term("Apple", "Apple", case_sensitive=True), term("pear", "pera")])

    assert found(glossary, "an apple, an Apple, a PEAR") == ["Apple", "PEAR"]


def test_links_mentions_and_topics_are_left_alone() -> None:
    glossary = Glossary(
        [term("cat", "gato"), term("iPhone 15", "iPhone 15"), term("room 7", "quarto")]
    )

    text = "https://cat.com/cat @cat #cat iPhone 15 room 7"
    assert found(glossary, text) == ["iPhone 15"]  # "quarto" would lose the 7


def test_what_is_said_of_a_pair_wins_over_what_is_said_of_any() -> None:
    glossary = Glossary(
        [term("x", "own"), Entry(ANY, ANY, "x", "any"), Entry(ANY, PT, "x", "into")]
    )

    assert glossary.find("x", EN, PT)[0].entry.target == "own"
    assert glossary.find("x", Lang("fr"), PT)[0].entry.target == "into"
    assert glossary.find("x", Lang("fr"), EN)[0].entry.target == "any"


def test_retired_and_proposed_entries_do_nothing() -> None:
    glossary = Glossary(
        [term("cat", "gato", status="retired"), term("dog", "cão", status="proposed")]
    )

    assert found(glossary, "cat dog") == []


async def test_a_term_comes_out_in_the_squares_words() -> None:
    fake = Fake(("en", "pt"), how=lambda text: text.replace("I love", "eu amo"))
    ours = pipeline_with([term("cat tax", "imposto felino")], fake)

    made = await ours.translate("I love cat tax a lot 😂", target=PT, source=EN)

    assert made.body == "eu amo imposto felino a lot 😂"
    assert fake.calls == [["I love QX0 a lot"]]


async def test_a_lost_term_is_cut_out_and_put_back() -> None:
    said = {
        "I adore this lovely": "Eu adoro esta bela",
        "every single morning": "todas as manhãs",
    }

    def loses(text: str) -> str:
        return said.get(text, "Eu adoro isto todas as manhãs")

    ours = pipeline_with([term("RedNote", "小红书")], Fake(("en", "pt"), how=loses))

    made = await ours.translate(
        "I adore this lovely RedNote every single morning", target=PT, source=EN
    )

    assert made.body == "Eu adoro esta bela 小红书 todas as manhãs"


async def test_a_kept_name_keeps_the_authors_letters() -> None:
    ours = pipeline_with(
        [Entry(ANY, ANY, "momo", "momo", "keep")],
        Fake(("en", "pt"), how=lambda text: text.replace("and me are here", "e eu estamos aqui")),
    )

    made = await ours.translate("MoMo and me are here", target=PT, source=EN)

    assert made.body == "MoMo e eu estamos aqui"


async def test_a_text_that_is_a_term_needs_no_engine() -> None:
    ours = pipeline_with([term("小红书", "Xiaohongshu", pair=("zh-Hans", "en"))])

    made = await ours.translate("小红书！", target=EN, source=ZH_HANS)

    assert (made.state, made.body, made.engine.name) == ("done", "Xiaohongshu！", "glossary")


async def test_slang_that_the_glossary_names_is_not_put_plainly() -> None:
    fake = Fake(("en", "pt"), how=lambda text: text)
    ours = pipeline_with([term("lol", "kkk")], fake)

    await ours.translate("lol this is really good omg", target=PT, source=EN)

    assert fake.calls[0][0].startswith("QX0 this is really good")
    assert "oh my god" in fake.calls[0][0]


def test_slang_entries_join_the_slang_table() -> None:
    entry = term("种草", "got me wanting it", pair=("zh-Hans", "en"), match="slang")
    glossary = Glossary([entry])

    assert found(glossary, "种草", ZH_HANS, EN) == []
    assert [(t.term, t.gloss_en) for t in glossary.slang()] == [("种草", "got me wanting it")]


def pipeline_with(entries: list[Entry], *fakes: Fake):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(pipeline(*fakes), glossary=Glossary(entries))
