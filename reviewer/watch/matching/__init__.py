"""对账: what is online against what was approved."""
