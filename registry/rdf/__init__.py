"""Domain values to triples and back, and the serializations of RDF."""
