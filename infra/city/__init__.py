"""The city packs, and the tools that make and check them."""
