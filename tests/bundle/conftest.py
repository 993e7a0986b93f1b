"""A spreadsheet program for the tests of exchange files."""

from tests.reports.conftest import calc, calc_profile

__all__ = ["calc", "calc_profile"]
