"""Numbers that identify people, accounts, enterprises, devices and places, told by their own check rules."""
