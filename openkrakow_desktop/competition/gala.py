"""The gala list of an edition: in which order titles are handed over, to whom, in what words, with which statuette."""
