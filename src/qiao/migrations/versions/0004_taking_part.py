"""Taking part: who may see a note, whom one need not see, what members are told, what is found."""

from alembic import op

from qiao.migrations.run import apply

revision = "0004"
down_revision = "0003"

SAFETY = """
alter table notes add column audience {text} not null default 'public';
alter table topics add column known {int} not null default 1;
create table note_chosen (
  note_id {id} not null, member_id {id} not null, primary key (note_id, member_id)
){rowless};
create table blocks (
  by_id {id} not null, of_id {id} not null, at_us {int} not null, primary key (by_id, of_id)
){rowless};
create index blocks_of on blocks (of_id, by_id);
create table mutes (
  member_id {id} not null, kind {text} not null, value {text} not null, at_us {int} not null,
  primary key (member_id, kind, value)
){rowless};
alter table members add column who_may {text} not null default '{}';
"""

NOTICES = """
create table notice_groups (
  id {id} primary key, member_id {id} not null, box {text} not null, kind {text} not null,
  thing_id {id} not null, note_id {id}, mark {text} not null default '', people {int} not null default 0,
  fresh {int} not null default 0, seen_us {int} not null default 0, at_us {int} not null, moved_us {int} not null
);
create index notice_groups_box on notice_groups (member_id, box, moved_us, id);
create index notice_groups_fresh on notice_groups (member_id, box) where fresh > 0;
create index notice_groups_moved on notice_groups (member_id, moved_us) where fresh > 0;
create index notice_groups_first on notice_groups (member_id, moved_us) where mark = 'first';
create index notice_groups_note on notice_groups (note_id);
create index notice_groups_thing on notice_groups (thing_id);
create table notice_deeds (
  member_id {id} not null, kind {text} not null, thing_id {id} not null, actor_id {id} not null,
  group_id {id} not null, at_us {int} not null, told_us {int} not null, gone {int} not null default 0,
  primary key (member_id, kind, thing_id, actor_id)
){rowless};
create index notice_deeds_group on notice_deeds (group_id, at_us);
create index notice_deeds_actor on notice_deeds (actor_id, member_id);
create table notice_choices (
  member_id {id} primary key, choices {text} not null default '{}', announced_us {int} not null default 0
);
create table announcements (
  id {id} primary key, by_id {id} not null, lang {text} not null, texts {text} not null,
  at_us {int} not null, gone {int} not null default 0
);
create table push_subscriptions (
  id {id} primary key, member_id {id} not null, endpoint {text} not null unique, p256dh {text} not null,
  auth {text} not null, session_hash {bytes} not null, at_us {int} not null,
  failures {int} not null default 0, wait_until_us {int} not null default 0
);
create index push_subscriptions_member on push_subscriptions (member_id);
create table notice_mail (
  member_id {id} primary key, address {text} not null, confirmed_us {int}, asked_us {int} not null,
  sent_us {int} not null default 0, next_us {int} not null default 0, failures {int} not null default 0
);
create index notice_mail_next on notice_mail (next_us) where confirmed_us is not null;
"""

SEARCH = """
create table search_notes (
  doc {seq}, note_id {id} not null unique, title {text} not null, topics {text} not null,
  body {text} not null
);
create table search_words (word {text} primary key, notes {int} not null);
create table search_forms (form {text} not null, word {text} not null, primary key (form, word)){rowless};
create table search_meanings (
  id {id} primary key, words {text} not null, near {text}, asked_us {int} not null, made_us {int} not null default 0
);
create index search_meanings_asked on search_meanings (asked_us);
create table search_history (
  member_id {id} not null, query {text} not null, shown {text} not null, at_us {int} not null,
  primary key (member_id, query)
){rowless};
create index search_history_at on search_history (member_id, at_us);
create table search_choices (member_id {id} primary key, remembers {int} not null);
create table search_log (
  seq {seq}, at_us {int} not null, member_id {id} not null, query {text} not null, lang {text} not null,
  note_id {id} not null default '', position {int} not null default -1
);
create index search_log_at on search_log (at_us, query);
create index search_log_member on search_log (member_id);
create table search_names (
  token {id} not null, member_id {id} not null, primary key (token, member_id)
){rowless};
create index search_names_member on search_names (member_id);
create table topic_hours (
  slug {text} not null, hour {int} not null, lang {text} not null, views {int} not null default 0,
  notes {int} not null default 0, discussions {int} not null default 0, primary key (slug, hour, lang)
){rowless};
create index topic_hours_hour on topic_hours (hour);
create table search_topics (slug {text} primary key, folded {text} not null);
create table topic_families (slug {text} primary key, family {text} not null, made {text} not null);
create index topic_families_family on topic_families (family);
"""

