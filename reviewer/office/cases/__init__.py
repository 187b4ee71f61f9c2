"""A case from draft to publication: opened, checked, read, decided on, signed, published."""
