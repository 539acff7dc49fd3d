"""Who somebody is that comes with a token: its signature, its claims, and the roles that they give."""
