"""Takes validated records and gives one frozen catalogue, with every name, id and label resolved."""
