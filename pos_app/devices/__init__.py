"""Printers, scanners, drawer: each with its simulated twin."""
