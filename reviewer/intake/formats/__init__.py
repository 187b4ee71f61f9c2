"""One file per format; each offers `read(data, reading)` and is imported only when needed."""
