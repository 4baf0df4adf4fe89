"""The receipt as rows of text, codes, cuts, independent of any printer."""
