"""A spreadsheet program for the tests of exchange files."""

from tests.reports.conftest import calc

__all__ = ["calc"]
