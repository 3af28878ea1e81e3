"""What each section of the page shows: the report goes in, what its template needs comes out."""
