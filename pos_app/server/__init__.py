"""The central half: keeps every fact once, posts it, tells every terminal."""
