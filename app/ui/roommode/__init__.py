"""入户模式: one question at a time on the whole screen, for touch and for cold hands."""
