"""Labelled cases → how often the product is right."""
