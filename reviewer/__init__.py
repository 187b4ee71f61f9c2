"""Pre-publication content secrecy reviewer (信息发布保密审查) for Chinese government portals."""

__version__ = "0.1.0"
