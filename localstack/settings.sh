# What the scripts here agree on: folders, ports, and how an error is told. Sourced by them, not run by itself.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environments=$here/.venv
export AWSERT_LOCALSTACK_RUN_DIR=${AWSERT_LOCALSTACK_RUN_DIR:-$here/.run}
export AWSERT_MOTO_PORT=${AWSERT_MOTO_PORT:-4567}
export AWSERT_LOCALSTACK_PORT=${AWSERT_LOCALSTACK_PORT:-4566}

# The checkout stays free of bytecode; the installed packages have theirs from their installation.
export PYTHONDONTWRITEBYTECODE=1

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}
