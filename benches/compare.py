#!/usr/bin/env python3
"""Compares tinyfoot with what people would otherwise use, in one run.

CPU seconds (user and system) of whole processes, the least of several rounds
in which each takes its turn, and the most memory that they held, where GNU time
is installed:

    cargo build --release
    rustup target add x86_64-unknown-linux-musl && cargo static
    pip install numpy scipy stats_arrays bw2calc polars duckdb pandas
    python3 benches/compare.py [WORD...]

tinyfoot is measured as each of the two that is built: with glibc, as `cargo
install` builds it, and static, with musl. The latter starts sooner.

All programs of Rust run as copies, as an installation writes them: what a linker wrote
is spread over the page cache, and starts more slowly.

With words, only what has one of them in its title, such as `grid`. What is not
installed is left out. ACT (facebookresearch/ACT) is no package of PyPI: where the
variable ACT names the folder of a clone, and PyYAML and Pint are installed, the
command of its README is run there.

bw2calc draws one sample at a time. Its time is that of 1000 draws, scaled by
what 4000 more of them take; its memory is that of 5000.

The points of a sweep are the same for all, and so are their eight columns: the
script checks how many rows each file has, and its largest total. tinyfoot writes
to standard output here: `--output` also waits for the disk, as none of the
others does.
"""

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
BUILT = os.path.join(HERE, "..", "target")
STATIC = "x86_64-unknown-linux-musl"
# Those of them that are built, and their copies later.
TINYFOOT = {
    name: path
    for name, *folders in [("tinyfoot", "release"), ("tinyfoot, static", STATIC, "release")]
    if os.path.exists(path := os.path.join(BUILT, *folders, "tinyfoot"))
}
ROUNDS = 5
POINTS = 1_000_000

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
AXES = ["processing.mcu_mm2", "lifespan_years", "use.mean_power_mw"]
VALUES = ["5..14.9:0.1", "1..100", "1..100"]

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


class Work:
    """A command, where its output goes, and what it takes."""

    def __init__(self, name, command, output=os.devnull, scale=None):
        self.name, self.command, self.output = name, command, output
        self.scale = scale
        self.seconds = self.few_seconds = self.more_seconds = float("inf")

    def run(self, command):
        with open(self.output, "wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} failed: {command}")
        return used.ru_utime + used.ru_stime

    def turn(self):
        """Runs once; what is short, more often."""
        total = 0.0
        while True:
            own = self.run(self.command)
            self.more_seconds = min(self.more_seconds, own)
            self.seconds = self.more_seconds
            if self.scale:
                few, draws, wanted = self.scale
                base = self.run([*self.command[:-1], str(few)])
                self.few_seconds = min(self.few_seconds, base)
                # Of the least of both: the least difference is that of noise.
                each = (self.more_seconds - self.few_seconds) / (draws - few)
                self.seconds = self.few_seconds + each * (wanted - few)
            total += own
            if total > 0.05:
                return

    def peak_mb(self):
        """What it held at most. It is started by a small program: a process
        inherits the peak of the one that starts it."""
        time = shutil.which("time")
        if time is None:
            return None
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
            self.run([time, "--format", "%M", "--output", file.name, *self.command])
            return int(file.read()) / 1024


def tinyfoot(*arguments, doing=""):
    """The same work by each program of ours."""
    return [Work(name + doing, [program, *arguments]) for name, program in TINYFOOT.items()]


