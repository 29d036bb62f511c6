#!/usr/bin/env python3
"""Compares tinyfoot with what people would otherwise use, in one run.

CPU seconds (user and system) of whole processes, the least of several runs:

    cargo build --release
    pip install numpy scipy stats_arrays polars duckdb pandas
    python3 benches/compare.py

What is not installed is left out.
"""

import importlib.util
import os
import resource
import subprocess
import sys
import tempfile
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
TINYFOOT = os.path.join(HERE, "..", "target", "release", "tinyfoot")
RUNS = 5

# Fourteen blocks, nine of them triangular.
RANGES = {
    "casing": (0.04, 0.27, 0.63),
    "others": (0.06, 0.11, 0.14),
    "pcb": (0.13, 0.16, 0.24),
    "power_supply": (0.25, 1.36, 2.71),
    "processing": (0.08, 0.17, 0.29),
    "sensing": (0.01, 0.02, 0.04),
    "transport": (0.18, 0.40, 1.35),
    "user_interface": (0.03, 0.06, 0.12),
    "use": (0.008, 0.0114, 0.02),
}
POINTS = [
    "--vary", "processing.mcu_mm2=5..14.9:0.1",
    "--vary", "lifespan_years=1..100",
    "--vary", "use.mean_power_mw=1..100",
]


def device_text():
    blocks = ["[training]\nkg_co2e = 0.1\n"]
    for block, (low, typical, high) in RANGES.items():
        blocks.append(
            f"[{block}]\nkg_co2e = {{ low = {low}, typical = {typical}, high = {high},"
            f" source = 'benchmark' }}\n"
        )
    for block in ["memory", "security", "connectivity", "actuators"]:
        blocks.append(f"[{block}]\nkg_co2e = 0\nsource = 'benchmark'\n")
    return "".join(blocks)


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_seconds(command):
    """The least CPU time of some runs of a command; of short ones, more."""
    least, total, runs = float("inf"), 0.0, 0
    while runs < RUNS or (total < 0.2 and runs < 100):
        before = spent()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        own = spent() - before
        least, total, runs = min(least, own), total + own, runs + 1
    return least


def python(needs, script):
    """A command that runs a script, if what it needs is installed."""
    if all(importlib.util.find_spec(name) for name in needs):
        return [sys.executable, "-c", textwrap.dedent(script)]
    return None


def samples_numpy(count):
    return python(["numpy"], f"""
        import numpy as np
        r = np.random.default_rng(1)
        total = np.full({count}, 0.1)
        for low, typical, high in {list(RANGES.values())}:
            total += r.triangular(low, typical, high, {count})
        print(total.mean(), np.percentile(total, [5, 25, 50, 75, 95]))
    """)


def samples_scipy(count):
    return python(["scipy"], f"""
        import numpy as np
        from scipy.stats import triang
        total = np.full({count}, 0.1)
        for low, typical, high in {list(RANGES.values())}:
            total += triang.rvs((typical - low) / (high - low), low, high - low, {count})
        print(total.mean(), np.percentile(total, [5, 25, 50, 75, 95]))
    """)


def samples_stats_arrays(count):
    return python(["stats_arrays"], f"""
        import numpy as np
        from stats_arrays import MCRandomNumberGenerator, UncertaintyBase, TriangularUncertainty
        rows = [dict(loc=t, minimum=l, maximum=h, uncertainty_type=TriangularUncertainty.id)
                for l, t, h in {list(RANGES.values())}]
        generator = MCRandomNumberGenerator(UncertaintyBase.from_dicts(*rows))
        total = 0.1 + generator.generate({count}).sum(axis=0)
        print(total.mean(), np.percentile(total, [5, 25, 50, 75, 95]))
    """)


