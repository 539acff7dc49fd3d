"""Where triples are kept: the protocol and its implementations."""
