"""Pre-publication content secrecy reviewer (信息发布保密审查) for Chinese government portals."""

__version__ = "0.1.0"
COLLECT_AFTER = (50_000, 20, 20)  # objects made between searches for rubbish: what is read holds no circles
