"""Baskets of a real grocer, rung up again."""
