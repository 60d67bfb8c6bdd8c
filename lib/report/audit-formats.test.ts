import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import { DOMParser } from '@xmldom/xmldom';
import Ajv from 'ajv';
import auditSchema from '../../docs/schemas/audit.schema.json';
import type { Finding } from '../audit/audit-result';
import { problemOf } from '../spec/problem-of';
import { renderAuditGithub } from './audit-github';
import { renderAuditJson } from './audit-json';
import { renderAuditJunit } from './audit-junit';
import { renderAuditMarkdown } from './audit-markdown';
import { renderAuditSarif } from './audit-sarif';
import { renderAudit } from './audit-text';
import { sampleFinding, sampleReport } from './fixtures/sample-audit';

const advisory: Finding = {
  ...sampleFinding,
  rule: 'waiver-unused',
  severity: 'advisory',
  location: null,
  fix: null,
  related: [],
  message: 'Names <b>"&" | `x`</b> and \u0001',
};
const waived: Finding = { ...sampleFinding, waiver: { reason: 'one licence', until: '2027-06-30' } };
const unread = problemOf('manifest-syntax', 'b.yaml', 'a tab', 'YAML');
const full = sampleReport([sampleFinding, advisory, waived], { problems: [unread] });

describe('JSON', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(auditSchema);

  test('is what its schema says', () => {
    expect([validate(JSON.parse(renderAuditJson(full))), validate.errors]).toEqual([true, null]);
  });

  test('names the keys of the contract, and no excerpt', () => {
    const { findings } = JSON.parse(renderAuditJson(full));
    expect(findings[0]).toEqual({ ...sampleFinding, location: { file: 'deploy/api.yaml', line: 41, column: 11 } });
  });
});

describe('SARIF', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  // The keywords that it uses mean the same in draft 4 and in draft 7.
  const { $schema, id, ...draft4 } = sarifSchema;
  const validate = ajv.compile(draft4);
  const log = JSON.parse(renderAuditSarif(full));

  test("is what OASIS' schema says", () => {
    expect([$schema, id]).toEqual([expect.stringContaining('draft-04'), expect.stringContaining('sarif')]);
    expect([validate(log), validate.errors]).toEqual([true, null]);
  });

  test('rules have help, and results their place, level and fingerprint', () => {
    const [run] = log.runs;
    const [first] = run.results;
    expect(run.tool.driver.rules[first.ruleIndex]).toMatchObject({
      id: first.ruleId,
      help: { text: expect.any(String) },
    });
    expect(first).toMatchObject({
      level: 'error',
      partialFingerprints: { 'zeroSpofFinding/v1': sampleFinding.fingerprint },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'deploy/api.yaml' }, region: { startLine: 41 } } }],
    });
  });

  test('a waived finding is suppressed, with its reason', () => {
    expect(log.runs[0].results[2].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'one licence' },
    ]);
  });

  test('an input that was not read makes the run unsuccessful', () => {
    expect(log.runs[0].invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: 'manifest-syntax' }, level: 'error' }],
    });
  });

  test('a path with spaces is a URI', () => {
    const location = { ...sampleFinding.location!, file: 'a b/ü.yaml' };
    const { runs } = JSON.parse(renderAuditSarif(sampleReport([{ ...sampleFinding, location }])));
    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/%C3%BC.yaml');
  });
});

describe('JUnit', () => {
  const parse = (xml: string) => {
    const errors: string[] = [];
    const document = new DOMParser({
      onError: (level: string, message: string) => errors.push(`${level} ${message}`),
    }).parseFromString(xml, 'text/xml');
    return { document, errors };
  };

  test('is XML whatever the texts hold, and its counts are those of its elements', () => {
    const { document, errors } = parse(renderAuditJunit(full));
    expect(errors).toEqual([]);
    const suite = document.getElementsByTagName('testsuite')[0]!;
    const counts = ['testcase', 'failure', 'error', 'skipped'].map((n) => document.getElementsByTagName(n).length);
    expect(counts).toEqual([5, 1, 1, 1]);
    expect(['tests', 'failures', 'errors', 'skipped'].map((n) => Number(suite.getAttribute(n)))).toEqual(counts);
  });

  test('what is below the threshold does not fail', () => {
    const xml = renderAuditJunit(
      sampleReport([advisory, { ...sampleFinding, severity: 'degrades' }], { failOn: 'outage' }),
    );
    expect(xml).not.toContain('<failure');
    expect(renderAuditJunit(sampleReport([advisory], { failOn: 'advisory' }))).toContain('<failure');
    expect(renderAuditJunit(sampleReport([sampleFinding], { failOn: undefined }))).not.toContain('<failure');
  });
});

