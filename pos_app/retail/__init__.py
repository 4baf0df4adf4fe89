"""The sale: products, codes, lines, prices, taxes, totals, tenders."""
