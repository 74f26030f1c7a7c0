#!/usr/bin/env python3
"""Instructions per inference of the exported C on an emulated Cortex-M0 and RV32IMAC, beside two plain loops.

    results/firmware.py [--data-dir DIR] [--output FOLDER] [--images N] [--tool TINYSNN] [--models DIRECT RATE]

Trains Benchmarks/firmware/mnist.yaml with direct and with rate coding, quantizes to 4 bits, exports, and counts for the
first N test images (20) with -Os, -O2 and -O3:
  dense   every step multiplies all inputs of all neurons          Benchmarks/firmware/dense.c
  event   adds the weights of active inputs; a directly coded first layer once per sample    event.c
  export  what tinysnn exported
Both loops hold int8 weights, int16 membranes and the same numbers; each program first compares the checksums of all
membranes and spikes of every step with the export's. Needs python3, gcc, arm-none-eabi-gcc, riscv64-unknown-elf-gcc,
qemu-system-arm and qemu-system-riscv32. Prints Markdown; writes firmware.json into the folder.
"""
import argparse, gzip, json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "..", "Benchmarks", "firmware")
BOARDS = os.path.join(HERE, "..", "Sources", "CBoards")
LEVELS = ("-Os", "-O2", "-O3")
TARGETS = {
    "Cortex-M0": dict(
        prefix="arm-none-eabi-", flags=["-mthumb", "-mcpu=cortex-m0"], start="cortex_m.S",
        emulator=["qemu-system-arm", "-M", "microbit"],
        memory=dict(FLASH_ORIGIN=0, FLASH_LENGTH=0x40000, RAM_ORIGIN=0x20000000, RAM_LENGTH=0x4000, STACK_LENGTH=1024)),
    "RV32IMAC": dict(
        prefix="riscv64-unknown-elf-", flags=["-march=rv32imac", "-mabi=ilp32", "-mcmodel=medany", "-msmall-data-limit=0"],
        start="rv32.S", emulator=["qemu-system-riscv32", "-M", "virt", "-bios", "none"],
        memory=dict(FLASH_ORIGIN=0x80000000, FLASH_LENGTH=0x40000, RAM_ORIGIN=0x80400000, RAM_LENGTH=0x4000, STACK_LENGTH=1024)),
}
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wno-unused-function", "-Werror"]


