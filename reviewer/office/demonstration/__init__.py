"""The demonstration unit: fictitious people and cases."""
