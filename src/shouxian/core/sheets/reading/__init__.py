"""Workbooks read back: returned annexes and national exports, into tables of the column contract."""
