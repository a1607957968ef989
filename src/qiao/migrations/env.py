"""What Alembic runs: connect, and take all missing steps in one transaction."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)

if engine.dialect.name == "sqlite":
    # Python's driver commits before each change of schema unless it is told to keep out of it

    @event.listens_for(engine, "connect")
    def _no_implicit_commits(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("begin immediate")


with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
