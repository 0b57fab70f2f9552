"""Importers for tbh-model: workbooks of Excel."""

from tbh_office._xlsx import XLSX

__all__ = ["XLSX"]
