#!/usr/bin/env python3
"""An inventory on Apache Spark: each partition goes through `tinyfoot batch`,
and `tinyfoot merge` adds up what they say.

    pip install pyspark
    python3 examples/spark_inventory.py inventory.csv --group-by country

A row's result depends on that row alone, and sums are exact: the totals are, byte
for byte, those of `tinyfoot batch inventory.csv --format json`, however Spark
divides the rows, and whichever of its executors is lost on the way.

Each record has a line of its own here, as everywhere in Spark's `textFile`.
tinyfoot must be there on each executor; devices that are files, too.
"""

import argparse
import subprocess

from pyspark.sql import SparkSession


def partial_totals(context, inventory, tinyfoot, group_by, partitions):
    """Lines of JSON, one for each partition that has a row."""
    lines = context.textFile(inventory, partitions)
    header = lines.first()
    command = [tinyfoot, "batch", "-", "--partial", "--quiet", "--header", header]
    if group_by:
        command += ["--group-by", group_by]

    def price(index, rows):
        rows = list(rows)
        # The header is the first line of the first partition.
        rows = rows[1:] if index == 0 else rows
        if not rows:
            return []
        run = subprocess.run(
            command, input="\n".join(rows), capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        return [run.stdout]

    return lines.mapPartitionsWithIndex(price)


def merge(parts, tinyfoot):
    """The totals of all parts, as JSON."""
    command = [tinyfoot, "merge", "-", "--format", "json"]
    run = subprocess.run(
        command, input="".join(parts), stdout=subprocess.PIPE, text=True, check=True
    )
    return run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("inventory")
    parser.add_argument("--group-by", default="")
    parser.add_argument("--tinyfoot", default="tinyfoot", help="the program on executors")
    parser.add_argument("--master", default="local-cluster[2,1,1024]")
    parser.add_argument("--partitions", type=int, default=8)
    arguments = parser.parse_args()
    spark = SparkSession.builder.master(arguments.master).appName("tinyfoot").getOrCreate()
    try:
        parts = partial_totals(
            spark.sparkContext,
            arguments.inventory,
            arguments.tinyfoot,
            arguments.group_by,
            arguments.partitions,
        )
        print(merge(parts.collect(), arguments.tinyfoot), end="")
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
