"""The sections of the report, each built from the same three inputs by one module."""
