"""Writers for the kinds of file that people have: only the sample data needs them."""
