"""People in a text: names, what stands beside them, and the rows of tables about them."""
