"""Whether the server may have its port."""

import errno
import socket

from config.env import EnvironmentProblem


def free_port(host: str, port: int) -> int:
    """The port if it is free (any free one for 0); EnvironmentProblem with one sentence if it is not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise EnvironmentProblem(_sentence(host, port, problem)) from None
        chosen: int = probe.getsockname()[1]
    return chosen


def _sentence(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; stop it or choose another with PANAH_PORT."
    if problem.errno == errno.EACCES:
        return f"Port {port} needs more rights than this account has; choose one above 1023 with PANAH_PORT."
    return f"The address {host} is not one of this machine; choose another with PANAH_HOST."
