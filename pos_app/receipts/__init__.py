"""The receipt as rows of text, codes and cuts, independent of any printer."""