def sweep_polars(path):
    return python(["polars"], f"""
        import polars as pl
        a = pl.DataFrame({{"mcu": [5 + i * 0.1 for i in range(100)]}})
        b = pl.DataFrame({{"years": [float(i) for i in range(1, 101)]}})
        c = pl.DataFrame({{"mw": [float(i) for i in range(1, 101)]}})
        grid = a.join(b, how="cross").join(c, how="cross")
        use = pl.col("mw") * pl.col("years") * 8760e-6 * 0.433
        grid.with_columns(
            (2.4 + pl.col("mcu") * 0.01682).alias("embodied"), use.alias("use"),
            (0.8 + use).alias("low"), (2.4 + pl.col("mcu") * 0.01682 + use).alias("typical"),
            (5.3 + use).alias("high"),
        ).write_csv({path!r})
    """)


def sweep_duckdb(path):
    return python(["duckdb"], f"""
        import duckdb
        duckdb.sql('''
            copy (select 5 + a.i * 0.1 as mcu, b.i + 1.0 as years, c.i + 1.0 as mw,
                2.4 + (5 + a.i * 0.1) * 0.01682 as embodied,
                (c.i + 1) * (b.i + 1) * 8760e-6 * 0.433 as use,
                0.8 + use as low, embodied + use as typical, 5.3 + use as high
                from range(100) a(i), range(100) b(i), range(100) c(i)) to {path!r}
        ''')
    """)


def sweep_pandas(path):
    return python(["pandas"], f"""
        import numpy as np, pandas as pd
        mcu, years, mw = np.meshgrid(5 + 0.1 * np.arange(100), np.arange(1.0, 101), np.arange(1.0, 101), indexing="ij")
        frame = pd.DataFrame(dict(mcu=mcu.ravel(), years=years.ravel(), mw=mw.ravel()))
        frame["embodied"] = 2.4 + frame.mcu * 0.01682
        frame["use"] = frame.mw * frame.years * 8760e-6 * 0.433
        frame["low"] = 0.8 + frame.use
        frame["typical"] = frame.embodied + frame.use
        frame["high"] = 5.3 + frame.use
        frame.to_csv({path!r}, index=False)
    """)


def report(title, rows):
    print(f"\n{title}")
    rows = [(name, command) for name, command in rows if command]
    first = None
    for name, command in rows:
        seconds = cpu_seconds(command)
        first = first or seconds
        print(f"  {name:<44} {seconds:9.4f} s {seconds / max(first, 1e-6):9.1f} x")


def main():
    with tempfile.TemporaryDirectory() as folder:
        device = os.path.join(folder, "fourteen.toml")
        csv = os.path.join(folder, "rows.csv")
        with open(device, "w", encoding="utf-8") as file:
            file.write(device_text())
        report("The footprint of a device, whole process", [
            ("tinyfoot estimate", [TINYFOOT, "estimate", "keyword-spotting"]),
            ("true", ["/bin/true"]),
        ])
        uncertainty = [TINYFOOT, "uncertainty", device]
        draw = [*uncertainty, "--method", "simulation", "--threads", "1", "--samples"]
        report("Fourteen terms, quantiles of their sum", [
            ("tinyfoot, convolution (exact)", uncertainty),
            ("tinyfoot, 1e6 draws", [*draw, "1000000"]),
            ("numpy, 1e6 draws", samples_numpy(1_000_000)),
            ("scipy, 1e6 draws", samples_scipy(1_000_000)),
            ("stats_arrays, 1e6 draws", samples_stats_arrays(1_000_000)),
        ])
        report("Fourteen terms, 1e7 draws", [
            ("tinyfoot", [*draw, "10000000"]),
            ("numpy", samples_numpy(10_000_000)),
        ])
        report("1e6 points of a grid as CSV", [
            ("tinyfoot", [TINYFOOT, "sweep", "keyword-spotting", *POINTS, "-o", csv]),
            ("polars", sweep_polars(csv)),
            ("duckdb", sweep_duckdb(csv)),
            ("pandas", sweep_pandas(csv)),
        ])


if __name__ == "__main__":
    main()
