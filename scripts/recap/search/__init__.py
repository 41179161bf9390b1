"""Search without a server: an index written as small scripts, which the client loads as it needs them."""
