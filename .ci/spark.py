#!/usr/bin/env python3
"""The inventory on Spark, with two executors, of which one is killed on the way:
the totals are those of one process, byte for byte.

    python3 .ci/spark.py target/release/tinyfoot
"""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pyspark.sql import SparkSession

ROWS = 20_000
PARTITIONS = 12
DEVICES = ["keyword-spotting", "image-classification", "bangle-js-2", "lorawan-sensor-node"]
COUNTRIES = ["FR", "IN", "US-CA", "world"]


def example():
    path = Path(__file__).parent.parent / "examples" / "spark_inventory.py"
    spec = importlib.util.spec_from_file_location("spark_inventory", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_inventory(path):
    draw = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("device,count,country,years\n")
        for _ in range(ROWS):
            device = draw.choice(DEVICES)
            # A primary cell takes nothing from a grid.
            country = "" if device == "lorawan-sensor-node" else draw.choice(COUNTRIES)
            years = draw.randint(1, 40) / 4
            file.write(f"{device},{draw.randint(1, 10**6)},{country},{years}\n")


def slowly(program, folder):
    """A tinyfoot that takes a while, so that there is time to be killed."""
    path = os.path.join(folder, "tinyfoot-slowly")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nsleep 2\nexec "{program}" "$@"\n')
    os.chmod(path, 0o755)
    return path


def executors(context):
    """The processes of this application's executors."""
    application = context.applicationId
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        if application in words and any("CoarseGrainedExecutorBackend" in word for word in words):
            found.append(int(entry.name))
    return found


def kill_one(context, killed):
    """Kills an executor once both are at work."""
    for _ in range(600):
        time.sleep(0.1)
        found = executors(context)
        if len(found) >= 2 and context.statusTracker().getActiveJobsIds():
            time.sleep(1)
            os.kill(found[0], signal.SIGKILL)
            killed.append(found[0])
            return


def main():
    program = os.path.abspath(sys.argv[1])
    spark_inventory = example()
    with tempfile.TemporaryDirectory() as folder:
        inventory = os.path.join(folder, "inventory.csv")
        write_inventory(inventory)
        command = [program, "batch", inventory, "--group-by", "country", "--format", "json"]
        expected = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        spark = (
            SparkSession.builder.master("local-cluster[2,1,1024]")
            .appName("tinyfoot")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        try:
            context, killed = spark.sparkContext, []
            parts = spark_inventory.partial_totals(
                context, inventory, slowly(program, folder), "country", PARTITIONS
            )
            killer = threading.Thread(target=kill_one, args=(context, killed))
            killer.start()
            found = parts.collect()
            killer.join()
            merged = spark_inventory.merge(found, program)
        finally:
            spark.stop()
    if not killed:
        sys.exit("no executor was killed: this shows nothing")
    if len(found) != PARTITIONS:
        sys.exit(f"{len(found)} parts, not {PARTITIONS}")
    if merged != expected:
        sys.exit(f"Spark says\n{merged}\nand one process says\n{expected}")
    print(f"{ROWS} rows in {len(found)} parts, an executor killed: the same bytes")


if __name__ == "__main__":
    main()
