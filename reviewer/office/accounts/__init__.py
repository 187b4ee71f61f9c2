"""Accounts: signing in, passwords, second factors, tokens, the 承诺书."""
