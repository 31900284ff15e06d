"""Review (审核): what is accepted, returned, and what a resubmission changed."""
