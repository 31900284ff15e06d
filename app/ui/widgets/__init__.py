"""Components on plain values: data in through setters, meaningful signals out."""
