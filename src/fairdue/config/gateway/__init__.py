"""A payment provider for demonstrations and tests, which behaves like a real one.

A program of its own, with its own pages, its own storage (SQLite) and its own failures: it signs
what it says, says some things twice, late or in the wrong order, tries again with growing pauses
until it is heard, declines payments and gives money back. Fairdue talks to it only as it would
to any provider, through `portal.gateways`. No money moves.

`fairdue serve` starts it on 127.0.0.1 where FAIRDUE_GATEWAY is `test`.
"""
