"""The side pane: findings and photos."""
