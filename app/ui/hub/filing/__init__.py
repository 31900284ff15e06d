"""Fill once, file many (一次填报，多处使用), in the window: the same data in others' shapes."""
