"""What saves effort in the inspecting room: undo, copying, statements, several at once, people."""
