"""What runs where: the binary under test, the peers' Python, the machine."""
import datetime, hashlib, json, os, platform, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COPY = os.path.join(ROOT, "Benchmarks", "peers", "peer_bench.py")
SHA256 = "d2508ef23d1183f640c04203293b33acadd8514412e7e5ab3ef1d419f2c93a85"


def text(*command):
    """The first line that a command prints, or an empty text."""
    try:
        out = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return out.strip().splitlines()[0] if out.strip() else ""


def build():
    """Builds tinysnn-bench and returns its path."""
    command = ["swift", "build", "-c", "release", "--product", "tinysnn-bench"]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode: sys.exit("the build failed")
    return os.path.join(text("swift", "build", "-c", "release", "--show-bin-path"), "tinysnn-bench")


def check_peer_script():
    """Stops if the peers' script is not the original: it runs unchanged or not at all."""
    copy = open(COPY, "rb").read()
    if hashlib.sha256(copy).hexdigest() != SHA256: sys.exit(f"{COPY} has been changed")
    folder = os.environ.get("TINYSNN_PEER_SCRIPTS", os.path.join(ROOT, "..", "shared", "reference", "performance", "peers"))
    original = os.path.join(folder, "peer_bench.py")
    if os.path.exists(original) and open(original, "rb").read() != copy:
        sys.exit(f"{COPY} is not the same as {original}")


def installed(python, names):
    """The versions of those peers that `python` can import; torch is one of the keys, if it is there."""
    code = ("import importlib.metadata as m, importlib.util as u, json, sys\n"
            "names = sys.argv[1:]\n"
            "print(json.dumps({n: m.version(n) for n in names if u.find_spec(n)}))")
    try:
        out = subprocess.run([python, "-c", code, "torch", *(n for n in names if n != "torchhand")],
                             capture_output=True, text=True)
        versions = json.loads(out.stdout) if out.returncode == 0 else {}
    except OSError:
        versions = {}
    if "torch" not in versions: return {}
    full = text(python, "-c", "import torch; print(torch.__version__)")
    return {**versions, "torch": full or versions["torch"], "torchhand": "as committed"}


def description(versions):
    """One line of the results: when, on what, with what."""
    model = next((line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines()
                  if line.startswith("model name")), platform.processor())
    memory = next((int(line.split()[1]) for line in read("/proc/meminfo").splitlines()
                   if line.startswith("MemTotal")), 0)
    return {"machine": model, "cpus": os.cpu_count(), "memory_gib": round(memory / 2**20, 1),
            "system": platform.platform(), "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            "swift": text("swift", "--version"), "python": platform.python_version(), "commit": text("git", "describe", "--always", "--dirty"),
            "peers": versions}


def read(path):
    """The contents of a file, or nothing."""
    try:
        with open(path) as f: return f.read()
    except OSError:
        return ""
