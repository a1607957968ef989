"""Two homes in one square: circles, the ledger, the operator's figures, who people were elsewhere."""

from alembic import op

from qiao.migrations.run import apply

revision = "0006"
down_revision = "0005"

CIRCLES = """
alter table reading_log add column lang {text} not null default '';
create table circles (member_id {id} primary key, circle {text} not null, at_us {int} not null);
create index circles_at on circles (at_us);
create table circle_said (
  member_id {id} not null, about {text} not null, value {text} not null, answer {text} not null,
  at_us {int} not null, primary key (member_id, about, value)
){rowless};
create table circle_groups (
  day {int} not null, key {text} not null, figures {text} not null, primary key (day, key)
){rowless};
"""

LEDGER = """
create table ledger_hours (
  hour {int} not null, grp {text} not null, pages {int} not null, readers {int} not null,
  cards {int} not null, home {int} not null, newcomers {int} not null, locals {int} not null,
  foreign_cards {int} not null, bridging {int} not null, promised {int} not null,
  broke {int} not null, broke_home {int} not null, broke_newcomers {int} not null,
  new_pages {int} not null, new_cards {int} not null, new_home {int} not null,
  new_locals {int} not null, new_newcomers {int} not null, bridged {int} not null,
  slotted {int} not null, again {int} not null, beyond {int} not null,
  stale {int} not null default 0,
  primary key (hour, grp)
){rowless};
create index ledger_hours_stale on ledger_hours (hour) where stale = 1;
create table ledger_days (
  day {int} not null, grp {text} not null, readers {int} not null,
  primary key (day, grp)
){rowless};
alter table ladder add column first {int} not null default 0;
alter table ladder add column first_us {int} not null default 0;
alter table ladder add column first_given {int} not null default -1;
alter table ladder add column local {int} not null default 1;
alter table ladder add column grp {text} not null default 'und';
create index ladder_first on ladder (first_us) where first > 0;
update ladder set
  local = case when exists (
    select 1 from notes n join members m on m.id = n.author_id
    where n.id = ladder.note_id and n.momo = 0 and m.joined_us > n.at_us - 1209600000000
  ) then 0 else 1 end,
  grp = coalesce((
    select case when substr(n.lang, 1, 2) = 'zh' then 'zh' else n.lang end
    from notes n where n.id = ladder.note_id
  ), 'und');
update ladder set first = promised, first_us = rung_us where rung = 0 and state = 'first';
"""

FIGURES = """
create table figures (
  name {text} not null, span_s {int} not null, at_us {int} not null, key {text} not null,
  amount {real} not null, primary key (name, span_s, at_us, key)
){rowless};
"""

CUSTOMS = """
create table customs (
  id {id} primary key, lang {text} not null, title {text} not null, body {text} not null, example {text} not null default '',
  state {text} not null, by_id {id} not null, changes_id {id} not null default '', decided_by_id {id} not null default '',
  reason {text} not null default '', at_us {int} not null, changed_us {int} not null
);
create index customs_listed on customs (state, id);
create index customs_by on customs (by_id, id);
create table custom_texts (
  custom_id {id} not null, no {int} not null, by_id {id} not null, did {text} not null, lang {text} not null,
  title {text} not null, body {text} not null, example {text} not null, reason {text} not null, at_us {int} not null,
  primary key (custom_id, no)
){rowless};
create index custom_texts_by on custom_texts (by_id);
"""

ELSEWHERE = """
create table elsewhere (
  member_id {id} not null, platform {text} not null, handle {text} not null, lookup {bytes} not null,
  shown {int} not null, found {int} not null, at_us {int} not null, primary key (member_id, platform)
){rowless};
create index elsewhere_lookup on elsewhere (lookup);
create table sought (
  member_id {id} not null, lookup {bytes} not null, platform {text} not null, until_us {int} not null,
  primary key (member_id, lookup)
){rowless};
create index sought_lookup on sought (lookup);
create index sought_until on sought (until_us);
create table sought_turns (
  id {id} primary key, member_id {id} not null, what {text} not null, count {int} not null, at_us {int} not null
);
create index sought_turns_of on sought_turns (member_id, at_us);
"""


DIALS = """
alter table feed_dials add column homeward {real} not null default 0.5;
"""


def upgrade() -> None:
    for part in (DIALS, CIRCLES, LEDGER, FIGURES, CUSTOMS, ELSEWHERE):
        apply(op, part)
