"""What to read next: levers, the ladder, records of what was served, trust, what was learnt."""

from alembic import op

from qiao.migrations.run import apply

revision = "0003"
down_revision = "0002"

LEVERS = """
create table feed_dials (
  member_id {id} primary key, variety {real} not null, other_langs {real} not null,
  home {text} not null, reset_us {int} not null default 0, at_us {int} not null
);
create table feed_wishes (
  member_id {id} not null, note_id {id} not null, about {text} not null, wish {text} not null,
  value {text} not null default '', at_us {int} not null,
  primary key (member_id, note_id, about)
){rowless};
create index feed_wishes_note on feed_wishes (note_id);
create table topic_mutes (
  member_id {id} not null, slug {text} not null, at_us {int} not null,
  primary key (member_id, slug)
){rowless};
create table operator_levers (
  seq {seq}, at_us {int} not null, name {text} not null, value {text} not null,
  by_id {id} not null, reason {text} not null default ''
);
create index operator_levers_name on operator_levers (name, seq);
"""

EXPOSURE = """
create table served_pages (
  seq {seq}, at_us {int} not null, member_id {id}, feed {text} not null, session {text} not null,
  first_position {int} not null, policy {text} not null, page {text} not null
);
create index served_pages_member on served_pages (member_id, at_us);
create index served_pages_at on served_pages (at_us);
create table ladder (
  note_id {id} primary key, rung {int} not null, promised {int} not null,
  given {int} not null default 0, hits {real} not null default 0, prior {real} not null,
  rung_us {int} not null, due_us {int} not null, state {text} not null
);
create index ladder_state on ladder (state, due_us);
create index reading_log_note on reading_log (note_id, at_us);
alter table reading_log add column served {int} not null default 0;
"""

TRUST = """
create table member_trust (
  member_id {id} primary key, trust {real} not null, cluster {text} not null default '',
  cluster_us {int} not null default 0, at_us {int} not null
);
create index member_trust_cluster on member_trust (cluster) where cluster <> '';
create table note_worth (
  note_id {id} primary key, likes {real} not null, comments {real} not null,
  collects {real} not null, deeds {int} not null default 0, seq {int} not null default 0,
  at_us {int} not null
);
create table deed_caps (
  note_id {id} not null, member_id {id} not null, factor {real} not null,
  primary key (note_id, member_id)
){rowless};
"""

LEARNT = """
create table feed_models (
  version {text} primary key, made_us {int} not null, seen_seq {int} not null,
  state {text} not null, sha {text} not null, report {text} not null
);
create index feed_models_state on feed_models (state, made_us);
"""


def upgrade() -> None:
    for part in (LEVERS, EXPOSURE, TRUST, LEARNT):
        apply(op, part)
