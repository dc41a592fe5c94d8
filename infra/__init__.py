"""What the city stands on: templates, grants, the build of one function per feature, and the steps of a deployment."""
