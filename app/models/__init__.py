"""Tables, the change log, its clock and its merge; knows only the small modules."""
