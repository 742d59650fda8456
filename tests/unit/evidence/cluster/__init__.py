"""Parts of reading on a cluster that need no cluster."""
