"""The shape of every file: what a schema can say. What it cannot say is in `checks`."""
