"""Lint rules: findings in valid content."""
