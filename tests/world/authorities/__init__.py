"""A lab's PKI and a time-stamp authority that answer over sockets, made anew in each run."""
