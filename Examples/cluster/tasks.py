"""One part a task, by Ray, by Dask, or by threads of this process: `python3 tasks.py ray|dask|threads`."""

import os
import subprocess
import sys

STUDY = ["run", "or", "--methods", "grpo,c3(alternatives=2)", "--batches", "8", "--episodes", "16"]
PARTS = 4


def part(number):
    """Makes a part, which is a file, and gives its name. Doing it twice does no harm, so that tasks may be tried again."""
    os.makedirs("parts", exist_ok=True)
    output = f"parts/{number}-of-{PARTS}"
    subprocess.run(
        ["ascribe", *STUDY, "--shard", f"{number}/{PARTS}", "--output", output, "--threads", "1"], check=True)
    return output


def by_ray(numbers):
    import ray

    ray.init()
    return ray.get([ray.remote(part).remote(number) for number in numbers])


def by_dask(numbers):
    from dask.distributed import Client

    with Client() as client:
        return client.gather(client.map(part, numbers))


def by_threads(numbers):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as pool:
        return list(pool.map(part, numbers))


if __name__ == "__main__":
    ways = {"ray": by_ray, "dask": by_dask, "threads": by_threads}
    if len(sys.argv) != 2 or sys.argv[1] not in ways:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(ways)}")
    parts = ways[sys.argv[1]](range(1, PARTS + 1))
    subprocess.run(["ascribe", "merge", *parts, "--output", "merged"], check=True)
