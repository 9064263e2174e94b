"""The verbs of reporting. Each takes an actor or values, never a request; one transaction with its trail."""

from .submission import Received, Submission, submit

__all__ = ["Received", "Submission", "submit"]
