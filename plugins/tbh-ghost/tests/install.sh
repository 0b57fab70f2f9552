#!/bin/sh
# Install a Ghost into a folder, without what only its developers need and without building anything.
set -eu
mkdir -p "$1"
cd "$1"
npm pack --silent ghost@5.130.6 >/dev/null
tar xzf ghost-5.130.6.tgz --strip-components=1
rm ghost-5.130.6.tgz
npm pkg delete devDependencies scripts # one of them is in no registry
npm install --silent --ignore-scripts --legacy-peer-deps --no-audit --no-fund
