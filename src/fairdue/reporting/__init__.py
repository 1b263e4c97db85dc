"""Figures, charts and exports; every figure opens to its formula and rows."""
