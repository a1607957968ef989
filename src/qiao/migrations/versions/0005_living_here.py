"""Living here: more doors, a welcome, messages, video, answers, things in notes, moving house."""

from alembic import op

from qiao.migrations.run import apply

revision = "0005"
down_revision = "0004"

DOORS = """
"""

WELCOME = """
create table welcomes (
  member_id {id} primary key, step {int} not null default 0, done_us {int} not null default 0, at_us {int} not null
);
"""

MESSAGES = """
"""

VIDEO = """
"""

ANSWERING = """
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
create table link_cards (
  url_hash {text} primary key, url {text} not null, state {text} not null,
  site {text} not null default '', title {text} not null default '',
  about {text} not null default '', lang {text} not null default 'und',
  media_id {id} not null default '', sha {text} not null default '', w {int} not null default 0,
  h {int} not null default 0, made_us {int} not null
);
create table links (
  of_id {id} primary key, note_id {id} not null, url_hash {text} not null,
  removed {int} not null default 0
);
create index links_note on links (note_id);
create index links_url on links (url_hash);
"""

MOVING = """
"""

PROFILE = """
"""


def upgrade() -> None:
    for part in (DOORS, WELCOME, MESSAGES, VIDEO, ANSWERING, THINGS, MOVING, PROFILE):
        apply(op, part)
