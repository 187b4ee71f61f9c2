"""The room of the 审查表: rules of the flow, pure values and functions, no I/O."""
