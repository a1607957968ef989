"""What an export holds of each table, and why it holds nothing of the others.

Each table with a rule in `travel/tables.py` has a line in `HELD`; a test fails without one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiao.kit.db import Sql
from qiao.travel.packing.shapes import moment, moment_or_none


@dataclass(frozen=True)
class Sheet:
    """A file of lines: what each is called, and the rows it comes from.

    `rows` selects a key that is the row's own among hers, then `names` in their order, sorted by
    the key; it takes `:member`, `:after` and `:most`. `begin` sorts before every key.
    """

    file: str
    names: tuple[str, ...]
    rows: Sql
    begin: str | int
    read: Mapping[str, Callable[[Any], object]]

    def line(self, row: tuple[Any, ...]) -> dict[str, object]:
        """Return a row's line."""
        return {
            name: self.read[name](value) if name in self.read else value
            for name, value in zip(self.names, row[1:], strict=True)
        }


_TIMES = frozenset(("at", "asked", "confirmed", "last", "made", "seen", "sent", "used"))


def _sheet(
    file: str,
    names: str,
    key: str,
    columns: str,
    rows: str,
    /,
    *,
    begin: str | int = "",
    **read: Callable[[Any], object],
) -> Sheet:
    sql = Sql(f"select {key}, {columns} from {rows} and {key} > :after order by 1 limit :most")
    called = tuple(names.split())
    times = {name: moment_or_none for name in called if name in _TIMES}
    return Sheet(file, called, sql, begin, {**times, **read})


def _day(at_us: int) -> str | None:
    return moment(at_us).date().isoformat() if at_us else None


