"""The answer to a returned workbook is that workbook: wrong cells marked, reasons beside them, to be sent back."""
