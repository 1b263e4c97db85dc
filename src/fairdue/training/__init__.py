"""Staff learn, are tested and certified; who isn't may not work cases."""
