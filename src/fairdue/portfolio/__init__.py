"""Customers, accounts, balances, payments, and their intake."""
