"""What Alembic runs: it is handed an open connection and works in that connection's transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    transactional_ddl=False,  # the caller's transaction holds all of it
)
context.run_migrations()
