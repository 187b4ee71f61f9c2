"""风险评估 and what the patrol reports."""
