"""Queues, who works what next, callbacks and notes."""
