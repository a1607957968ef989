"""Reading across: segment memory, suggestions, glossary, slang of the square, spend, what was read."""

from alembic import op

from qiao.migrations.run import apply

revision = "0002"
down_revision = "0001"

MEMORY = """
create table translation_segments (
  segment_hash {text} not null, source {text} not null, target {text} not null,
  policy {text} not null, text {text} not null, result {text} not null, engine {text} not null,
  kind {text} not null, confidence {real} not null, at_us {int} not null,
  primary key (segment_hash, source, target, policy)
);
create table translation_suggestions (
  id {id} primary key, by_id {id} not null, of_kind {text} not null, of_id {id} not null,
  author_id {id} not null, source {text} not null, target {text} not null, original {text} not null,
  shown {text} not null, better {text} not null, state {text} not null, at_us {int} not null,
  decided_by_id {id}, decided_us {int}
);
create index translation_suggestions_state on translation_suggestions (state, at_us);
create index translation_suggestions_author on translation_suggestions (author_id, state, at_us);
create unique index translation_suggestions_once
  on translation_suggestions (by_id, of_id, target, original);
create table glossary (
  id {id} primary key, source_lang {text} not null, target_lang {text} not null,
  source {text} not null, target {text} not null, match {text} not null,
  case_sensitive {int} not null default 0, part_of_speech {text} not null default '',
  domain {text} not null default '', status {text} not null default 'approved',
  note {text} not null default '', at_us {int} not null
);
create unique index glossary_once on glossary (source_lang, target_lang, source);
create table slang_entries (
  id {id} primary key, lang {text} not null, term {text} not null, normal {text} not null,
  gloss_en {text} not null, gloss_zh {text} not null, register {text} not null,
  ambiguous {int} not null, example {text} not null, by_id {id} not null, state {text} not null,
  votes {int} not null default 0, at_us {int} not null, decided_by_id {id}, decided_us {int}
);
create unique index slang_entries_once on slang_entries (lang, term);
create index slang_entries_state on slang_entries (state, votes);
create table slang_votes (
  entry_id {id} not null, member_id {id} not null, at_us {int} not null,
  primary key (entry_id, member_id)
){rowless};
create table translation_spend (
  day {int} not null, scope {text} not null, name {text} not null, chars {int} not null,
  calls {int} not null, primary key (day, scope, name)
){rowless};
create table translation_models (
  pair {text} primary key, state {text} not null, done_bytes {int} not null default 0,
  total_bytes {int} not null default 0, error {text} not null default '', at_us {int} not null
);
"""

PICTURES = """
create table picture_texts (
  sha {text} primary key, state {text} not null, w {int} not null, h {int} not null,
  boxes {text} not null default '[]', at_us {int} not null
);
create table captions (
  id {id} primary key, media_id {id} not null, lang {text} not null, vtt {text} not null,
  state {text} not null, reason {text} not null default '', by_id {id} not null,
  at_us {int} not null
);
create unique index captions_once on captions (media_id, lang);
"""

READERS = """
create index translations_drafts on translations (at_us) where substr(policy, 1, 1) = '~';
alter table members add column reading {text} not null default '{}';
create table comment_reads (
  comment_id {id} primary key, of_kind {text} not null, of_id {id} not null,
  shown_lang {text} not null, shown {text} not null, engine {text} not null, at_us {int} not null
);
"""


def upgrade() -> None:
    for part in (MEMORY, PICTURES, READERS):
        apply(op, part)