MOMO = """
alter table notes add column momo {int} not null default 0;
alter table comments add column momo {int} not null default 0;
alter table cases add column momo {int} not null default 0;
create table momo_numbers (
  note_id {id} not null, member_id {id} not null, number {int} not null,
  primary key (note_id, member_id)
){rowless};
create index momo_numbers_member on momo_numbers (member_id);
"""

EDITING = """
alter table notes add column edited_us {int} not null default 0;
alter table notes add column labels {text} not null default '[]';
alter table note_versions add column older {int} not null default 0;
alter table comments add column edited_us {int} not null default 0;
create table note_edits (
  note_id {id} not null, no {int} not null, by_id {id} not null, title {text} not null, body {text} not null,
  topics {text} not null, alts {text} not null, labels {text} not null, audience {text} not null,
  at_us {int} not null, until_us {int} not null, primary key (note_id, no)
){rowless};
create index note_edits_by on note_edits (by_id, until_us);
create table note_pins (note_id {id} primary key, comment_id {id} not null);
create index note_pins_comment on note_pins (comment_id);
create index comment_likes_comment on comment_likes (comment_id, at_us);
"""

SEARCH_TEXT = {
    "sqlite": """
create virtual table search_fts using fts5(
  title, topics, body, content='search_notes', content_rowid='doc', prefix='2 3',
  tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* S* Co'"
);
""",
    "postgresql": """
alter table search_notes add column tokens tsvector;
create index search_notes_tokens on search_notes using gin (tokens);
""",
}

KEYS = """
alter table sessions add column device {text} not null default '';
alter table sessions add column seen_us {int} not null default 0;
alter table sessions add column proved_us {int} not null default 0;
alter table members add column password_short {int} not null default 0;
create table passkeys (
  id {id} primary key, member_id {id} not null, credential {bytes} not null unique, public_key {bytes} not null,
  counter {int} not null, rp_id {text} not null, name {text} not null, synced {int} not null,
  made_us {int} not null, used_us {int} not null default 0, cloned {int} not null default 0
);
create index passkeys_member on passkeys (member_id);
create table totp (
  member_id {id} primary key, secret {bytes}, next_secret {bytes}, last_step {int} not null default 0
);
create table recovery_codes (
  member_id {id} not null, code_hash {bytes} not null, primary key (member_id, code_hash)
){rowless};
create table sign_in_waits (
  name {text} primary key, count {int} not null, free_us {int} not null, until_us {int} not null
);
create table spent_flows (challenge_hash {bytes} primary key, until_us {int} not null){rowless};
"""


LEAVING = """
create table leavings (
  member_id {id} primary key, asked_us {int} not null, due_us {int} not null, erased_us {int},
  traces {text} not null default '{}'
);
"""

# what happened stays as it is; only who did it, and what she said, is forgotten when she leaves
_ERASED = """
  new.seq = old.seq and new.id = old.id and new.case_id = old.case_id and new.at_us = old.at_us
  and new.kind = old.kind and new.action = old.action and new.rule = old.rule
  and new.lang = old.lang and new.answers_id is not distinct from old.answers_id
  and new.mark = old.mark and ((new.by_id = old.by_id and new.words = old.words)
    or (substr(new.by_id, 1, 5) = 'gone ' and new.words in (old.words, '')))
"""
LEAVING_LOG = {
    "sqlite": f"""
drop trigger review_events_no_update;
create trigger review_events_no_update before update on review_events
  when not ({_ERASED})
  begin select raise(abort, 'review_events is append only'); end;
""",
    "postgresql": f"""
drop trigger review_events_append_only on review_events;
create trigger review_events_no_delete before delete on review_events
  for each row execute function review_events_refuse();
create trigger review_events_no_update before update on review_events
  for each row when (not ({_ERASED})) execute function review_events_refuse();
""",
}


def upgrade() -> None:
    for part in (SAFETY, NOTICES, SEARCH, KEYS, LEAVING, MOMO, EDITING):
        apply(op, part)
    apply(op, SEARCH_TEXT[op.get_bind().dialect.name])
    apply(op, LEAVING_LOG[op.get_bind().dialect.name])
