"""HTTP only: parsing, status codes, headers, authentication."""
