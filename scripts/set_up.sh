# Sourced by scripts/demo and scripts/test: a .venv with the pinned requirements, made once.
# Usage: set_up requirements.txt | set_up requirements-dev.txt
set_up() {
    local requirements=$1 python=${PYTHON:-python3} stamp
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "flarelag needs Python 3.11 or newer; $python is older. Set PYTHON=/path/to/python3.11 and run again." >&2
        return 1
    }
    # requirements-dev.txt holds all of requirements.txt, so either stamp serves the demo.
    for stamp in .venv/ready-requirements-dev.txt ".venv/ready-$requirements"; do
        if [ -f "$stamp" ] && cat pyproject.toml "${stamp#.venv/ready-}" | cmp -s - "$stamp"; then
            return 0
        fi
    done
    echo "Setting up .venv (once) ..." >&2
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    # Compiled once here, not by each worker process: starting costs half as much.
    .venv/bin/uv pip install --quiet --python .venv/bin/python --compile-bytecode \
        --require-hashes -r "$requirements"
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
    .venv/bin/python -m compileall -q src
    cat pyproject.toml "$requirements" > ".venv/ready-$requirements"
}
