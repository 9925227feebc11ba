"""How long does it take to read the files of a return and to build nothing of them? Prints JSON for `bench/returns.py`.

    .venv/bin/python bench/floor.py CENSUS.xml            lxml reads the file into its own tree
    .venv/bin/python bench/floor.py FOLDER [FOLDER …]     polars reads each CSV as text

The seconds are those of reading alone, without starting Python and loading the library.
"""

import json
import sys
import time
from pathlib import Path


def main(paths: list[Path]) -> None:
    if paths[0].is_dir():
        import polars as pl

        files = [file for path in paths for file in sorted(path.glob("*.csv"))]
        began, busy = time.perf_counter(), time.process_time()
        for file in files:
            pl.read_csv(file, infer_schema=False)
    else:
        from lxml import etree

        began, busy = time.perf_counter(), time.process_time()
        etree.parse(paths[0])
    print(json.dumps({"wall": time.perf_counter() - began, "processor": time.process_time() - busy}))


main([Path(argument) for argument in sys.argv[1:]])
