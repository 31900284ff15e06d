"""One campaign read from the projections and derived tables into plain values."""
