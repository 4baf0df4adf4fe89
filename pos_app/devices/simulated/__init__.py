"""Devices that exist only on the screen: demo, training, tests."""
