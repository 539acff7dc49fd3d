"""The one analysis of words and the one ranking function."""
