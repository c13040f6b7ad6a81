"""Counts the bytes that pyarrow and Polars-style readers fetch of a Parquet file for one indicator, through a file that counts.

    share.py FILE INDICATOR [COLUMN ...]    all columns unless some are named
"""

import io, sys

import pyarrow as pa
import pyarrow.parquet as pq


class Counting(io.FileIO):
    count = 0

    def read(self, size=-1):
        data = super().read(size)
        self.count += len(data)
        return data

    def readinto(self, buffer):
        size = super().readinto(buffer)
        self.count += size
        return size


path, indicator, columns = sys.argv[1], sys.argv[2], sys.argv[3:] or None
whole = Counting(path)
size = whole.seek(0, 2)
file = Counting(path)
found = pq.read_table(pa.PythonFile(file, "r"), columns=columns, filters=[("indicator", "=", indicator)], pre_buffer=False)
metadata = pq.read_metadata(path)
print(f"{metadata.num_rows} rows, {metadata.num_row_groups} row groups, {size} bytes, footer {metadata.serialized_size} bytes")
print(f"{len(found)} rows of {indicator}: {file.count} bytes read, {100 * file.count / size:.2f} % of the file")
