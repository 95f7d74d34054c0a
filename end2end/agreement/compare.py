"""Compiles polyaxonfiles with Polyaxon's own client and with Orrery, and says where they differ.

compare.py ORRERY FOLDER: every YAML file below FOLDER, at the stages `compiled` and `resolved`. What is random or says nothing (nulls,
empty lists) is left out, and so is `strictParams`, which the client takes for false where nothing is said and Orrery for true. A file that begins with `# ours: …` has something that only Orrery takes: the client has to refuse it, or the
reason given has to be the difference. Fails if a file differs and does not say so.
"""

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

os.environ["POLYAXON_NO_API"] = "true"

from polyaxon._polyaxonfile import (  # noqa: E402
    CompiledOperationSpecification,
    OperationSpecification,
    check_polyaxonfile,
)

# What Orrery's own defaults are where no server says otherwise.
GLOBALS = {
    name: ""
    for name in [
        "owner_name",
        "project_name",
        "project_uuid",
        "username",
        "user_email",
        "uuid",
        "name",
        "namespace",
        "context_path",
        "artifacts_path",
        "run_artifacts_path",
        "run_outputs_path",
        "run_relative_outputs_path",
        "store_path",
        "created_at",
        "compiled_at",
        "cloning_kind",
        "original_uuid",
    ]
} | {"project_unique_name": ".", "run_info": "..runs.", "is_independent": "True"}

ROLES = ["chief", "worker", "ps", "evaluator", "master", "launcher", "scheduler", "head", "workers"]


def header(path):
    """What the file's first lines say: files put over it, values, why it is Orrery's own."""
    presets, params, ours = [], [], None
    for line in path.read_text().splitlines():
        if not line.startswith("# "):
            break
        line = line[2:]
        if line.startswith("with "):
            presets += line[5:].split()
        elif line.startswith("ours"):
            ours = line
        params += re.findall(r"-P (\S+)", line)
    return presets, params, ours


def reference(path, presets, params):
    """Both stages, as the client makes them."""
    values = dict(param.split("=", 1) for param in params)
    operation = check_polyaxonfile(
        polyaxonfile=[str(path), *presets], params=values or None, is_cli=False, verbose=False
    )
    compiled, given = OperationSpecification.compile_operation_with_params(operation)
    compiled = CompiledOperationSpecification.apply_params(compiled, params=given or {})
    before = compiled.to_dict()
    resolved = CompiledOperationSpecification.apply_operation_contexts(compiled)
    if not resolved.has_pipeline:
        contexts = {"globals": GLOBALS}
        if resolved.is_distributed_run:
            contexts = {role: contexts for role in ROLES}
        resolved = CompiledOperationSpecification.apply_runtime_contexts(resolved, contexts=contexts)
    return {"compiled": before, "resolved": resolved.to_dict()}


def orrery(binary, path, presets, params, stage):
    command = [binary, "compile", str(path), "--stage", stage, "-o", "json"]
    command += [word for preset in presets for word in ("--preset", preset)]
    command += [word for param in params for word in ("-P", param)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def plain(value):
    """Without what says nothing; times as one moment, however written."""
    if isinstance(value, dict):
        fields = {key: plain(item) for key, item in value.items()}
        return {key: item for key, item in fields.items() if item not in (None, "", [], {}) and key not in ("strictParams", "version")}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.timedelta)):
        value = str(value)
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:", value):
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).isoformat()
    return value


def same(ours, theirs):
    """Numbers as numbers, lengths of time as seconds. What Kubernetes wants as a text stays one here: the client evaluates it."""
    if isinstance(ours, str) and isinstance(theirs, (int, float, bool)):
        return ours.lower() == str(theirs).lower()
    if isinstance(ours, (int, float)) and isinstance(theirs, str) and re.fullmatch(r"\d+:\d\d:\d\d", theirs):
        hours, minutes, seconds = map(int, theirs.split(":"))
        return ours == hours * 3600 + minutes * 60 + seconds
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            yield from differences(ours.get(key), theirs.get(key), f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs)):
            yield from differences(mine, other, f"{path}[{index}]")
    elif not same(ours, theirs):
        yield f"{path.lstrip('.')}: Orrery {json.dumps(ours)}, the client {json.dumps(theirs)}"


def compare(binary, path, root):
    """Lines that say what differs, and whether the file says why."""
    presets, params, ours = header(path)
    presets = [str(root / f"{preset}.yaml") for preset in presets]
    try:
        theirs = reference(path, presets, params)
    except BaseException as error:  # noqa: BLE001 the client ends the process for some of what it refuses
        text = " ".join(f"{error} {error.__cause__ or ''}".split())
        return [f"the client refuses it: {text[:160]}"], ours
    found = []
    for stage, value in theirs.items():
        try:
            mine = orrery(binary, path, presets, params, stage)
        except RuntimeError as error:
            found.append(f"{stage}: Orrery refuses it: {error}")
            continue
        found += [f"{stage}: {line}" for line in differences(plain(mine), plain(value))]
    return found, ours


def main(binary, folder):
    root = Path(folder)
    same, told, wrong = 0, 0, 0
    for path in sorted(root.rglob("*.yaml")):
        found, ours = compare(binary, path, root)
        name = path.relative_to(root).with_suffix("")
        if not found:
            same += 1
            if ours:
                wrong += 1
                print(f"{name}: says `{ours}`, and the client makes the same of it")
            continue
        if ours:
            told += 1
            print(f"{name}: {ours}")
            continue
        wrong += 1
        for line in found:
            print(f"{name}: {line}")
    print(f"{same} the same, {told} that differ and say why, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
