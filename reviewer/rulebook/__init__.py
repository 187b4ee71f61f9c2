"""lexicons/ → RuleSet: the only reader of the rule format."""
