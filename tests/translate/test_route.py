"""By which way a text goes, and that no pivot is silent."""

from qiao.translate.models import EN, ZH_HANS, ZH_HANT, Lang
from qiao.translate.providers.script import ScriptConversion
from qiao.translate.route import pairs, routes
from tests.translate.make import Fake

PT, FR = Lang("pt"), Lang("fr")


def names(*translators: Fake | ScriptConversion, source: Lang, target: Lang) -> list[str]:
    return [route.name for route in routes(translators, source, target)]


def test_a_direct_pair_comes_first_in_the_order_of_the_chain() -> None:
    one, two = Fake(("en", "pt")), Fake(("en", "pt"))
    two.name = "other"

    assert names(one, two, source=EN, target=PT) == ["fake en-pt", "other en-pt"]


def test_a_pivot_goes_through_english_and_says_so() -> None:
    assert names(Fake(("pt", "en"), ("en", "fr")), source=PT, target=FR) == [
        "fake pt-en, fake en-fr"
    ]


def test_no_pivot_without_both_hops() -> None:
    assert names(Fake(("pt", "en")), source=PT, target=FR) == []


def test_traditional_readers_are_served_by_simplified_models() -> None:
    found = names(ScriptConversion(), Fake(("en", "zh-Hans")), source=EN, target=ZH_HANT)

    assert found == ["fake en-zh-Hans, conversion zh-Hans-zh-Hant"]


def test_both_ways_through_everything() -> None:
    chain = (ScriptConversion(), Fake(("zh-Hans", "en"), ("en", "pt"), ("pt", "en")))

    assert names(*chain, source=ZH_HANT, target=PT) == [
        "conversion zh-Hant-zh-Hans, fake zh-Hans-en, fake en-pt"
    ]
    assert set(pairs(chain, (EN, PT, ZH_HANS, ZH_HANT))) == {
        (EN, PT), (PT, EN), (ZH_HANS, EN), (ZH_HANT, EN), (ZH_HANS, PT), (ZH_HANT, PT),
        (ZH_HANS, ZH_HANT), (ZH_HANT, ZH_HANS),
    }  # fmt: skip


def test_a_language_to_itself_needs_no_way() -> None:
    assert names(Fake(("en", "en")), source=EN, target=EN) == []
