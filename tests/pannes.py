"""How a server of a test's own fails."""

import os
import signal


def figer(processus):
    os.kill(processus.pid, signal.SIGSTOP)


def refuser(processus):
    processus.kill()
    processus.wait()
