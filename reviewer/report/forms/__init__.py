"""Papers that people sign, file and send: the 审查表 and its companions, from templates a unit can change."""
