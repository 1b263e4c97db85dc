"""Decision tables: which treatment a case gets, and which row said so."""
