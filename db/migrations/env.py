"""Where alembic enters: the connection, its transaction and every option come from core/migrate.py."""

from alembic import context

from openkrakow_desktop.core.migrate import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
