"""What goes out on paper or as a file: forms, registers, reports, exports."""
