"""Tables and the database; SQLAlchemy stops here and in services."""
