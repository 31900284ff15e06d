"""The hub's own inbox over TLS and WebDAV."""
