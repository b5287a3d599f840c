"""The world behind the ports: files, database, network, time and media libraries. Nothing is decided here."""
