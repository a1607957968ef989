"""A square learns from its own event log, in a child process; nothing that serves imports this."""
