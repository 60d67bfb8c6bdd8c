#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { runCached } = require('./run-cached.cjs');

const cli = join(__dirname, '..', 'build', 'cli.js');

// In a clone the sources are beside this file: what was edited is built before it runs. The package has none.
const staleness = join(__dirname, '..', 'scripts', 'is-stale.cjs');
if (existsSync(staleness) && require(staleness).isStale()) {
  import('../scripts/build.mjs').then(({ build }) => build()).then(() => runCached(cli));
} else runCached(cli);
