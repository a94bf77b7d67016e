"""What gunicorn reads by itself from its working directory; the stack's GUNICORN_CMD_ARGS win over it."""

# Its control socket would be a file in the home directory, which is read-only like everything but /tmp.
control_socket_disable = True
