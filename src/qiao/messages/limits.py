"""What is asked before a message goes: the pace of a person, few strangers, no floods of links."""

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import ReadTx, Sql
from qiao.kit.text import TextTooLong
from qiao.messages.models import (
    MAX_REQUEST_CHARS,
    Draft,
    RequestTooMuch,
    SameToMany,
    TooManyLinks,
    TooManyRequests,
    WroteTooMuch,
)
from qiao.messages.settings import MessageSettings
from qiao.review.gate import folded
from qiao.translate.preview import likeness

TEN_MINUTES = HOUR // 6
GREETING_CHARS = 24
"""A greeting this short, without a link or a number, is not the same words: everybody says it."""

ALIKE = 0.8
MAX_LOOKED = 60

_WROTE = Sql("""
    select at_us, links from messages where author_id in (:person...) and at_us > :since_us
    order by at_us desc limit :limit_rows
""")
_ASKED = Sql("""
    select c.at_us, coalesce((select m.body from messages m
      where m.conversation_id = c.id and m.author_id = c.asked_by order by m.id limit 1), '')
    from conversations c
    where c.asked_by in (:person...) and c.state = 'request' and c.at_us > :since_us
    order by c.at_us desc limit :limit_rows
""")
_JOINED = Sql("select min(joined_us) from members where id in (:person...)")


async def refuse_flood(
    tx: ReadTx, person: list[str], draft: Draft, settings: MessageSettings, *, now: Micros
) -> None:
    """Refuse more than a person writes, under all her names together.

    Raises:
        WroteTooMuch, TooManyLinks.
    """
    most = settings.max_messages_per_10min
    before = await tx.all(tuple, _WROTE, person=person, since_us=now - TEN_MINUTES, limit_rows=most)
    if len(before) >= most:
        raise WroteTooMuch(of="message", max=most, retry_s=_wait_s(before[-1][0], TEN_MINUTES, now))
    if not draft.links:
        return
    linked = [(at_us, links) for at_us, links in before if links]
    if sum(links for _, links in linked) + draft.links > settings.max_links_per_10min:
        oldest = linked[-1][0] if linked else now
        raise TooManyLinks(
            max=settings.max_links_per_10min, retry_s=_wait_s(oldest, TEN_MINUTES, now)
        )


async def refuse_request(
    tx: ReadTx, person: list[str], draft: Draft, settings: MessageSettings, *, now: Micros
) -> None:
    """Refuse what may not be sent to somebody who never answered.

    Raises:
        RequestTooMuch, TextTooLong, TooManyRequests, SameToMany.
    """
    if draft.pictures or draft.note is not None:
        raise RequestTooMuch(field="pictures" if draft.pictures else "note")
    if len(draft.body) > MAX_REQUEST_CHARS:
        raise TextTooLong(field="body", chars=len(draft.body), max_chars=MAX_REQUEST_CHARS)
    most = _most_requests(settings, now - await tx.count(_JOINED, person=person))
    looked = max(MAX_LOOKED, most)
    asked = await tx.all(tuple, _ASKED, person=person, since_us=now - DAY, limit_rows=looked)
    if len(asked) >= most:
        oldest = asked[most - 1][0] if most else now
        raise TooManyRequests(max=most, retry_s=_wait_s(oldest, DAY, now))
    if _is_greeting(draft):
        return
    same = [at_us for at_us, body in asked if _alike(body, draft.body)]
    if len(same) >= settings.max_same_request_a_day:
        oldest = same[settings.max_same_request_a_day - 1]
        raise SameToMany(max=settings.max_same_request_a_day, retry_s=_wait_s(oldest, DAY, now))


def _most_requests(settings: MessageSettings, age_us: int) -> int:
    if age_us < DAY:
        return settings.max_requests_first_day
    return settings.max_requests_first_week if age_us < 7 * DAY else settings.max_requests_a_day


def _is_greeting(draft: Draft) -> bool:
    said = folded(draft.body)
    return len(said) <= GREETING_CHARS and not draft.links and not any(map(str.isdecimal, said))


def _alike(one: str, other: str) -> bool:
    if not one:
        return False
    return folded(one) == folded(other) or likeness(one, other) >= ALIKE


def _wait_s(at_us: int, window_us: int, now: int) -> int:
    return max(1, -(-(at_us + window_us - now) // SECOND))
