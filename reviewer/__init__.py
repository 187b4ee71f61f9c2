"""Pre-publication content secrecy reviewer (信息发布保密审查) for Chinese government portals."""

__version__ = "0.1.0"
ODD = "backslashreplace"  # how characters are written that an encoding lacks; in JSON, too, it is an escape
COLLECT_AFTER = (50_000, 20, 20)  # objects made between searches for rubbish: what is read holds no circles
