"""The loyalty engine: pure functions of program, member, basket and instant."""
