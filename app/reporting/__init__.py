"""The published assessment, the report made from it, and its PDF."""
