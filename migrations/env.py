"""Alembic's entry: the app hands over its engine; the command line uses the app's settings."""

from alembic import context

from app.persistence.database import open_engine
from app.persistence.models import Base
from app.settings import Settings

engine = context.config.attributes.get("engine") or open_engine(Settings().url)

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
