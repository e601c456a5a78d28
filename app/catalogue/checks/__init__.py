"""What a schema cannot say: references, sums, orders, and what can never happen.

Each module looks at one file or one question about all files; `whole` runs them together.
"""
