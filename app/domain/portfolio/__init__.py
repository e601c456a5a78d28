"""The picture of a whole group: how each enterprise stands, and what follows from all of them."""
