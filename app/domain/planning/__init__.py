"""The roadmap: which actions, when, at what cost, and what they bring.

`request` reads what the enterprise can spend; `candidates` says which actions could be done and
in what order; `model` states the task in numbers; `greedy` solves it fast and roughly; `outcome`
turns a timetable into a plan, scored by the scorer itself.
"""