describe('GitHub annotations', () => {
  test('are one line each, with place and rule; waived findings have none', () => {
    const lines = renderAuditGithub(full).trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^::error title=manifest-syntax::b.yaml: /),
      expect.stringMatching(
        /^::error file=deploy\/api.yaml,line=41,col=11,endColumn=44,title=outage%3A replicas-share-node/,
      ),
      expect.stringMatching(/^::notice title=advisory%3A waiver-unused/),
    ]);
  });
});

describe('Markdown', () => {
  test('has a row for each open finding, and no markup from the files', () => {
    const text = renderAuditMarkdown(full);
    expect(text.match(/^\| (outage|advisory) /gm)).toHaveLength(2);
    expect(text).not.toContain('<b>');
    expect(text).toContain('manifest-syntax');
  });

  test('fits into a comment', () => {
    const text = renderAuditMarkdown(sampleReport(Array.from({ length: 5000 }, () => sampleFinding)));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\d+ more: /);
  });
});

describe('text', () => {
  test('is what people read', () => {
    expect(renderAudit(full, false)).toMatchInlineSnapshot(`
     "Deployment shop/api                                        deploy/api.yaml:41:11
       outage  replicas-share-node
         One node can hold all 3 replicas: the spread is only preferred. Its loss
         stops Service shop/api and Ingress shop/www.
         41 |           whenUnsatisfiable: ScheduleAnyway
            |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
         Fix: Set whenUnsatisfiable to DoNotSchedule. Or: zero-spof audit --fix

     Deployment shop/api
       advisory  waiver-unused
         Names <b>"&" | \`x\`</b> and ?
         Fix: Set whenUnsatisfiable to DoNotSchedule.

     waived  replicas-share-node  Deployment shop/api until 2027-06-30: one licence

     Zero SPOF plan                                                      holds 1 of 2
       fails        3.2 CoreDNS runs three times or more
                    Deployment shop/api
       holds        1.1 etcd has three voting members or more
                    cluster.yaml:3

     Assumed: Three schedulable nodes in zones of which nothing is known.

     Score: 1 of 2 services survive any one failure; 1 can be stopped by one failure.
     Findings: 1 outage, 1 advisory, 1 waived, in 3 objects of 2 files; 1 problem
     kept something from being judged.
     Next: correct the problems above, and run the audit again.
     "
    `);
  });

  test('fits into 80 columns, without colour unless it is asked for', () => {
    const [plain, colored] = [renderAudit(full, false), renderAudit(full, true)];
    expect(plain.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect([plain, colored].map((text) => text.includes('\u001B['))).toEqual([false, true]);
  });

  test('an input that was not read is never clean', () => {
    const clean = 'No single point of failure was found.';
    expect(renderAudit(sampleReport([]), false)).toContain(clean);
    expect(renderAudit(sampleReport([], { problems: [unread] }), false)).not.toContain(clean);
    expect(renderAudit(sampleReport([advisory]), false)).not.toContain(clean);
  });

  test('no byte of a file moves the cursor of a terminal', () => {
    const message = 'x\u001B[2Jy\u009B2Jz\r';
    expect(renderAudit(sampleReport([{ ...sampleFinding, message }]), false)).toContain('x?[2Jy?2Jz?');
  });

  test('a secret in the marked line is hidden', () => {
    const location = { ...sampleFinding.location!, excerpt: '  password: hunter2hunter2', column: 3, endColumn: 11 };
    for (const render of [(r: typeof full) => renderAudit(r, false), renderAuditSarif])
      expect(render(sampleReport([{ ...sampleFinding, location }]))).not.toContain('hunter2');
  });
});
