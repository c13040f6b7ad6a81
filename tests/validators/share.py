"""How much of a Parquet file one indicator needs: by row groups, as pyarrow reads it, and by the page index, as a reader that skips pages may.

    share.py FILE INDICATOR [COLUMN ...]    all columns unless some are named
"""

import io, sys

import pyarrow as pa
import pyarrow.parquet as pq


class Counting(io.FileIO):
    """A file that counts the bytes that are read of it."""

    count = 0

    def read(self, size=-1):
        data = super().read(size)
        self.count += len(data)
        return data

    def readinto(self, buffer):
        size = super().readinto(buffer)
        self.count += size
        return size


class Compact:
    """Reads Thrift's compact protocol, in which footers and indexes are: a struct becomes its fields by number."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        value, shift, more = 0, 0, True
        while more:
            byte = self.byte()
            value, shift, more = value | (byte & 127) << shift, shift + 7, byte & 128
        return value

    def signed(self):
        value = self.number()
        return value >> 1 ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2):  # in a list a truth value is a byte; in a struct it is the type itself
            return kind == 1
        if kind in (4, 5, 6):
            return self.signed()
        if kind in (3, 7):
            size = 1 if kind == 3 else 8
        elif kind == 8:
            size = self.number()
        elif kind == 9:
            head = self.byte()
            count, of = head >> 4, head & 15
            count = self.number() if count == 15 else count
            return [self.byte() == 1 if of in (1, 2) else self.value(of) for _ in range(count)]
        else:
            return self.struct()
        self.at += size
        return self.data[self.at - size : self.at]

    def struct(self):
        fields, last = {}, 0
        while head := self.byte():
            last = last + (head >> 4) if head >> 4 else self.signed()
            fields[last] = self.value(head & 15)
        return fields


def pages(data, chunk, rows):
    """The pages of a column chunk: first row, row behind the last, bytes, least and greatest text where they are known."""
    places = Compact(data[chunk[4] : chunk[4] + chunk[5]]).struct()[1]
    bounds = Compact(data[chunk[6] : chunk[6] + chunk[7]]).struct() if 6 in chunk else {}
    starts = [place[3] for place in places] + [rows]
    for number, place in enumerate(places):
        yield starts[number], starts[number + 1], place[2], *((bounds[side][number] if bounds else None) for side in (2, 3))


def by_page_index(path, indicator, columns):
    """Bytes of the footer, and in row groups that may have the indicator: page indexes, dictionaries, and pages with its rows."""
    data, wanted = open(path, "rb").read(), indicator.encode()
    footer = int.from_bytes(data[-8:-4], "little")
    need = footer + 8
    for group in Compact(data[-8 - footer : -8]).struct()[4]:
        chunks = {chunk[3][3][-1].decode(): chunk for chunk in group[1]}
        hits = [(first, end) for first, end, _, low, high in pages(data, chunks["indicator"], group[3]) if low <= wanted <= high]
        if not hits:
            continue
        for name, chunk in chunks.items():
            if name in columns or name == "indicator":
                need += chunk[5] + chunk.get(7, 0) + (chunk[3][9] - chunk[3][11] if 11 in chunk[3] else 0)
                need += sum(size for first, end, size, *_ in pages(data, chunk, group[3]) if any(first < b and a < end for a, b in hits))
    return need


path, indicator = sys.argv[1:3]
metadata = pq.read_metadata(path)
columns = sys.argv[3:] or metadata.schema.names
file = Counting(path)
size = file.seek(0, 2)
found = pq.read_table(pa.PythonFile(file, "r"), columns=columns, filters=[("indicator", "=", indicator)], pre_buffer=False)
print(f"{metadata.num_rows} rows, {metadata.num_row_groups} row groups, {size} bytes, footer {metadata.serialized_size} bytes")
for how, count in (("read by pyarrow", file.count), ("needed by page index", by_page_index(path, indicator, columns))):
    print(f"{len(found)} rows of {indicator}, {len(columns)} columns: {count} bytes {how}, {100 * count / size:.2f} % of the file")
