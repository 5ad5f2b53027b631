#!/usr/bin/env python3
"""Corpora for the fuzz targets, from real runs: corpus.py FOLDER [RUN...]."""
import gzip
import json
import pathlib
import struct
import sys

root = pathlib.Path(__file__).resolve().parents[2]
out = pathlib.Path(sys.argv[1])
runs = [pathlib.Path(run) for run in sys.argv[2:]] + sorted((root / "tests/data").glob("*.thaw.h5"))


def put(target, name, content):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


for config in sorted((root / "resources/experiments").glob("*.toml")):
    put("config", config.name, config.read_bytes())
good = (root / "tests/run/test_vocabulary.h").read_text().split('R"(')[1].split(')"')[0]
put("config", "good.toml", good.encode())
put("config", "set.toml", b"--set metrics[0].every=4\n" + good.encode())

for figure in sorted((root / "resources/gallery").glob("*.toml")):
    put("figure", figure.name, figure.read_bytes())
filters = ["seed = 3 and not star", "name ~ \"fuzz*\" or (tags = a)", "accuracy.ood_mean > 0.5", "k in 1..3", "seed != 1"]
for number, text in enumerate(filters):
    put("expression", f"{number}.txt", text.encode())

for number, run in enumerate(runs):
    put("run_file", f"{number}.h5", run.read_bytes())
    folder = run.with_name(run.name.replace(".thaw.h5", ".checkpoints"))
    for checkpoint in sorted(folder.glob("*.safetensors"))[:4]:
        if checkpoint.stat().st_size < 200_000:
            put("safetensors", f"{number}-{checkpoint.name}", checkpoint.read_bytes())
    import h5py

    with h5py.File(run, "r", libver="latest", swmr=True) as file:
        for part in ("plan", "provenance"):
            put("details", f"{number}-{part}.json", file["entry"][part][()])
        for row, event in enumerate(file["entry/events"][:20]):
            put("details", f"{number}-{row}.json", event["details"])

tensors = {"__metadata__": {"session": "step = 1", "headline": ""},
           "w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
           "n": {"dtype": "I64", "shape": [], "data_offsets": [16, 24]}}
header = json.dumps(tensors).encode()
put("safetensors", "small", struct.pack("<Q", len(header)) + header + bytes(24))
images = struct.pack(">IIII", 0x803, 2, 3, 3) + bytes(range(18))
labels = struct.pack(">II", 0x801, 3) + bytes([0, 1, 2])
for name, content in (("images", images), ("labels", labels)):
    put("idx", name, content)
    put("idx", name + ".gz", gzip.compress(content, mtime=0))

for name, labels in (("ten", [7]), ("hundred", [3, 42])):
    put("cifar", name, bytes(labels) + bytes(3072))
put("cifar", "names", b"a\nb\n")
import io

import numpy

put("table", "quotes.csv", b'a,b\r\n"x ""y""\n",1\r\n2,3\n')
put("table", "tabs.tsv", b"a\tb\n1\t2\n")
for number, array in enumerate((numpy.zeros((2, 3, 3), "u1"), numpy.zeros((2, 2), ">f4"), numpy.zeros(2, "i8"),
                                numpy.asfortranarray(numpy.zeros((2, 3), "f2")), numpy.array([{}]))):
    file = io.BytesIO()
    numpy.save(file, array)
    put("arrays", f"{number}.npy", file.getvalue())
for name, save in (("stored", numpy.savez), ("deflated", numpy.savez_compressed)):
    file = io.BytesIO()
    save(file, x=numpy.zeros((2, 3, 3), "u1"), y=numpy.array([0, 1]))
    put("arrays", name + ".npz", file.getvalue())
put("image", "grey.pgm", b"P5 2 2 255 abcd")
put("image", "colour.ppm", b"P6\n# a comment\n2 1\n255\nabcdef")
for picture in sorted((root / "resources/screenshots").glob("*.png"))[:1]:
    put("image", picture.name, picture.read_bytes()[:60_000])
image_test = (root / "tests/data_room/image_folder_test.cpp").read_text()
for name in ("cmyk_jpeg", "palette_png"):
    text = image_test.split(f"{name} =")[1].split(";")[0]
    put("image", name, bytes.fromhex("".join(part for part in text.split('"')[1::2])))
put("image", "small.bmp", b"BM" + struct.pack("<IHHIIiiHHIIiiII", 70, 0, 0, 54, 40, 2, 2, 1, 24, 0, 16, 0, 0, 0, 0) + bytes(16))
