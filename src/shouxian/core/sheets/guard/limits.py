"""What a foreign file may be at most. Measured: a 147 KB workbook that unpacks to 49 MB costs openpyxl 19 s and 529 MB,
while an honest workbook of 50,000 x 20 cells unpacks 21 times with 72 MB in its largest part.
"""

MEGABYTE = 1024 * 1024

FILE_BYTES = 40 * MEGABYTE  # 150,000 households x 30 columns take 15 to 28 MB
ZIP_ENTRIES = 2_000  # an annex has about 15 parts; one sheet per household of a large village some 700
UNPACKED_BYTES = 400 * MEGABYTE  # 150,000 x 30 unpack to 240–330 MB: 200 MB would refuse a county's own list
RATIO = 100  # unpacked : packed, over all parts
RATIO_FREE_BYTES = 4 * MEGABYTE  # up to here a high ratio harms nobody (a small sheet of empty formatted rows)

CELLS = 12_000_000  # rows x columns of the filled rectangle of one sheet: 150,000 x 30 = 4.5 million
FLAGGED_CELLS = 500_000  # formulas, error values, long numbers and links kept with their places, per workbook
MERGED_RANGES = 20_000

IN_PROCESS_BYTES = 8 * MEGABYTE  # unpacked; larger workbooks are read by a watched child process
CHILD_MEMORY = 1024 * MEGABYTE  # RLIMIT_AS: 150,000 x 30 needs 805 MB of address space, 474 MB of memory
CHILD_SECONDS = 120
