"""密级标志: told apart as marks that stand and marks that are talked about."""
