"""The first square: people, notes, comments, review, translations, the event log."""

from alembic import op

from qiao.migrations.run import apply

revision = "0001"
down_revision = None

SPINE = """
create table events (seq {seq}, at_us {int} not null, name {text} not null, body {text} not null);
create table reaction_cursors (reaction {text} primary key, seq {int} not null);
create table reaction_failures (
  reaction {text} not null, seq {int} not null, attempts {int} not null,
  next_us {int} not null, error {text} not null, dead {int} not null default 0,
  primary key (reaction, seq)
);
create table idempotency (
  caller {text} not null, key {text} not null, body_hash {text} not null,
  answer {bytes} not null, at_us {int} not null, primary key (caller, key)
);
create index idempotency_at on idempotency (at_us);
create table facts (name {text} primary key, value {text} not null);
"""

PEOPLE = """
create table members (
  id {id} primary key, handle {text} not null unique, name {text} not null default '',
  bio {text} not null default '', bio_lang {text} not null default 'und',
  region {text} not null default '', ui_lang {text} not null default 'en',
  langs {text} not null default '[]', avatar_id {id}, avatar_sha {text}, password_hash {text} not null,
  operator {int} not null default 0, unread_statements {int} not null default 0,
  joined_us {int} not null
);
create table member_counts (
  member_id {id} primary key, notes {int} not null default 0,
  followers {int} not null default 0, following {int} not null default 0
);
create table sessions (
  token_hash {bytes} primary key, member_id {id} not null, made_us {int} not null,
  expires_us {int} not null
);
create index sessions_member on sessions (member_id);
create table sign_in_failures (name {text} primary key, count {int} not null, until_us {int} not null);
create table follows (
  follower_id {id} not null, followed_id {id} not null, at_us {int} not null,
  primary key (follower_id, followed_id)
){rowless};
create index follows_followed on follows (followed_id, follower_id);
create table operator_claims (token_hash {bytes} primary key, made_us {int} not null, used_us {int});
"""

MEDIA = """
create table media (
  id {id} primary key, owner_id {id} not null, sha {text} not null, w {int} not null,
  h {int} not null, bytes {int} not null, kind {text} not null, created_us {int} not null,
  used {int} not null default 0
);
create index media_sha on media (sha);
"""

NOTES = """
create table notes (
  id {id} primary key, author_id {id} not null, kind {text} not null, title {text} not null,
  body {text} not null, lang {text} not null default 'und', mixed {text} not null default '[]',
  standing {text} not null, at_us {int} not null, text_hash {text} not null default ''
);
create index notes_author on notes (author_id, at_us);
create index notes_at on notes (at_us);
create table note_counts (
  note_id {id} primary key, likes {int} not null default 0, comments {int} not null default 0,
  collects {int} not null default 0
);
create table note_media (
  note_id {id} not null, pos {int} not null, media_id {id} not null, alt {text} not null default '',
  sha {text} not null, w {int} not null, h {int} not null, primary key (note_id, pos)
){rowless};
create table topics (slug {text} primary key, label {text} not null, notes {int} not null default 0);
create index topics_notes on topics (notes);
create table note_topics (
  note_id {id} not null, pos {int} not null, slug {text} not null, at_us {int} not null,
  primary key (note_id, pos)
){rowless};
create index note_topics_slug on note_topics (slug, at_us, note_id);
create table note_versions (
  note_id {id} not null, lang {text} not null, title {text} not null, body {text} not null,
  alts {text} not null default '[]', by_id {id} not null, at_us {int} not null,
  primary key (note_id, lang)
){rowless};
create table comments (
  id {id} primary key, note_id {id} not null, parent_id {id}, author_id {id} not null,
  body {text} not null, lang {text} not null default 'und', mixed {text} not null default '[]',
  standing {text} not null, at_us {int} not null, deleted {int} not null default 0
);
create index comments_note on comments (note_id, at_us);
create index comments_parent on comments (parent_id, at_us);
create index comments_author on comments (author_id, at_us);
create table comment_counts (
  comment_id {id} primary key, likes {int} not null default 0, answers {int} not null default 0
);
create table comment_versions (
  comment_id {id} not null, lang {text} not null, body {text} not null, by_id {id} not null,
  at_us {int} not null, primary key (comment_id, lang)
){rowless};
create table likes (
  member_id {id} not null, note_id {id} not null, at_us {int} not null,
  primary key (member_id, note_id)
){rowless};
create index likes_note on likes (note_id, at_us);
create table comment_likes (
  member_id {id} not null, comment_id {id} not null, at_us {int} not null,
  primary key (member_id, comment_id)
){rowless};
create table boards (
  id {id} primary key, owner_id {id} not null, title {text} not null,
  first {int} not null default 0, notes {int} not null default 0, at_us {int} not null
);
create index boards_owner on boards (owner_id, at_us);
create table collects (
  member_id {id} not null, note_id {id} not null, board_id {id} not null, at_us {int} not null,
  primary key (member_id, note_id)
){rowless};
create index collects_board on collects (board_id, at_us);
create index collects_note on collects (note_id);
"""

