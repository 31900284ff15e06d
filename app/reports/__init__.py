"""Lists (清单), workbooks and PDF pages made from the projections."""
