"""The only room with Qt: a folder per screen with its presenter beside it."""