READING = """
create table seen (
  member_id {id} not null, note_id {id} not null, impressions {int} not null default 0,
  opens {int} not null default 0, dwell_ms {int} not null default 0, hidden {int} not null default 0,
  last_us {int} not null, primary key (member_id, note_id)
){rowless};
create index seen_recent on seen (member_id, last_us);
create table reading_log (
  seq {seq}, at_us {int} not null, member_id {id} not null, note_id {id} not null,
  kind {text} not null, feed {text} not null, position {int} not null, ms {int} not null default 0
);
create index reading_log_member on reading_log (member_id, at_us);
create table note_vectors (
  note_id {id} primary key, model {text} not null, scale {real} not null, vector {bytes} not null
);
create table translations (
  text_hash {text} not null, source {text} not null, target {text} not null, policy {text} not null,
  state {text} not null, text {text} not null, result {text}, engine {text} not null default '',
  confidence {real}, lease_until_us {int} not null default 0, attempts {int} not null default 0,
  at_us {int} not null, primary key (text_hash, source, target, policy)
);
create index translations_state on translations (state, at_us);
"""

REVIEW = """
create table cases (
  id {id} primary key, of_kind {text} not null, of_id {id} not null, note_id {id} not null,
  author_id {id} not null, state {text} not null, severity {int} not null default 0,
  reports {int} not null default 0, decision_id {id}, title {text} not null, body {text} not null,
  lang {text} not null, opened_us {int} not null, changed_us {int} not null
);
create unique index cases_of on cases (of_kind, of_id);
create index cases_waiting on cases (state, severity, opened_us);
create index cases_changed on cases (state, changed_us);
create table review_events (
  seq {seq}, id {id} not null unique, case_id {id} not null, at_us {int} not null,
  kind {text} not null, by_id {id} not null, action {text} not null default '',
  rule {text} not null default '', words {text} not null default '',
  lang {text} not null default 'und', answers_id {id}, mark {text} not null default ''
);
create index review_events_case on review_events (case_id, seq);
create index review_events_by on review_events (by_id, kind, at_us);
create unique index review_events_one_report on review_events (case_id, by_id)
  where kind = 'report';
create unique index review_events_one_appeal on review_events (answers_id)
  where kind = 'appeal';
create table statements (
  id {id} primary key, case_id {id} not null, member_id {id} not null,
  decision_id {id} not null unique, at_us {int} not null, seen_us {int}, appeal_id {id},
  answer_id {id}
);
create index statements_member on statements (member_id, id);
create table member_turns (member_id {id} primary key, at_us {int} not null){rowless};
"""

APPEND_ONLY = {
    "sqlite": """
create trigger review_events_no_update before update on review_events
  begin select raise(abort, 'review_events is append only'); end;
create trigger review_events_no_delete before delete on review_events
  begin select raise(abort, 'review_events is append only'); end;
create trigger review_events_no_replace before insert on review_events
  when exists (select 1 from review_events e where e.id = new.id or e.seq = new.seq)
  begin select raise(abort, 'review_events is append only'); end;
""",
    "postgresql": """
create function review_events_refuse() returns trigger language plpgsql as
  $$ begin raise exception 'review_events is append only'; end $$;
create trigger review_events_append_only before update or delete on review_events
  for each row execute function review_events_refuse();
create trigger review_events_no_truncate before truncate on review_events
  for each statement execute function review_events_refuse();
""",
}


def upgrade() -> None:
    for part in (SPINE, PEOPLE, MEDIA, NOTES, READING, REVIEW):
        apply(op, part)
    apply(op, APPEND_ONLY[op.get_bind().dialect.name])