def static_hello(folder, libc, *flags):
    """A static program that says hello, if there is a compiler that makes one."""
    source, program = os.path.join(folder, "hello.rs"), os.path.join(folder, f"linked-{libc}")
    with open(source, "w", encoding="utf-8") as file:
        file.write('fn main() { println!("Hello, world!"); }')
    compiler = ["rustc", "-C", "target-feature=+crt-static", "-O", *flags, source, "-o", program]
    try:
        subprocess.run(compiler, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return Work("", None)
    copy = shutil.copy(program, os.path.join(folder, f"hello-{libc}"))
    return Work(f"hello-world in Rust, static, {libc}", [copy])


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


def samples_bw2calc():
    """One process with fourteen exchanges; the last argument is how many draws."""
    command = python(["bw2calc"], f"""
        import sys, warnings
        warnings.simplefilter("ignore")
        import numpy as np, bw_processing as bwp, bw2calc
        terms = {list(RANGES.values()) + [(0.1, 0.1, 0.1)] + 4 * [(0.0, 0.0, 0.0)]}
        none = np.nan
        distributions = np.array(
            [(5, t, none, none, l, h, False) if l < h else (0, t, none, none, none, none, False)
             for l, t, h in terms], dtype=bwp.UNCERTAINTY_DTYPE)
        def places(pairs):
            return np.array(pairs, dtype=bwp.INDICES_DTYPE)
        process, exchanges = len(terms), range(len(terms))
        package = bwp.create_datapackage()
        package.add_persistent_vector(
            matrix="technosphere_matrix", indices_array=places([(process, process)]),
            data_array=np.ones(1))
        package.add_persistent_vector(
            matrix="biosphere_matrix", indices_array=places([(i, process) for i in exchanges]),
            data_array=np.array([t for _, t, _ in terms]), distributions_array=distributions)
        package.add_persistent_vector(
            matrix="characterization_matrix", indices_array=places([(i, 0) for i in exchanges]),
            data_array=np.ones(len(terms)))
        lca = bw2calc.LCA({{process: 1}}, data_objs=[package], use_distributions=True, seed_override=1)
        lca.lci()
        lca.lcia()
        total = np.array([lca.score for _ in zip(range(int(sys.argv[1])), lca)])
        print(total.mean(), np.percentile(total, [5, 25, 50, 75, 95]))
    """)
    return command and [*command, "5000"]


def act():
    """The command of ACT's README, in its folder, where its results go, too."""
    clone = os.environ.get("ACT")
    if clone is None:
        return None
    temporary = os.path.join(clone, "tmp")
    os.makedirs(temporary, exist_ok=True)
    program = [sys.executable, "-m", "act.act_model", "-m", "act/boms/dellr740.yaml"]
    return ["env", "-C", clone, f"TMPDIR={temporary}", *program]


def sweep_tinyfoot(*values):
    axes = [word for axis, own in zip(AXES, values) for word in ("--vary", f"{axis}={own}")]
    return tinyfoot("sweep", "keyword-spotting", "--quiet", *axes)


class Model:
    """What the others calculate: the sums that the points of the device are."""

    def __init__(self):
        command = sweep_tinyfoot("5,10", "1", "1")[0].command
        text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        one, other = ([float(cell) for cell in row] for row in list(csv.reader(text.splitlines()))[1:])
        low, typical, high, embodied, self.per_mw_year = one[3:]
        self.per_mm2 = (other[6] - embodied) / 5
        self.low, self.high = (end - 5 * self.per_mm2 - self.per_mw_year for end in (low, high))
        self.typical = embodied - 5 * self.per_mm2


def sweep_polars(path, model):
    return python(["polars"], f"""
        import polars as pl
        a = pl.DataFrame({{"mcu": [5 + i * 0.1 for i in range(100)]}})
        b = pl.DataFrame({{"years": [float(i) for i in range(1, 101)]}})
        c = pl.DataFrame({{"mw": [float(i) for i in range(1, 101)]}})
        grid = a.join(b, how="cross").join(c, how="cross")
        die, use = pl.col("mcu") * {model.per_mm2}, pl.col("mw") * pl.col("years") * {model.per_mw_year}
        grid.with_columns(
            ({model.low} + die + use).alias("low"), ({model.typical} + die + use).alias("typical"),
            ({model.high} + die + use).alias("high"),
            ({model.typical} + die).alias("embodied"), use.alias("operational"),
        ).write_csv({path!r})
    """)


def sweep_duckdb(path, model):
    return python(["duckdb"], f"""
        import duckdb
        duckdb.sql('''
            copy (
                with grid as (
                    select 5 + a.i * 0.1e0 as mcu, b.i + 1e0 as years, c.i + 1e0 as mw
                    from range(100) a(i), range(100) b(i), range(100) c(i)),
                parts as (
                    select *, mcu * {model.per_mm2!r}::double as die,
                        mw * years * {model.per_mw_year!r}::double as operational from grid)
                select mcu, years, mw, {model.low!r}::double + die + operational as low,
                    {model.typical!r}::double + die + operational as typical,
                    {model.high!r}::double + die + operational as high,
                    {model.typical!r}::double + die as embodied, operational
                from parts) to {path!r}
        ''')
    """)


def sweep_pandas(path, model):
    return python(["pandas"], f"""
        import numpy as np, pandas as pd
        mcu, years, mw = np.meshgrid(5 + 0.1 * np.arange(100), np.arange(1.0, 101), np.arange(1.0, 101), indexing="ij")
        frame = pd.DataFrame(dict(mcu=mcu.ravel(), years=years.ravel(), mw=mw.ravel()))
        die, use = frame.mcu * {model.per_mm2}, frame.mw * frame.years * {model.per_mw_year}
        frame["low"] = {model.low} + die + use
        frame["typical"] = {model.typical} + die + use
        frame["high"] = {model.high} + die + use
        frame["embodied"] = {model.typical} + die
        frame["operational"] = use
        frame.to_csv({path!r}, index=False)
    """)


def check_rows(paths):
    """All files hold the same points: so many rows of so many numbers, and the
    largest total is the same."""
    expected = None
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            count, most = 0, []
            for row in rows:
                count += 1
                if not most or float(row[5]) > most[5]:
                    most = [float(cell) for cell in row]
        expected = expected or most
        same = len(most) == 8 and all(abs(a - b) <= 1e-9 * abs(b) for a, b in zip(most, expected))
        if count != POINTS or not same:
            sys.exit(f"{path} holds {count} rows, the largest {most} and not {expected}")


def report(title, works):
    words = sys.argv[1:]
    if words and not any(word in title for word in words):
        return
    works = [work for work in works if work.command]
    for _ in range(ROUNDS):
        for work in works:
            work.turn()
    print(f"\n{title}")
    for work in works:
        times = work.seconds / max(works[0].seconds, 1e-6)
        peak = work.peak_mb()
        memory = "" if peak is None else f"{peak:8.1f} MB"
        print(f"  {work.name:<44} {work.seconds:10.5f} s {times:9.1f} x {memory}", flush=True)


def main():
    if not TINYFOOT:
        sys.exit("tinyfoot is not built: cargo build --release")
    with tempfile.TemporaryDirectory() as folder:
        for name, program in TINYFOOT.items():
            TINYFOOT[name] = shutil.copy(program, os.path.join(folder, name.replace(", ", "-")))
        device = os.path.join(folder, "fourteen.toml")
        with open(device, "w", encoding="utf-8") as file:
            file.write(device_text())
        report("The footprint of a device", [
            *tinyfoot("estimate", "keyword-spotting"),
            static_hello(folder, "glibc"),
            static_hello(folder, "musl", "--target", STATIC),
            Work("ACT, a server by its bill of materials", act()),
        ])
        uncertainty = ["uncertainty", device]
        draw = [*uncertainty, "--method", "simulation", "--threads", "1", "--samples"]
        for title, count in [("1e6", 1_000_000), ("1e7", 10_000_000)]:
            report(f"Fourteen terms, quantiles of their sum, {title} draws", [
                *tinyfoot(*uncertainty, doing=": convolution, no draws"),
                *tinyfoot(*draw, str(count), doing=": simulation"),
                Work("numpy", samples_numpy(count)),
                Work("scipy", samples_scipy(count)),
                Work("stats_arrays", samples_stats_arrays(count)),
                Work("bw2calc, scaled from 5000 draws", samples_bw2calc(), scale=(1000, 5000, count)),
            ])
        model = Model()
        sweeps = sweep_tinyfoot(*VALUES)
        for name, sweep in [("polars", sweep_polars), ("duckdb", sweep_duckdb), ("pandas", sweep_pandas)]:
            path = os.path.join(folder, f"{name}.csv")
            sweeps.append(Work(name, sweep(path, model), path))
        for work in sweeps[:len(TINYFOOT)]:
            work.output = os.path.join(folder, f"{work.name}.csv")
        report("1e6 points of a grid as CSV", sweeps)
        check_rows([work.output for work in sweeps if os.path.exists(work.output)])


if __name__ == "__main__":
    main()
