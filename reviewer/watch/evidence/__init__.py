"""Evidence of what was online: kept, sealed, verified."""
