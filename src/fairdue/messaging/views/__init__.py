"""Addresses that gateways call: no pages, nobody signs in, and nothing is told."""
