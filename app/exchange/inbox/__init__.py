"""The hub's inbox: parcels, what they lack, taking them in."""
