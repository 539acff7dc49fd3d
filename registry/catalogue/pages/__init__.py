"""One module a kind of page: each turns a value of the domain into a `Page`."""
