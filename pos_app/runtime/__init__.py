"""What a process needs: settings, paths, lanes, logs, texts."""
