"""Other systems: tokens with scopes, idempotency keys, signed webhooks in and out."""
