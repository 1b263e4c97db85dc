"""The monthly file for China's credit database: its fields, written and read.

The database's own layout isn't public. This is a documented one of ours with the same facts
(`docs/credit-files.md`), from which a lender's gateway writes the official form.
"""
