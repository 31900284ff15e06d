"""The hub desk (汇总台): packages come in and are merged, findings and records are looked at."""
