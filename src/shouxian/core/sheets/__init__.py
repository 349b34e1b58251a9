"""Annexes both ways: layouts written blank and filled, returned workbooks read back."""
