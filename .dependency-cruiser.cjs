const tests = '\\.test\\.ts$|/testing\\.ts$|/fixtures/';
const room = (name, comment, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^lib/${name}/`, pathNot: tests },
  to: { path: '^(lib|bootstrap|imports|main\\.ts)', pathNot: [`^lib/${name}/`, ...allowed] },
});

/** The directions of the architecture; each rule says what to do instead. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only', 'dynamic-import'] },
    },
    {
      name: 'no-orphans',
      comment: 'Nothing uses this file: delete it.',
      severity: 'error',
      from: { orphan: true, path: '^(lib|bootstrap)/', pathNot: tests },
      to: {},
    },
    room(
      'spec',
      'The spec knows only itself: pass what it needs as an argument. Facts about charts come from imports/.',
      ['^imports/charts/'],
    ),
    room('model', 'The model is pure and lowest: move what it needs down, or pass it as an argument.', [
      '^lib/spec/(cluster-spec|nearest|problem|topology)',
    ]),
    room('audit', 'Rules ask the model; they know no chart and no cdk8s.', [
      '^lib/model/',
      '^lib/spec/(cluster-spec|problem|topology)',
    ]),
    room('constructs', 'Building blocks know spec and model; a chart decides where they are used.', [
      '^lib/(spec|model)/',
      '^imports/',
    ]),
    room('charts', 'Charts are made of constructs; what all of them need is one.', [
      '^lib/(spec|model|constructs)/',
      '^imports/',
    ]),
    room('synth', 'Synthesis is pure: files and processes are for lib/io, messages for lib/report.', [
      '^lib/(spec|model|constructs|charts|io/package-root)',
      '^imports/',
    ]),
    {
      name: 'bootstrap',
      comment:
        'The generator of bootstrap files is pure text: it knows spec and model, and takes results of synth as data.',
      severity: 'error',
      from: { path: '^bootstrap/', pathNot: tests },
      to: { path: '^(lib|imports|main\\.ts)', pathNot: ['^lib/(spec|model)/'] },
    },
    room('simulate', 'The simulator asks the model; clock, seed and input are its arguments.', [
      '^lib/model/',
      '^lib/spec/(cluster-spec|topology)',
    ]),
    room('report', 'A report turns a result into text; it computes nothing.', [
      '^lib/(spec|model)/',
      '^lib/audit/(audit-result|object-key|rule-text)',
      '^lib/synth/synth-result',
      '^lib/simulate/(simulation-result|placement/placement-result|timing/duration)',
    ]),
    room('io', 'What is read or written is decided above: take it as an argument.', [
      '^lib/(spec|model)/',
      '^lib/audit/(audit-result|baseline|object-key|waivers)',
      '^lib/synth/generated-header',
      '^lib/charts/user-chart',
    ]),
    {
      name: 'only-io-touches-the-world',
      comment: 'Files, processes and the network are for lib/io, lib/cluster and lib/cli.',
      severity: 'error',
      from: { path: '^(lib/(spec|model|constructs|charts|synth|audit|simulate|report)|bootstrap)/', pathNot: tests },
      to: { path: '^(node:)?(fs|fs/promises|child_process|http|https|dgram|tls|os)$' },
    },
    {
      name: 'nothing-needs-the-cli',
      comment: 'Move it below lib/cli.',
      severity: 'error',
      from: { path: '^(lib|bootstrap)/', pathNot: '^lib/cli/' },
      to: { path: '^lib/cli/' },
    },
    {
      name: 'verbs-load-late',
      comment: 'Half of a short run is loading: import it inside `run`, so that other verbs do without it.',
      severity: 'error',
      from: { path: '^lib/cli/commands/', pathNot: tests },
      to: {
        path: '^(lib/(audit|model|simulate|synth|charts|constructs|spec/parse)|bootstrap|imports)',
        dependencyTypesNot: ['type-only', 'dynamic-import'],
      },
    },
    {
      name: 'no-cdk8s-in-proofs',
      comment: 'Audit and simulation judge any manifests, also those that cdk8s did not make.',
      severity: 'error',
      from: { path: '^lib/(spec|model|audit|simulate|report)/' },
      to: { path: 'node_modules/(cdk8s|constructs)' },
    },
    {
      name: 'not-resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^build/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '\\.d\\.ts$' },
  },
};
