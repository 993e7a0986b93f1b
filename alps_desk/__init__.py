"""alps_desk: progress management of inter-municipal cooperation projects."""

__version__ = "0.1.0"