def call(*command, **options):
    """The standard output of a command; its messages if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nfailed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


# ---- The network as plain C tables ----------------------------------------------------------------------------------

def expect(condition, what):
    if not condition: sys.exit(f"the plain loops cannot run this network: {what}")


def numbers(number, count):
    """m * 2^exponent of every channel."""
    values = [m << number["exponent"] for m in number["mantissas"]]
    return values * count if len(values) == 1 else values


def array(kind, name, values):
    rows = [values] if not isinstance(values[0], list) else values
    shape = f"[{len(values)}]" if rows[0] is values else f"[{len(values)}][{len(values[0])}]"
    body = [", ".join(map(str, row)) for row in rows]
    text = "\n".join(body) if rows[0] is values else ",\n".join("{" + row + "}" for row in body)
    return f"static const {kind} {name}{shape} = {{\n{text}\n}};\n"


def write(path, text):
    with open(path, "w") as file: file.write(text)


def tables(network, folder):
    """network.h, weights_by_neuron.h and weights_by_input.h of a network of the form that the plain loops run."""
    first, second = network["layers"]
    decay, firing = first["decay"].get("multiplier"), first["firing"]
    expect(decay and len(decay["factors"]) == 1 and decay["rounding"] == "half_up", "one multiplier, rounded half up")
    expect(firing["reset"] == "subtract" and first["membraneBits"] == 16 and first["overflow"] == "saturate",
           "16-bit membranes that saturate, and thresholds that are subtracted")
    expect("none" in second["decay"] and not second.get("firing") and network["readout"] == {"membrane": {"_0": "sum"}},
           "a readout that sums membranes without a leak")
    expect(min(first["guardBits"], second["guardBits"]) >= 0, "no rounding of sums")
    direct = network["input"]["coding"] == "direct"
    lines, by_neuron, by_input = [], [], []
    for index, layer in ((1, first), (2, second)):
        expect(all(layer[key] == 32 for key in ["accumulatorBits"]), "accumulators of 32 bits")
        values, outputs = layer["weights"]["values"], layer["geometry"]["channels"]
        columns = [values[start:start + outputs] for start in range(0, len(values), outputs)]
        rows = [list(row) for row in zip(*columns)]
        largest = max(sum(map(abs, row)) for row in rows) * (255 if direct and index == 1 else 1)
        expect(direct and index == 1 or largest <= 32767, "sums of 16 bits")
        by_neuron.append(array("int8_t", f"weights{index}", rows))
        by_input.append(array("int8_t", f"weights{index}", columns))
        lines.append(f"#define GUARD{index} {1 << layer['guardBits']}\n")
        lines.append(array("int16_t", f"bias{index}", numbers(layer["bias"], len(rows))))
    lines.append(array("int16_t", "threshold1", numbers(firing["threshold"], first["geometry"]["channels"])))
    header = (f"#define DIRECT {int(direct)}\n#define INPUTS {len(first['weights']['values']) // first['geometry']['channels']}U\n"
              f"#define HIDDEN {first['geometry']['channels']}U\n#define CLASSES {second['geometry']['channels']}U\n"
              f"#define LEAK_FACTOR {decay['factors'][0]}\n#define LEAK_SHIFT {decay['fractionBits']}\n"
              f"#define LEAK_HALF {(1 << decay['fractionBits']) // 2}\n")
    write(f"{folder}/network.h", header)
    write(f"{folder}/numbers.h", "".join(lines))
    write(f"{folder}/weights_by_neuron.h", '#include "numbers.h"\n' + "".join(by_neuron))
    write(f"{folder}/weights_by_input.h", '#include "numbers.h"\n' + "".join(by_input))


def images(data_dir, count, folder):
    with gzip.open(f"{data_dir}/mnist/t10k-images-idx3-ubyte.gz") as file: data = file.read(16 + 784 * count)[16:]
    rows = [list(data[784 * i:784 * (i + 1)]) for i in range(count)]
    write(f"{folder}/images.h", f"#include <stdint.h>\n#define IMAGES {count}U\n" + array("uint8_t", "images", rows))


# ---- Building, running, counting ------------------------------------------------------------------------------------

def plugin(folder):
    # QEMU 9 and later refuse plugins of version 1.
    major = int(call("qemu-system-arm", "--version").split("version ")[1].split(".")[0])
    call("gcc", "-std=c99", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", f"-DPLUGIN_VERSION={2 if major >= 9 else 1}",
         f"{BOARDS}/emulators/qemu_counter.c", "-o", f"{folder}/qemu_counter.so")
    return f"{folder}/qemu_counter.so"


def build(target, folder, level, loop, counted):
    """One program: the network of `folder`, and the loop that it links."""
    compiler, elf = target["prefix"] + "gcc", f"{folder}/program.elf"
    sources = [f"{BOARDS}/boards/{file}" for file in (target["start"], "bare_metal.c", "memory.c")]
    sources += [f"{SOURCES}/main.c"] + ([f"{SOURCES}/{loop}.c"] if counted == 1 else [])
    memory = [f"-Wl,--defsym={name}={value}" for name, value in target["memory"].items()]
    call(compiler, *target["flags"], "-std=gnu99", level, *WARNINGS, "-ffreestanding", "-ffunction-sections", "-fdata-sections",
         f"-I{folder}", f"-I{BOARDS}/boards", f"-DCOUNTED={counted}", f"-DSPIKE_BYTES={int(loop == 'dense')}", *sources, "-nostdlib",
         "-Wl,--gc-sections", "-T", f"{BOARDS}/boards/bare_metal.ld", *memory, "-lgcc", "-o", elf)
    return elf


def count(target, counter, elf):
    """Instructions of every image, and the classes."""
    symbols = {name: address for address, _, name in
               (line.split() for line in call(target["prefix"] + "nm", elf).splitlines() if len(line.split()) == 3)}
    places = dict(begin="board_begin", end="board_end", low="board_stack_limit", high="board_stack_top")
    # Bit 0 of an address of a function of Thumb is no part of it.
    arguments = [f"{key}={int(symbols[name], 16) & ~1}" for key, name in places.items()]
    folder = os.path.dirname(elf)
    write(f"{folder}/input.bin", "")
    call(*target["emulator"], "-display", "none", "-monitor", "none", "-serial", "none",
         "-semihosting-config", "enable=on,target=native", "-kernel", elf,
         "-plugin", ",".join([counter] + arguments + ["out=counts.txt"]), stdin=subprocess.DEVNULL, timeout=600, cwd=folder)
    with open(f"{folder}/output.bin") as file: classes = file.read().strip()
    with open(f"{folder}/counts.txt") as file: return [int(line.split()[0]) for line in file], classes


def measure(folder, counter, coding, image_count):
    """A row for each target and level: the mean instructions of each way to run the network."""
    ways = {"dense": ("dense", 1), "event": ("event", 1), "export": ("", 3 if coding == "direct" else 2)}
    if coding == "rate": ways.update({"export, draws included": ("", 3), "draws": ("", 4)})
    for name, target in TARGETS.items():
        missing = [tool for tool in (target["prefix"] + "gcc", target["emulator"][0]) if not shutil.which(tool)]
        if missing:
            print(f"SKIPPED {name}: no {', '.join(missing)}", file=sys.stderr)
            continue
        for level in LEVELS:
            row, expected = {"target": name, "coding": coding, "level": level}, None
            for way, (loop, counted) in ways.items():
                counts, classes = count(target, counter, build(target, folder, level, loop, counted))
                expected = expected or classes
                if way != "draws" and classes != expected: sys.exit(f"{name} {level} {way}: other classes")
                if len(counts) != image_count: sys.exit(f"{name} {level} {way}: {len(counts)} regions")
                row[way] = round(sum(counts) / image_count)
            row["classes"] = expected
            print(json.dumps(row), file=sys.stderr, flush=True)
            yield row


def table(rows):
    for coding in ("direct", "rate"):
        chosen = [row for row in rows if row["coding"] == coding]
        ways = [key for key in (chosen[0] if chosen else {}) if key not in ("target", "coding", "level", "classes")]
        print(f"### {coding} coding\n\n| target | level | " + " | ".join(ways) + " | dense / export | event / export |")
        print("|---|---|" + "---:|" * (len(ways) + 2))
        for row in chosen:
            ratios = [f"{row[way] / row['export']:.2f}" for way in ("dense", "event")]
            print(f"| {row['target']} | {row['level']} | " + " | ".join([f"{row[way]:,}" for way in ways] + ratios) + " |")
        print()


def models(options, folder):
    if options.models: return dict(zip(("direct", "rate"), options.models))
    made = {}
    for coding in ("direct", "rate"):
        trained, made[coding] = f"{folder}/{coding}-float.tsnn", f"{folder}/{coding}.tsnn"
        if os.path.exists(made[coding]): continue
        if not os.path.exists(trained):
            call(*options.tool, "train", f"{SOURCES}/mnist.yaml", "--output", trained, "--set", f"input.coding={coding}",
                 "--data-dir", options.data_dir)
        call(*options.tool, "quantize", trained, "--output", made[coding], "--data-dir", options.data_dir)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", default=os.environ.get("TINYSNN_DATA_DIR"))
    parser.add_argument("--output", default=os.path.join(HERE, "firmware"))
    parser.add_argument("--images", type=int, default=20)
    parser.add_argument("--tool", help="a built tinysnn; without it, swift run -c release tinysnn")
    parser.add_argument("--models", nargs=2, metavar=("DIRECT", "RATE"), help="quantized models instead of trained ones")
    options = parser.parse_args()
    if not options.data_dir: sys.exit("needs --data-dir or TINYSNN_DATA_DIR, a folder with mnist")
    if not 1 <= options.images <= 100: sys.exit("--images: 1 to 100 fit into the boards' memory")
    options.tool = [options.tool] if options.tool else ["swift", "run", "-c", "release", "--package-path", f"{HERE}/..", "tinysnn"]
    os.makedirs(options.output, exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as work:
        counter = plugin(work)
        for coding, model in models(options, options.output).items():
            folder = f"{work}/{coding}"
            call(*options.tool, "export", model, "--output", folder, "--name", "net")
            with open(model) as file: tables(json.load(file)["network"], folder)
            images(options.data_dir, options.images, folder)
            rows += measure(folder, counter, coding, options.images)
    path = f"{options.output}/firmware.json"
    write(path + ".part", json.dumps({"images": options.images, "rows": rows}, indent=1) + "\n")
    os.replace(path + ".part", path)
    table(rows)


if __name__ == "__main__":
    main()
