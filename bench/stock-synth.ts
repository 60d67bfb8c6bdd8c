import { readFileSync } from 'node:fs';
import { parseClusterSpec } from '../lib/spec/parse-cluster-spec';
import { buildApp } from '../lib/synth/build-app';

/** The same app, written by cdk8s' own `App.synth()`: `node stock-synth.js SPEC OUTDIR`. */
const [file = '', outdir = ''] = process.argv.slice(2);
process.env['CDK8S_OUTDIR'] = outdir;
const { spec } = parseClusterSpec(readFileSync(file, 'utf8'), file);
if (!spec) throw new Error('the bench spec is wrong');
buildApp(spec).app.synth();
