"""The validator: plans made of a release's models, and the walk over a message that tells what is wrong with it."""