SHEETS = (
    _sheet(
        "following", "handle at", "m.handle", "m.handle, f.at_us",
        "follows f join members m on m.id = f.followed_id where f.follower_id = :member",
    ),
    _sheet(
        "followers", "handle at", "m.handle", "m.handle, f.at_us",
        "follows f join members m on m.id = f.follower_id where f.followed_id = :member",
    ),
    _sheet(
        "blocks", "handle at", "m.handle", "m.handle, b.at_us",
        "blocks b join members m on m.id = b.of_id where b.by_id = :member",
    ),
    _sheet(
        # whoever is muted as momo is named by note and number, as she knows them
        "mutes", "kind what at", "u.kind || ' ' || u.value",
        "u.kind, coalesce(m.handle, u.value), u.at_us",
        "mutes u left join members m on u.kind = 'member' and m.id = u.value"
        " where u.member_id = :member",
    ),
    _sheet("likes", "note at", "note_id", "note_id, at_us", "likes where member_id = :member"),
    _sheet(
        "comment_likes", "comment at", "comment_id", "comment_id, at_us",
        "comment_likes where member_id = :member",
    ),
    _sheet(
        "boards", "id title first at open", "id", "id, title, first, at_us, open",
        "boards where owner_id = :member", first=bool, open=bool,
    ),
    _sheet(
        "collects", "note board at", "note_id", "note_id, board_id, at_us",
        "collects where member_id = :member",
    ),
    _sheet(
        "captions", "media lang state vtt at", "c.media_id || ' ' || c.lang",
        "c.media_id, c.lang, c.state, c.vtt, c.at_us",
        "captions c join media d on d.id = c.media_id"
        " where d.owner_id = :member and c.state in ('edited', 'published')",
    ),
    _sheet(
        "counted", "note likes comments collects", "n.id",
        "n.id, c.likes, c.comments, c.collects",
        "notes n join note_counts c on c.note_id = n.id where n.author_id = :member",
    ),
    _sheet(
        "sessions", "device made seen", "made_us", "device, made_us, seen_us",
        "sessions where member_id = :member", begin=0, made=_day, seen=_day,
    ),
    _sheet(
        "passkeys", "name made used", "id", "name, made_us, used_us",
        "passkeys where member_id = :member",
    ),
    _sheet(
        # sealed with the square's own key: what they are stays in the square
        "contacts", "kind made", "kind", "kind, made_us", "contacts where member_id = :member",
    ),
    _sheet(
        "reports", "kind of id rule words at", "e.seq",
        "e.kind, c.of_kind, c.of_id, e.rule, e.words, e.at_us",
        "review_events e join cases c on c.id = e.case_id"
        " where e.by_id = :member and e.kind in ('report', 'appeal')", begin=0,
    ),
    _sheet(
        "statements", "of id action rule reason lang at seen", "s.id",
        "c.of_kind, c.of_id, e.action, e.rule, e.words, e.lang, s.at_us, s.seen_us",
        "statements s join review_events e on e.id = s.decision_id"
        " join cases c on c.id = s.case_id where s.member_id = :member",
    ),
    _sheet(
        "suggestions", "of id source target better state at", "id",
        "of_kind, of_id, source, target, better, state, at_us",
        "translation_suggestions where by_id = :member",
    ),
    _sheet(
        "slang", "lang term normal gloss_en gloss_zh register example state votes at", "id",
        "lang, term, normal, gloss_en, gloss_zh, register, example, state, votes, at_us",
        "slang_entries where by_id = :member",
    ),
    _sheet(
        "slang_votes", "lang term at", "v.entry_id", "e.lang, e.term, v.at_us",
        "slang_votes v join slang_entries e on e.id = v.entry_id where v.member_id = :member",
    ),
    _sheet(
        "seen", "note impressions opens dwell_ms hidden last", "note_id",
        "note_id, impressions, opens, dwell_ms, hidden, last_us", "seen where member_id = :member",
        hidden=bool,
    ),
    _sheet(
        "reading", "note kind feed position ms into at", "seq",
        "note_id, kind, feed, position, ms, lang, at_us", "reading_log where member_id = :member",
        begin=0,
    ),
    _sheet(
        # what Explore put before her, as it is kept: docs/guides/the-ledger.md names its letters
        "pages", "feed position page at", "seq", "feed, first_position, page, at_us",
        "served_pages where member_id = :member", begin=0, page=json.loads,
    ),
    _sheet(
        # what the square believes of her, from what, and her own word for it
        "circle", "circle at", "member_id", "circle, at_us", "circles where member_id = :member",
        circle=json.loads,
    ),
    _sheet(
        "circle_said", "about value answer at", "about || ' ' || value",
        "about, value, answer, at_us", "circle_said where member_id = :member",
    ),
    _sheet(
        "wishes", "note about wish value at", "w.note_id || ' ' || w.about",
        "w.note_id, w.about, w.wish,"
        " case w.about when 'author' then coalesce(m.handle, '') else w.value end, w.at_us",
        "feed_wishes w left join members m on w.about = 'author' and m.id = w.value"
        " where w.member_id = :member",
    ),
    _sheet(
        "announcements", "lang texts at gone", "id", "lang, texts, at_us, gone",
        "announcements where by_id = :member", texts=json.loads, gone=bool,
    ),
    _sheet(
        "mail", "address confirmed asked sent", "member_id",
        "address, confirmed_us, asked_us, sent_us", "notice_mail where member_id = :member",
    ),
    _sheet(
        "searches", "said at", "query", "shown, at_us", "search_history where member_id = :member",
    ),
    _sheet(
        "searched", "query lang note position at", "seq",
        "query, lang, note_id, position, at_us", "search_log where member_id = :member", begin=0,
    ),
    _sheet(
        "links", "note how to at", "l.note_id || ' ' || l.how",
        "l.note_id, l.how, l.to_id, l.at_us",
        "note_links l join notes n on n.id = l.note_id where n.author_id = :member",
    ),
    _sheet(
        "questions", "note unit unit_name answer answer_of outcome", "q.note_id",
        "q.note_id, q.unit, q.unit_name, q.accepted_id, q.accepted_of, q.outcome_id",
        "note_questions q join notes n on n.id = q.note_id where n.author_id = :member",
    ),
    _sheet(
        "figures", "comment note place amount currency", "comment_id",
        "comment_id, note_id, place, amount, currency",
        "comment_figures where member_id = :member",
    ),
    _sheet(
        # her half of what two wrote; the other half is the other's
        "together", "note lang title body alts at with topics standing published",
        "v.note_id || ' ' || v.lang",
        "v.note_id, v.lang, v.title, v.body, v.alts, v.at_us, coalesce(m.handle, ''),"
        " coalesce(d.topics, '[]'), n.standing, n.at_us",
        "note_versions v join notes n on n.id = v.note_id"
        " left join members m on m.id = n.author_id left join joint_drafts d on d.note_id = n.id"
        " where v.by_id = :member and n.author_id <> :member",
        alts=json.loads, topics=json.loads, published=moment_or_none,
    ),
    _sheet(
        "joint_drafts", "draft with state topics lang title body at", "d.id",
        "d.id, coalesce(m.handle, ''), d.state, d.topics, coalesce(t.lang, ''),"
        " coalesce(t.title, ''), coalesce(t.body, ''), d.at_us",
        "joint_drafts d left join joint_texts t on t.draft_id = d.id and t.member_id = :member"
        " left join members m on m.id = case d.by_id when :member then d.with_id else d.by_id end"
        " where (d.by_id = :member or d.with_id = :member)", topics=json.loads,
    ),
    _sheet(
        "joint_wishes", "note at", "note_id", "note_id, at_us",
        "joint_wishes where member_id = :member",
    ),
    _sheet(
        "welcome", "step done at", "member_id", "step, done_us, at_us",
        "welcomes where member_id = :member", done=moment_or_none,
    ),
    _sheet(
        "stickers", "id set names media at withdrawn", "id",
        "id, set_name, names, media_id, at_us, withdrawn", "stickers where by_id = :member",
        names=json.loads, withdrawn=bool,
    ),
    _sheet(
        "videos", "id state ms w h sound bytes reason at", "id",
        "id, state, ms, w, h, sound, film_bytes, reason, created_us",
        "videos where owner_id = :member", sound=bool,
    ),
    _sheet(
        "waiting", "video draft reason at", "video_id", "video_id, draft, reason, at_us",
        "waiting_notes where author_id = :member", draft=json.loads,
    ),
    _sheet(
        # what she wrote; what others wrote to her is theirs
        "messages", "id conversation with body lang note at edited", "x.id",
        "x.id, x.conversation_id, coalesce(m.handle, ''), x.body, x.lang, x.note_id, x.at_us,"
        " x.edited_us",
        "messages x join conversation_sides s"
        " on s.conversation_id = x.conversation_id and s.member_id = :member"
        " left join members m on m.id = s.other_id where x.author_id = :member and x.gone = 0",
        edited=moment_or_none,
    ),
    _sheet(
        "message_pictures", "id message alt w h at", "id", "id, message_id, alt, w, h, at_us",
        "message_pictures where owner_id = :member and message_id is not null",
    ),
    _sheet(
        "conversations", "conversation with box", "s.conversation_id",
        "s.conversation_id, coalesce(m.handle, ''), s.box",
        "conversation_sides s left join members m on m.id = s.other_id"
        " where s.member_id = :member",
    ),
    _sheet(
        "message_choices", "keep_days read_marks", "member_id", "keep_days, read_marks",
        "message_choices where member_id = :member", read_marks=bool,
    ),
    _sheet(
        "bios", "lang body at", "lang", "lang, body, at_us",
        "member_bios where member_id = :member",
    ),
    _sheet(
        "invitations", "id hello lang uses most at", "id", "id, hello, lang, uses, most, at_us",
        "invitations where by_id = :member",
    ),
    _sheet(
        "chosen", "learns hides", "id", "learns, hides", "members where id = :member",
        learns=json.loads, hides=json.loads,
    ),
    _sheet(
        "customs", "id lang title body example state changes reason at", "id",
        "id, lang, title, body, example, state, changes_id, reason, at_us",
        "customs where by_id = :member",
    ),
    _sheet(
        "elsewhere", "platform handle shown found at", "platform",
        "platform, handle, shown, found, at_us", "elsewhere where member_id = :member",
        shown=bool, found=bool,
    ),
    _sheet("exports", "state bytes asked", "id", "state, bytes, asked_us",
           "exports where member_id = :member"),
    _sheet("arrivals", "kind state done asked", "id", "kind, state, done, asked_us",
           "arrivals where member_id = :member"),
)  # fmt: skip

