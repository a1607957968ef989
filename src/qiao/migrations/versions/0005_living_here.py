"""Living here: more doors, a welcome, messages, video, answers, things in notes, moving house."""

from alembic import op

from qiao.migrations.run import apply

revision = "0005"
down_revision = "0004"

DOORS = """
create table contacts (
  member_id {id} not null, kind {text} not null, lookup {bytes} not null, shown {bytes} not null,
  made_us {int} not null, primary key (member_id, kind)
){rowless};
create unique index contacts_lookup on contacts (kind, lookup);
create table entry_codes (
  challenge_hash {bytes} primary key, member_id {id} not null, kind {text} not null,
  lookup {bytes} not null, sealed {bytes} not null, code_hash {bytes} not null,
  tries {int} not null default 0, proved {int} not null default 0, until_us {int} not null
){rowless};
create index entry_codes_until on entry_codes (until_us);
create table code_budgets (
  name {bytes} primary key, count {int} not null, until_us {int} not null
){rowless};
create table identities (
  member_id {id} primary key, login_id {id} not null, holds {int} not null, at_us {int} not null
){rowless};
create index identities_login on identities (login_id);
alter table passkeys add column user_hash {bytes};
alter table totp add column about {text} not null default '';
alter table recovery_codes add column about {text} not null default '';
"""

WELCOME = """
create table welcomes (
  member_id {id} primary key, step {int} not null default 0, done_us {int} not null default 0, at_us {int} not null
);
create table invitations (
  id {id} primary key, token {text} not null unique, by_id {id} not null, hello {text} not null default '',
  lang {text} not null default 'und', uses {int} not null default 0, most {int} not null,
  until_us {int} not null, withdrawn_us {int} not null default 0, at_us {int} not null
);
create index invitations_by on invitations (by_id, at_us);
create table invited (
  member_id {id} primary key, invitation_id {id} not null, told {int} not null default 0, at_us {int} not null
);
create index invited_invitation on invited (invitation_id);
"""

MESSAGES = """
create table conversations (
  id {id} primary key, a_id {id} not null, b_id {id} not null, asked_by {id} not null, state {text} not null,
  at_us {int} not null, last_us {int} not null, last_id {id} not null default ''
);
create unique index conversations_pair on conversations (a_id, b_id);
create index conversations_asked on conversations (asked_by, at_us);
create table conversation_sides (
  conversation_id {id} not null, member_id {id} not null, other_id {id} not null, box {text} not null,
  last_id {id} not null default '', seen_id {id} not null default '', cleared_id {id} not null default '',
  unread {int} not null default 0, primary key (conversation_id, member_id)
){rowless};
create index conversation_sides_box on conversation_sides (member_id, box, last_id);
create table messages (
  id {id} primary key, conversation_id {id} not null, author_id {id} not null, body {text} not null,
  lang {text} not null default 'und', mixed {text} not null default '[]', note_id {id},
  sticker {text} not null default '', links {int} not null default 0, at_us {int} not null, edited_us {int},
  quiet {int} not null default 0, gone {int} not null default 0
);
create index messages_conversation on messages (conversation_id, id);
create index messages_author on messages (author_id, id);
create index messages_note on messages (note_id) where note_id is not null;
create table message_pictures (
  id {id} primary key, owner_id {id} not null, message_id {id}, pos {int} not null default 0, sha {text} not null,
  w {int} not null, h {int} not null, alt {text} not null default '', at_us {int} not null
);
create index message_pictures_message on message_pictures (message_id, pos);
create index message_pictures_sha on message_pictures (sha);
create index message_pictures_owner on message_pictures (owner_id, at_us);
create table message_copies (
  case_id {id} not null, pos {int} not null, author_id {id} not null, body {text} not null, lang {text} not null,
  pictures {text} not null default '[]', at_us {int} not null, primary key (case_id, pos)
){rowless};
create table message_choices (
  member_id {id} primary key, keep_days {int} not null default 0, read_marks {int} not null default 0
);
"""

# `videos`: from the first byte on; ready ones share their id with a row of `media`, their poster.
# `done_permille`: how far the making is; `poster_ms`: -1 where nobody chose a moment.
# `waiting_notes`: what their author has posted and is published once the video is ready.
VIDEO = """
create table videos (
  id {id} primary key, owner_id {id} not null, state {text} not null, bytes {int} not null,
  got {int} not null default 0, done_permille {int} not null default 0,
  reason {text} not null default '', facts {text} not null default '{}',
  poster_ms {int} not null default -1, film_sha {text} not null default '',
  w {int} not null default 0, h {int} not null default 0, ms {int} not null default 0,
  sound {int} not null default 0, film_bytes {int} not null default 0,
  created_us {int} not null, changed_us {int} not null
);
create index videos_owner on videos (owner_id, created_us);
create index videos_state on videos (state, changed_us);
create index videos_film on videos (film_sha);
create table waiting_notes (
  video_id {id} primary key, author_id {id} not null, draft {text} not null,
  reason {text} not null default '', at_us {int} not null
);
create index waiting_notes_author on waiting_notes (author_id);
"""

