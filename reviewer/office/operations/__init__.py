"""What the keepers of the system do: audit, backup, restore."""
