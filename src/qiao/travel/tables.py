"""What becomes of each table of the schema when a member leaves: one rule for each, without gaps.

A new table needs a line here; `tests/travel/test_tables.py` fails without it. Parameters:
`:member`, `:handle`, and `:things`, ids of all that was hers.
"""

from dataclasses import dataclass

from qiao.kit.db import Sql


@dataclass(frozen=True)
class Rule:
    """Statements that may run twice, or why there are none."""

    run: tuple[Sql, ...] = ()
    why: str = ""


def do(*statements: str) -> Rule:
    return Rule(tuple(Sql(text) for text in statements))


def gone(table: str, *conditions: str) -> Rule:
    """Rows go that any of `conditions` names."""
    return do(*(f"delete from {table} where {condition}" for condition in conditions))


def elsewhere(why: str) -> Rule:
    return Rule(why=why)


MEMBER, THINGS = "member_id = :member", "note_id in (:things...)"
HERS_WAITING = (
    "custom_id in (select c.id from customs c where c.by_id = :member and c.state <> 'accepted')"
)
SCANNED = "rows that name her or hers are looked for one by one: echoes.py"
STEPS = "by the commands that count: erasing.py"
NOBODY = "says nothing of a person"

RULES: dict[str, Rule] = {
    # what happened lately, and answers kept for requests that are sent again
    "events": elsewhere(SCANNED),
    "reaction_cursors": elsewhere(NOBODY),
    "reaction_failures": elsewhere(NOBODY),
    "idempotency": gone("idempotency", "caller = :member"),
    "facts": elsewhere("lists that name her are shortened: echoes.py"),
    # people
    "sessions": gone("sessions", MEMBER),
    "sign_in_failures": gone(
        "sign_in_failures",
        "name = :handle",
        "substr(name, 1, length(:handle) + 1) = :handle || ' '",
    ),
    "sign_in_waits": gone(
        "sign_in_waits", "name = 'account ' || :handle", "name = 'second ' || :member"
    ),
    "spent_flows": elsewhere(NOBODY),
    "passkeys": gone("passkeys", MEMBER),
    "totp": gone("totp", MEMBER),
    "recovery_codes": gone("recovery_codes", MEMBER),
    "entry_codes": gone(
        "entry_codes",
        MEMBER,
        "lookup in (select lookup from contacts where member_id = :member)",
    ),
    "contacts": gone("contacts", MEMBER),
    "code_budgets": elsewhere("counts under keyed hashes, for a day"),
    # who is left alone is a member as any other
    "identities": gone(
        "identities",
        MEMBER,
        "login_id in (select login_id from identities group by login_id having count(*) = 1)",
    ),
    "member_bios": gone("member_bios", MEMBER),
    "follows": elsewhere(STEPS),
    # that somebody ran the square stays known, and not who it was
    "operator_turns": do(
        "update operator_turns set member_id = '' where member_id = :member",
        "update operator_turns set by_id = '' where by_id = :member",
    ),
    "operator_claims": elsewhere(NOBODY),
    "blocks": gone("blocks", "by_id = :member or of_id = :member"),
    "mutes": gone(
        "mutes",
        MEMBER,
        "kind = 'member' and value = :member",
        # a momo in a thread of hers: an alias names the note
        "kind = 'member' and substr(value, 6, 26) in (:things...)",
    ),
    # notes
    "notes": elsewhere(STEPS),
    "note_counts": gone("note_counts", THINGS),
    "note_media": gone("note_media", THINGS),
    "note_chosen": gone("note_chosen", MEMBER, THINGS),
    "momo_numbers": gone("momo_numbers", MEMBER, THINGS),
    "note_versions": gone("note_versions", "by_id = :member", THINGS),
    "note_edits": gone("note_edits", "by_id = :member", THINGS),
    "note_pins": gone("note_pins", THINGS, "comment_id in (:things...)"),
    "web_links": gone("web_links", THINGS, "of_id in (:things...)"),
    "link_cards": elsewhere("with the last that links there: notes.web_links"),
    "note_links": do(
        "delete from note_links where note_id in (:things...)",
        "update note_links set to_id = '' where to_id in (:things...)",
    ),
    "note_questions": do(
        "delete from note_questions where note_id in (:things...)",
        "update note_questions set accepted_of = '', accepted_id = ''"
        " where accepted_id in (:things...)",
        "update note_questions set outcome_id = '' where outcome_id in (:things...)",
    ),
    "comment_figures": gone("comment_figures", MEMBER, THINGS, "comment_id in (:things...)"),
    "places": elsewhere("with the last note about it: notes.places"),
    "note_topics": gone("note_topics", THINGS),
    "topics": elsewhere(STEPS),
    # what the other of the two wrote stays theirs to read
    "joint_drafts": do(
        "update joint_drafts set by_id = '', state = 'closed' where by_id = :member",
        "update joint_drafts set with_id = '', state = 'closed' where with_id = :member",
        "update joint_drafts set note_id = '' where note_id in (:things...)",
    ),
    "joint_texts": gone("joint_texts", MEMBER),
    "joint_wishes": gone("joint_wishes", MEMBER, THINGS),
    "comments": elsewhere(STEPS),
    "comment_counts": gone("comment_counts", "comment_id in (:things...)"),
    "comment_versions": gone("comment_versions", "by_id = :member", "comment_id in (:things...)"),
    "comment_media": gone("comment_media", "comment_id in (:things...)"),
    # her pictures go with her, and so what they were offered as
    "stickers": gone("stickers", "by_id = :member"),
    "comment_reads": gone(
        "comment_reads",
        "of_id in (:things...)",
        "comment_id in (:things...)",
    ),
    "likes": elsewhere(STEPS),
    "comment_likes": gone("comment_likes", "comment_id in (:things...)"),
    "boards": gone("boards", "owner_id = :member"),
    "collects": gone("collects", MEMBER, THINGS),
    "media": gone("media", "owner_id = :member"),
    "videos": gone("videos", "owner_id = :member"),
    "waiting_notes": gone("waiting_notes", "author_id = :member"),
    "picture_texts": elsewhere("with the picture's files: erasing.py"),
    "captions": gone("captions", "media_id in (:things...)", "by_id = :member"),
    # review: what happened stays, who it was and what she said does not
    "cases": do(
        "update cases set title = '', body = '', of_id = 'gone ' || id, author_id = 'gone ' || id"
        " where author_id = :member",
        "update cases set note_id = 'gone ' || id where note_id in (:things...)",
        "update cases set of_id = 'gone ' || id, title = '', body = '' where of_id in (:things...)",
    ),
    "review_events": do(
        "update review_events set by_id = 'gone ' || id,"
        " words = case when kind in ('report', 'appeal') then '' else words end"
        " where by_id = :member"
    ),
    "statements": gone("statements", MEMBER),
    "member_turns": gone("member_turns", MEMBER),
    # other languages; the texts themselves are looked for in echoes.py
    "translations": elsewhere(SCANNED),
    "translation_segments": elsewhere(SCANNED),
    "translation_suggestions": do(
        "delete from translation_suggestions where by_id = :member or author_id = :member",
        "delete from translation_suggestions where of_id in (:things...)",
        "update translation_suggestions set decided_by_id = '' where decided_by_id = :member",
    ),
    "glossary": elsewhere(NOBODY),
    "slang_votes": do(
        "update slang_entries set votes = votes - 1"
        " where id in (select entry_id from slang_votes where member_id = :member)",
        "delete from slang_votes where member_id = :member",
        "delete from slang_votes where entry_id in (select id from slang_entries"
        " where by_id = :member and state <> 'approved')",
    ),
    # a word that operators took in belongs to the square; the sentence around it was hers
    "slang_entries": do(
        "delete from slang_entries where by_id = :member and state <> 'approved'",
        "update slang_entries set by_id = '', example = '' where by_id = :member",
        "update slang_entries set decided_by_id = '' where decided_by_id = :member",
    ),
    "translation_spend": elsewhere("names there are keyed hashes that change every day"),
    "translation_models": elsewhere(NOBODY),
    # reading
    "seen": gone("seen", MEMBER, THINGS),
    "reading_log": gone("reading_log", MEMBER, THINGS),
    "note_vectors": gone("note_vectors", THINGS),
    "circles": gone("circles", MEMBER),
    "circle_said": gone("circle_said", MEMBER),
    "circle_groups": elsewhere("sums over groups of five and more"),
    "feed_dials": gone("feed_dials", MEMBER),
    "feed_wishes": gone("feed_wishes", MEMBER, THINGS, "about = 'author' and value = :member"),
    "topic_mutes": gone("topic_mutes", MEMBER),
    "operator_levers": do("update operator_levers set by_id = '' where by_id = :member"),
    "served_pages": do(
        # the hours they are in are counted anew, without her
        "update ledger_hours set stale = 1 where hour in"
        " (select at_us / 3600000000 from served_pages where member_id = :member)",
        "delete from served_pages where member_id = :member",
    ),
    "ledger_hours": elsewhere("counts of hours: counted anew when a page of theirs goes"),
    "ledger_days": elsewhere("how many read on a day, in each language"),
    "figures": elsewhere("counts of the whole square, by minute and hour"),
    "ladder": gone("ladder", THINGS),
    "member_trust": gone("member_trust", MEMBER),
    "note_worth": gone("note_worth", THINGS),
    "deed_caps": gone("deed_caps", MEMBER, THINGS),
    "feed_models": elsewhere("figures of the whole square"),
    # what members are told
    "notice_deeds": do(
        "update notice_groups set people = people - (select count(*) from notice_deeds d"
        " where d.group_id = notice_groups.id and d.actor_id = :member and d.gone = 0)"
        " where id in (select d.group_id from notice_deeds d where d.actor_id = :member)",
        "update notice_groups set fresh = people where fresh > people",
        "delete from notice_deeds where actor_id = :member or member_id = :member",
        "delete from notice_deeds where thing_id in (:things...)",
    ),
    "notice_groups": gone("notice_groups", MEMBER, THINGS, "thing_id in (:things...)"),
    "notice_choices": gone("notice_choices", MEMBER),
    "announcements": gone("announcements", "by_id = :member"),
    "push_subscriptions": gone("push_subscriptions", MEMBER),
    "notice_mail": gone("notice_mail", MEMBER),
    # coming in
    "welcomes": gone("welcomes", MEMBER),
    # messages: her words go; what others wrote to her is theirs, in a conversation with nobody
    "messages": do(
        "delete from messages where author_id = :member",
        "delete from messages where conversation_id in (select id from conversations"
        " where state = 'request' and (a_id = :member or b_id = :member))",
        "update messages set note_id = 'gone' where note_id in (:things...)",
    ),
    "message_pictures": do(
        "update message_pictures set owner_id = '', message_id = null where owner_id = :member"
    ),
    # what others said near it stays to be judged; what she said does not
    "message_copies": do(
        "update message_copies set author_id = 'gone ' || case_id, body = '', pictures = '[]'"
        " where author_id = :member"
    ),
    "message_choices": gone("message_choices", MEMBER),
    "conversation_sides": do(
        "delete from conversation_sides where conversation_id in"
        " (select id from conversations where state = 'request'"
        " and (a_id = :member or b_id = :member))",
        "delete from conversation_sides where member_id = :member",
        "update conversation_sides set other_id = '', unread = 0 where other_id = :member",
    ),
    "conversations": do(
        "delete from conversations where state = 'request' and (a_id = :member or b_id = :member)",
        "update conversations set asked_by = '' where asked_by = :member",
        "update conversations set a_id = 'gone ' || id where a_id = :member",
        "update conversations set b_id = 'gone ' || id where b_id = :member",
    ),
    "invited": gone(
        "invited",
        MEMBER,
        "invitation_id in (select i.id from invitations i where i.by_id = :member)",
    ),
    "invitations": gone("invitations", "by_id = :member"),
    # a custom that was taken in is the square's: it stays, without her name
    "custom_texts": do(
        f"delete from custom_texts where {HERS_WAITING}",
        "update custom_texts set by_id = '' where by_id = :member",
    ),
    "customs": do(
        "delete from customs where by_id = :member and state <> 'accepted'",
        "update customs set by_id = '' where by_id = :member",
        "update customs set decided_by_id = '' where decided_by_id = :member",
    ),
    # search
    "search_notes": elsewhere("with its index, by search.indexing: erasing.py"),
    "search_words": elsewhere("counted by search.indexing"),
    "search_forms": elsewhere("counted by search.indexing"),
    "search_meanings": do(
        "delete from search_meanings where words in"
        " (select query from search_log where member_id = :member"
        " union select query from search_history where member_id = :member)"
    ),
    "search_history": gone("search_history", MEMBER),
    "search_choices": gone("search_choices", MEMBER),
    "search_log": gone("search_log", MEMBER, THINGS),
    "search_names": gone("search_names", MEMBER),
    "topic_hours": elsewhere("with the topic: erasing.py"),
    "search_topics": elsewhere("with the topic: erasing.py"),
    "topic_families": elsewhere("with the topic: erasing.py"),
    # moving house; the files go with their rows: keeping.py
    "exports": gone("exports", MEMBER),
    "arrivals": gone("arrivals", MEMBER),
    "brought": gone("brought", MEMBER, "id in (:things...)"),
    # who she says she was elsewhere, and whom she looked for
    "elsewhere": gone("elsewhere", MEMBER),
    "sought": gone("sought", MEMBER),
    "sought_turns": gone("sought_turns", MEMBER),
    # the member herself, last
    "member_counts": gone("member_counts", MEMBER),
    "members": gone("members", "id = :member"),
    "leavings": elsewhere("the very last row, when nothing else is left: echoes.py"),
}
