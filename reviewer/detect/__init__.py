"""Document × RuleSet → Match."""
