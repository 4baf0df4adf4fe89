"""Speed: our work beside its limit, measured in one run."""
