"""The demo shop, its people, the scripted sale."""
