"""Housing projects and certificates of practice in real estate."""
