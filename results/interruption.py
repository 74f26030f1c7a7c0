#!/usr/bin/env python3
"""Kills the digits study 20 times with SIGKILL at random moments, resumes it, and compares it with an undisturbed one.

    results/interruption.py OUTPUT_FOLDER [SEED]

Every other moment is a time, up to half a second after the start, which falls into loading or training; the others are numbers
of journal lines, drawn evenly over those of the undisturbed study, and up to 20 ms more. After each kill the journal must begin like the undisturbed one,
but for a torn last line: what was recorded once is never recorded again, hence never run again. (That a recorded trial
is not evaluated again is what StudyJournalTests counts, for a journal cut at every byte.)
"""
import json, os, random, shutil, signal, subprocess, sys, time

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
out = sys.argv[1]
draw = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
subprocess.run(["swift", "build", "-c", "release", "--product", "tinysnn"], cwd=root, check=True, stdout=sys.stderr)
where = subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=root, check=True, capture_output=True, text=True)
tool = where.stdout.strip() + "/tinysnn"
kills = 20


def command(name, *options):
    return [tool, "search", "--target-acc", "0.98", "--output", f"{out}/{name}", "--quiet", *options]


def journal(name):
    try:
        with open(f"{out}/{name}/journal.jsonl", "rb") as f: return f.read()
    except FileNotFoundError: return b""


def winner(name):
    with open(f"{out}/{name}/summary.json") as f: return json.load(f)["selected"]


shutil.rmtree(out, ignore_errors=True)
os.makedirs(out)
subprocess.run(command("undisturbed"), check=True, stdout=subprocess.DEVNULL)
expected = journal("undisturbed")
lines = expected.count(b"\n")
moments = sorted(draw.randrange(1, lines) for _ in range(kills // 2))
# Trainings go on from their last checkpoint, which is written after every epoch.
environment = dict(os.environ, TINYSNN_CHECKPOINT_SECONDS="0")
for kill in range(kills):
    process = subprocess.Popen(command("disturbed", "--resume"), env=environment, stdout=subprocess.DEVNULL)
    if kill % 2 == 0:
        time.sleep(draw.random() / 2)
    else:
        while process.poll() is None and journal("disturbed").count(b"\n") < moments[kill // 2]: time.sleep(0.001)
        time.sleep(draw.random() * 0.02)
    process.send_signal(signal.SIGKILL)
    if process.wait() != -signal.SIGKILL: sys.exit("the study ended before it was killed")
    recorded = journal("disturbed")
    whole = recorded[: recorded.rfind(b"\n") + 1]
    if not expected.startswith(whole): sys.exit("the journal is another one")
    models = f"{out}/disturbed/models"
    trained = [name for name in os.listdir(models) if "checkpoint" not in name] if os.path.isdir(models) else []
    print(f"kill {kill + 1}: {whole.count(bytes([10]))} lines, {len(trained)} float models", file=sys.stderr)
subprocess.run(command("disturbed", "--resume"), check=True, env=environment, stdout=subprocess.DEVNULL)
if journal("disturbed") != expected: sys.exit("the journals differ")
if winner("disturbed") != winner("undisturbed"): sys.exit("the winners differ")
model = winner("disturbed")
print(f"{kills} kills of a study of {lines} lines: the same journal, byte "
      f"for byte, and the same winner, {model['flash_bytes']:,} bytes with {model['validation_accuracy']:.4f} on validation data.")
