"""Who is who, both ways: is this the cardholder, and is this contact ours?"""
