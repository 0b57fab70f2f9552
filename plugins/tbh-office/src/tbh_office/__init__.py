"""Importers for tbh-model: workbooks of Excel and documents of Word."""

from tbh_office._docx import DOCX
from tbh_office._xlsx import XLSX

__all__ = ["DOCX", "XLSX"]
