"""How a member wants to read other languages: checking and keeping her choice."""

import msgspec

from qiao.kit.db import Sql, WriteTx
from qiao.kit.refusals import Invalid
from qiao.people.commands import checked_lang
from qiao.people.models import MemberId, Reading

MAX_EXCEPTIONS = 60

_CHOOSE = Sql("update members set reading = :reading where id = :id")


class TooManyChoices(Invalid):
    """Facts: field, max_langs."""

    code = "too_many_choices"


def checked_reading(reading: Reading) -> Reading:
    """Return the choice with its languages in their usual form, or refuse it.

    Raises:
        TooManyChoices, LangUnknown
    """
    if len(reading.langs) > MAX_EXCEPTIONS:
        raise TooManyChoices(field="reading", max_langs=MAX_EXCEPTIONS)
    langs = {checked_lang(lang, field="reading"): one for lang, one in reading.langs.items()}
    return Reading(reading.default, langs)


async def choose_reading(tx: WriteTx, member: MemberId, reading: Reading) -> None:
    """Keep how a member wants to read; nobody else is told, since nobody else sees it.

    Raises:
        TooManyChoices, LangUnknown
    """
    kept = msgspec.json.encode(checked_reading(reading)).decode()
    await tx.run(_CHOOSE, id=member, reading=kept)