ITSELF = "how the square works; says nothing of a person"
MADE = "made by the square from what the export holds"
LOCKS = "opens doors: whoever finds the file must not come in with it"
OTHERS = "what others did or said"
GUARDS = "how the square guards itself; telling it would be telling how to get round it"

HELD: dict[str, tuple[str, ...] | str] = {
    # files of the export that hold rows of the table, or why none does
    "events": MADE,
    "reaction_cursors": ITSELF,
    "reaction_failures": ITSELF,
    "idempotency": "answers to requests, for two days",
    "facts": ITSELF,
    "sessions": ("sessions",),
    "sign_in_failures": "guesses at her password, most likely others'",
    "sign_in_waits": "guesses at her password, most likely others'",
    "spent_flows": ITSELF,
    "passkeys": ("passkeys",),
    "totp": LOCKS,
    "recovery_codes": LOCKS,
    "follows": ("following", "followers"),
    "operator_claims": LOCKS,
    "blocks": ("blocks",),
    "mutes": ("mutes",),
    "notes": ("notes",),
    "note_counts": ("counted",),
    "note_media": ("notes",),
    "note_chosen": ("notes",),
    "momo_numbers": ("comments",),
    "note_versions": ("notes",),
    "note_edits": ("notes",),
    "note_pins": ("notes",),
    "note_topics": ("notes",),
    "topics": ("notes",),
    "comments": ("comments",),
    "comment_counts": OTHERS,
    "comment_versions": ("comments",),
    "comment_reads": MADE,
    "likes": ("likes",),
    "comment_likes": ("comment_likes",),
    "boards": ("boards",),
    "collects": ("collects",),
    "media": ("media",),
    "videos": ("videos",),
    "waiting_notes": ("waiting",),
    "picture_texts": MADE,
    "captions": ("captions",),
    "cases": OTHERS,
    "review_events": ("reports", "statements"),
    "statements": ("statements",),
    "member_turns": GUARDS,
    "translations": MADE,
    "translation_segments": MADE,
    "translation_suggestions": ("suggestions",),
    "glossary": ITSELF,
    "slang_votes": ("slang_votes",),
    "slang_entries": ("slang",),
    "translation_spend": ITSELF,
    "translation_models": ITSELF,
    "seen": ("seen",),
    "reading_log": ("reading",),
    "note_vectors": MADE,
    "circles": ("circle",),
    "circle_said": ("circle_said",),
    "circle_groups": "sums over groups of five members and more",
    "feed_dials": ("member",),
    "feed_wishes": ("wishes",),
    "topic_mutes": ("member",),
    "operator_turns": "who ran the square and who let them: the operators' log",
    "operator_levers": "the square's own settings and who moved them: the operators' log",
    "served_pages": ("pages",),
    "ledger_hours": ITSELF,
    "ledger_days": ITSELF,
    "ladder": GUARDS,
    "member_trust": GUARDS,
    "note_worth": GUARDS,
    "deed_caps": GUARDS,
    "feed_models": ITSELF,
    "notice_deeds": OTHERS,
    "notice_groups": OTHERS,
    "notice_choices": ("member",),
    "announcements": ("announcements",),
    "push_subscriptions": LOCKS,
    "notice_mail": ("mail",),
    "search_notes": MADE,
    "search_words": MADE,
    "search_forms": MADE,
    "search_meanings": MADE,
    "search_history": ("searches",),
    "search_choices": ("member",),
    "search_log": ("searched",),
    "search_names": MADE,
    "topic_hours": ITSELF,
    "search_topics": MADE,
    "topic_families": ITSELF,
    "comment_media": ("comments",),
    "stickers": ("stickers",),
    "link_cards": "what pages elsewhere say of themselves",
    "web_links": MADE,
    "contacts": ("contacts",),
    "entry_codes": LOCKS,
    "code_budgets": GUARDS,
    "identities": "her other names: each has a file of its own, and none tells of another",
    "conversations": ("conversations",),
    "conversation_sides": ("conversations",),
    "messages": ("messages",),
    "message_pictures": ("message_pictures",),
    "message_copies": "copies for reviewers; what she wrote is among her messages",
    "message_choices": ("message_choices",),
    "places": ("notes",),
    "member_bios": ("bios",),
    "invitations": ("invitations",),
    "invited": OTHERS,
    "elsewhere": ("elsewhere",),
    "sought": "hashes of names under the square's own secret: nobody can read them, she neither",
    "sought_turns": GUARDS,
    "figures": ITSELF,
    "customs": ("customs",),
    "custom_texts": "what the square's customs said before; hers are in customs",
    "note_links": ("links",),
    "note_questions": ("questions",),
    "comment_figures": ("figures",),
    "joint_drafts": ("joint_drafts",),
    "joint_texts": ("joint_drafts", "together"),
    "joint_wishes": ("joint_wishes",),
    "welcomes": ("welcome",),
    "exports": ("exports",),
    "arrivals": ("arrivals",),
    "brought": "which of her things came from elsewhere; they are among her notes",
    "member_counts": OTHERS,
    "members": ("member", "chosen"),
    "leavings": "who leaves cannot pack any more",
}
