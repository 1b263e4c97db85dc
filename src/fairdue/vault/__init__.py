"""Seals personal data, finds it by blind index, masks it for screens."""
