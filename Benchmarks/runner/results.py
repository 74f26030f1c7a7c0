"""The rows of a results file, and the figures in them."""
import json, statistics

METRICS = ("train", "infer128", "infer1")
# A candidate of a search: only tinysnn has such a thing.
CANDIDATE = "ptq6000"


class Results:
    """A file of JSON lines, read as a whole and appended to."""

    def __init__(self, path):
        self.path, self.lines = path, []
        try:
            with open(path) as f: self.lines = [json.loads(line) for line in f if line.strip()]
        except OSError:
            pass

    def append(self, line):
        self.lines.append(line)
        with open(self.path, "a") as f: f.write(json.dumps(line) + "\n")

    def rows(self, key=None, base=None, lib=None):
        """The measurements of a configuration, of one library in any mode or in one mode."""
        return [r for r in self.lines if "lib" in r and (key is None or self.key(r) == key)
                and (base is None or r["lib"].split("+")[0] == base) and (lib is None or r["lib"] == lib)]

    def special(self, name):
        """The lines that are no measurements of a configuration."""
        return [r for r in self.lines if name in r and "lib" not in r]

    @staticmethod
    def key(row):
        return row["net"], row["T"], row["coding"], row["threads"]

    @property
    def keys(self):
        return list(dict.fromkeys(self.key(r) for r in self.rows()))

    def figures(self, key, lib):
        """Speeds in samples/s and peak memory of a library in one mode, medians over its rows; None without rows."""
        rows = self.rows(key, lib=lib)
        if not rows: return None
        figures = {m: statistics.median(r[m]["sps"] for r in rows if m in r) for m in (*METRICS, CANDIDATE) if any(m in r for r in rows)}
        figures["rss"] = statistics.median(r["rss_train"] for r in rows if "rss_train" in r) if any("rss_train" in r for r in rows) else None
        # Of the two runs of one library, how much slower the slower one was.
        speeds = [r["train"]["sps"] for r in rows if "train" in r]
        figures["drift"] = max(speeds) / min(speeds) - 1 if len(speeds) > 1 else None
        figures["disturbed"] = [m for m in METRICS for r in rows if m in r and r[m]["clean_reps"] < 5]
        return figures

    def peer(self, key, base):
        """The figures of a peer: {"default": ..., "fastest": ...}, fastest metric by metric, memory the smallest."""
        libs = list(dict.fromkeys(r["lib"] for r in self.rows(key, base=base)))
        modes = {lib: self.figures(key, lib) for lib in libs}
        if not modes: return None
        fastest, names = {}, {}
        for metric in METRICS:
            have = {lib: f[metric] for lib, f in modes.items() if metric in f}
            if have:
                names[metric] = max(have, key=have.get)
                fastest[metric] = have[names[metric]]
        memory = [f["rss"] for f in modes.values() if f["rss"]]
        fastest["rss"] = min(memory) if memory else None
        return {"default": modes.get(base), "fastest": fastest, "names": names}
