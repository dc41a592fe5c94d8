"""Administrative procedures, dossiers and a citizen's own documents."""
