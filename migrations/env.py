"""How does Alembic run our migrations? Only from `photodesk.store.database.upgrade`, which hands it the connection."""

from alembic import context

from photodesk.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
