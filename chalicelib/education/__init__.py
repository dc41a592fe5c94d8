"""Schools: who teaches whom, where, and how to reach them."""
