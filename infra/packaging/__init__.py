"""The parts of the build: Chalice's model, grants, functions, gateways, the split into stacks, and the artefact."""

# The stage of both REST APIs, part of every path inside API Gateway and of none outside.
API_STAGE = "api"
