#!/usr/bin/env python3
"""Compares `tinyfoot batch` with polars and duckdb, in one run, on an inventory
that it makes itself.

    cargo build --release
    rustup target add x86_64-unknown-linux-musl && cargo static
    pip install polars duckdb
    python3 benches/inventory.py [ROWS]

CPU seconds (user and system) of whole processes, the least of several rounds in
which each takes its turn, and the most memory that they held, where GNU time is
installed. What is not installed is left out.

All do the same arithmetic: the use of a row from its power, years and grid, the
three totals, embodied and operational, times the count. polars and duckdb join
tables of devices and grids that were priced before; tinyfoot reads devices and
grids itself, checks each row, and adds up exactly. Their totals are held against
one another.
"""

import csv
import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILT = os.path.join(HERE, "..", "target")
# Those of them that are built.
TINYFOOT = {
    name: path
    for name, *folders in [("tinyfoot", "release"), ("tinyfoot, static", "x86_64-unknown-linux-musl", "release")]
    if os.path.exists(path := os.path.join(BUILT, *folders, "tinyfoot"))
}
ROUNDS = 3
ROWS = 5_000_000
DEVICES = [
    "keyword-spotting",
    "image-classification",
    "anomaly-detection",
    "web-calculator-vision",
    "web-calculator-anomaly",
]
COUNTRIES = "FR US IN DE CN GB BR JP PL ZA SE NO IT ES NL KR MX ID AU CA".split()

POLARS = """
import polars as pl, sys
inventory, devices, grids, rows = sys.argv[1:5]
use = pl.col("mean_power_mw") * 1e-6 * 8760.0 * pl.col("years") * pl.col("kg_per_kwh")
table = (
    pl.scan_csv(inventory)
    .join(pl.scan_csv(devices), on="device", maintain_order="left")
    .join(pl.scan_csv(grids), on="country", maintain_order="left")
    .with_columns(use=use)
)
count = pl.col("count")
columns = {name: count * (pl.col(name) + pl.col("use")) for name in ["low", "typical", "high"]}
columns |= {"embodied": count * pl.col("typical"), "operational": count * pl.col("use")}
if rows == "rows":
    kept = ["device", "count", "country", "years", "mean_power_mw"]
    table.select(*kept, **columns).sink_csv("/dev/stdout")
else:
    print(table.select(**columns).sum().collect(engine="streaming").row(0))
"""

DUCKDB = """
import duckdb, sys
inventory, devices, grids, rows = sys.argv[1:5]
columns = "count * (low + used) low, count * (typical + used) typical, count * (high + used) high, "
columns += "count * typical embodied, count * used operational"
source = f'''(select *, mean_power_mw * 1e-6 * 8760 * years * kg_per_kwh used from '{inventory}'
    join '{devices}' using (device) join '{grids}' using (country))'''
if rows == "rows":
    kept = "device, count, country, years, mean_power_mw"
    duckdb.sql(f"copy (select {kept}, {columns} from {source}) to '/dev/stdout' (format csv)")
else:
    sums = ", ".join(f"sum({name})" for name in ["low", "typical", "high", "embodied", "operational"])
    print(duckdb.sql(f"select {sums} from (select {columns} from {source})").fetchall()[0])
"""


def tinyfoot(*arguments):
    command = [*list(TINYFOOT.values())[:1], *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def write_inventory(path, rows):
    draw = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("device,count,country,years,mean_power_mw\n")
        for _ in range(rows):
            device, country = draw.choice(DEVICES), draw.choice(COUNTRIES)
            count, years = draw.randint(1, 5000), draw.randint(1, 10)
            file.write(f"{device},{count},{country},{years},{draw.uniform(0.1, 20):.3f}\n")


def write_tables(devices, grids):
    """What polars and duckdb join: devices without use, and grids."""
    with open(devices, "w", encoding="utf-8") as file:
        file.write("device,low,typical,high\n")
        for device in DEVICES:
            base = ["estimate", device, "--set", "use.grid=0", "--format", "json"]
            kg = json.loads(tinyfoot(*base))["devices"][0]["total_kg_co2e"]
            file.write(f"{device},{kg['low']},{kg['typical']},{kg['high']}\n")
    listed = csv.DictReader(tinyfoot("data", "grids", "--format", "csv").splitlines())
    with open(grids, "w", encoding="utf-8") as file:
        file.write("country,kg_per_kwh\n")
        for row in listed:
            if row["grid"] in COUNTRIES:
                file.write(f"{row['grid']},{float(row['g_co2e_per_kwh']) / 1000}\n")


class Work:
    """A command, and what it takes."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.seconds, self.megabytes, self.output = float("inf"), 0, ""

    def run(self, keeps_output):
        command, measured = self.command, None
        # A child of this process begins with the memory of this process.
        if shutil.which("time"):
            measured = tempfile.NamedTemporaryFile(mode="r")
            command = [shutil.which("time"), "-f", "%M", "-o", measured.name, *command]
        with open(os.devnull, "wb") as nothing:
            output = subprocess.PIPE if keeps_output else nothing
            process = subprocess.Popen(command, stdout=output)
            if keeps_output:
                self.output = process.stdout.read().decode()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} failed")
        self.seconds = min(self.seconds, used.ru_utime + used.ru_stime)
        if measured:
            self.megabytes = max(self.megabytes, int(measured.read()) / 1024)
            measured.close()


def works(rows, inventory, devices, grids):
    """The same work by each program that is there."""
    kind = "rows" if rows else "totals"
    own = ["--rows"] if rows else ["--format", "json"]
    found = [Work(name, [path, "batch", inventory, *own]) for name, path in TINYFOOT.items()]
    for name, script in [("polars", POLARS), ("duckdb", DUCKDB)]:
        if importlib.util.find_spec(name):
            command = [sys.executable, "-c", script, inventory, devices, grids, kind]
            found.append(Work(name, command))
    return found


def totals(work):
    """What it says of all rows: low, typical, high, embodied, operational."""
    if work.name in TINYFOOT:
        total = json.loads(work.output)["total"]
        kg = total["total_kg_co2e"]
        halves = [total["embodied_typical_kg_co2e"], total["operational_typical_kg_co2e"]]
        return [kg["low"], kg["typical"], kg["high"], *halves]
    return [float(number) for number in re.findall(r"\d+\.\d+", work.output)]


def check(found):
    """Ours has use at a grid of zero in its embodied: 1e-9 of all is rounding."""
    expected = totals(found[0])
    for work in found[1:]:
        for own, other in zip(expected, totals(work), strict=True):
            if abs(own - other) > 1e-9 * own:
                sys.exit(f"{work.name} says {totals(work)}, and tinyfoot {expected}")


def main():
    if not TINYFOOT:
        sys.exit("tinyfoot is not built: cargo build --release")
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ["inventory.csv", "devices.csv", "grids.csv"]]
        write_inventory(paths[0], rows)
        write_tables(*paths[1:])
        size = os.path.getsize(paths[0]) / 1e6
        print(f"{rows} rows, {size:.0f} MB")
        for priced in [False, True]:
            print("\n| rows as CSV |" if priced else "\n| totals |", "CPU s | MB | times |")
            print("|---|---:|---:|---:|")
            found = works(priced, *paths)
            for _ in range(ROUNDS):
                for work in found:
                    work.run(keeps_output=not priced)
            if not priced:
                check(found)
            for work in found:
                times = work.seconds / found[0].seconds
                print(f"| {work.name} | {work.seconds:.2f} | {work.megabytes:.0f} | {times:.1f} |")


if __name__ == "__main__":
    main()
