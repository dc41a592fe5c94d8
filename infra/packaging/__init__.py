"""The parts of the build: Chalice's model, grants, functions, gateways, the split into stacks, and the artefact."""
