#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

// In a clone the sources are beside this file: what was edited is built before it runs. The package has none.
const builder = new URL('../scripts/build.mjs', import.meta.url);
if (existsSync(builder)) await (await import(builder)).buildIfStale();
createRequire(import.meta.url)('../build/cli.js');
