"""Housing projects with their legal papers, and whether somebody's practising certificate holds."""