ANSWERING = """
create table note_links (
  note_id {id} not null, how {text} not null, to_id {id} not null, off {int} not null default 0,
  at_us {int} not null, primary key (note_id, how)
){rowless};
create index note_links_to on note_links (to_id, note_id);
alter table notes add column answer_by {text} not null default 'everyone';
alter table notes add column with_id {id} not null default '';
create index notes_with on notes (with_id, id) where with_id <> '';
create table note_questions (
  note_id {id} primary key, unit {text} not null default '', unit_name {text} not null default '',
  accepted_of {text} not null default '', accepted_id {id} not null default '',
  outcome_id {id} not null default ''
);
create index note_questions_accepted on note_questions (accepted_id) where accepted_id <> '';
create table comment_figures (
  comment_id {id} primary key, note_id {id} not null, member_id {id} not null, place {text} not null,
  place_key {text} not null, amount {real} not null, currency {text} not null default ''
);
create unique index comment_figures_one on comment_figures (note_id, member_id);
create index comment_figures_member on comment_figures (member_id);
create table joint_drafts (
  id {id} primary key, by_id {id} not null, with_id {id} not null, state {text} not null,
  rev {int} not null default 0, topics {text} not null default '[]', note_id {id} not null default '',
  at_us {int} not null, moved_us {int} not null
);
create index joint_drafts_by on joint_drafts (by_id, moved_us);
create index joint_drafts_with on joint_drafts (with_id, moved_us);
create table joint_texts (
  draft_id {id} not null, member_id {id} not null, lang {text} not null, title {text} not null default '',
  body {text} not null default '', rev {int} not null default 0, yes_rev {int} not null default -1,
  saved_us {int} not null default 0, primary key (draft_id, member_id)
){rowless};
create index joint_texts_member on joint_texts (member_id);
create table statements_of_two (
  id {id} primary key, case_id {id} not null, member_id {id} not null, decision_id {id} not null,
  at_us {int} not null, seen_us {int}, appeal_id {id}, answer_id {id}, unique (decision_id, member_id)
);
insert into statements_of_two
  select id, case_id, member_id, decision_id, at_us, seen_us, appeal_id, answer_id from statements;
drop table statements;
alter table statements_of_two rename to statements;
create index statements_member on statements (member_id, id);
create table joint_wishes (
  note_id {id} not null, member_id {id} not null, at_us {int} not null, primary key (note_id, member_id)
){rowless};
"""

THINGS = """
create table comment_media (
  comment_id {id} not null, pos {int} not null, media_id {id} not null,
  alt {text} not null default '', sha {text} not null, w {int} not null, h {int} not null,
  primary key (comment_id, pos)
){rowless};
create index comment_media_sha on comment_media (sha);
alter table comments add column sticker {text} not null default '';
create table stickers (
  id {id} primary key, set_name {text} not null, names {text} not null, sha {text} not null,
  media_id {id} not null, by_id {id} not null, at_us {int} not null,
  withdrawn {int} not null default 0
);
create table places (slug {text} primary key, names {text} not null, known {int} not null);
alter table notes add column place {text} not null default '';
create index notes_place on notes (place, id);
create table link_cards (
  url_hash {text} primary key, url {text} not null, state {text} not null,
  site {text} not null default '', title {text} not null default '',
  about {text} not null default '', lang {text} not null default 'und',
  media_id {id} not null default '', sha {text} not null default '', w {int} not null default 0,
  h {int} not null default 0, made_us {int} not null
);
create table web_links (
  of_id {id} primary key, note_id {id} not null, url_hash {text} not null,
  removed {int} not null default 0
);
create index web_links_note on web_links (note_id);
create index web_links_url on web_links (url_hash);
"""

MOVING = """
alter table notes add column brought {int} not null default 0;
create table exports (
  id {id} primary key, member_id {id} not null, state {text} not null, done {int} not null default 0,
  total {int} not null default 0, bytes {int} not null default 0, asked_us {int} not null, until_us {int} not null
);
create index exports_member on exports (member_id, asked_us);
create table arrivals (
  id {id} primary key, member_id {id} not null, kind {text} not null, state {text} not null,
  plan {text} not null default '{}', choices {text} not null default '{}', reason {text} not null default '',
  done {int} not null default 0, total {int} not null default 0, asked_us {int} not null, until_us {int} not null
);
create index arrivals_member on arrivals (member_id, asked_us);
create table brought (
  member_id {id} not null, source {text} not null, arrival_id {id} not null, kind {text} not null,
  id {id} not null, primary key (member_id, source)
){rowless};
create index brought_arrival on brought (arrival_id, kind);
"""

PROFILE = """
alter table members add column learns {text} not null default '[]';
alter table members add column hides {text} not null default '[]';
create table member_bios (
  member_id {id} not null, lang {text} not null, body {text} not null, at_us {int} not null,
  primary key (member_id, lang)
){rowless};
alter table boards add column open {int} not null default 0;
"""


def upgrade() -> None:
    for part in (DOORS, WELCOME, MESSAGES, VIDEO, ANSWERING, THINGS, MOVING, PROFILE):
        apply(op, part)
