import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { allRuleTexts } from '../lib/audit/all-rule-texts';
import type { RuleText } from '../lib/audit/rule-text';
import { packageRoot } from '../lib/io/package-root';
import type { CodeText } from '../lib/spec/code-text';
import { codes } from '../lib/spec/codes';
import { listWords } from '../lib/spec/draft';
import { clusterSpecSchema } from '../lib/spec/schema';
import * as scalars from '../lib/spec/schema/scalars';

/** `npm run docs [-- --check]`: docs/cluster-yaml.md and docs/codes.md; `--check` exits with 1 where one differs. */
const root = packageRoot();

/** The parts of a JSON Schema that the reference shows. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly 'x-expected'?: string;
}

/** Forms that many keys share, by what the reference calls them. */
const TYPES = {
  'DNS label': scalars.dnsLabel,
  'DNS name': scalars.dnsName,
  bytes: scalars.bytes,
  CPU: scalars.cpu,
  cron: scalars.cron,
  port: scalars.port,
  image: scalars.image,
  'IP address': scalars.ipAddress,
  network: scalars.cidr,
} as const satisfies Record<string, Schema>;

const madeFrom = (source: string) => `<!-- Made by "npm run docs" from ${source}; edits are lost. -->\n`;

function clusterYaml(): string {
  const { properties, required } = clusterSpecSchema;
  return [
    madeFrom('lib/spec/schema'),
    '# cluster.yaml',
    'Every key, in the order of the sections. A key without a default may be left out, unless it is required. Keys of an optional mapping are required only where the mapping stands. `dns.replicas` means `replicas` below `dns`; `[]` stands for one entry of a list. Unknown keys are errors.',
    `Types that many keys share:\n\n${Object.entries(TYPES)
      .map(([name, schema]) => `- ${name}: ${escapeText(schema['x-expected'].replace(/^a DNS \w+: /, ''))}.`)
      .join('\n')}`,
    'The same as JSON Schema, for editors: `zero-spof schema --output cluster.schema.json`. What each message means: [codes.md](codes.md).',
    ...Object.entries(properties).flatMap(([name, schema]) =>
      section(
        name,
        schema,
        required.some((key) => key === name),
      ),
    ),
  ].join('\n\n');
}

function section(name: string, schema: Schema, isRequired: boolean): string[] {
  const entry = schema.items ?? schema;
  const head = [`## ${name}`, [schema.description, isRequired ? 'Required.' : ''].filter(Boolean).join(' ')];
  const { oneOf } = entry;
  if (!oneOf) return [...head, table(schema.items ? `${name}[]` : name, entry)];
  return [
    ...head,
    'Each entry has a `kind`, which decides about its other keys.',
    ...oneOf.flatMap((kind) => [
      `### kind: ${String(kind.properties?.['kind']?.const)}`,
      kind.description ?? '',
      table(`${name}[]`, kind),
    ]),
  ];
}

function table(prefix: string, schema: Schema): string {
  return ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...rowsOf(prefix, schema)].join('\n');
}

function rowsOf(prefix: string, { properties = {}, required = [] }: Schema): string[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const path = `${prefix}.${key}`;
    const mapping = schema.properties ? schema : schema.anyOf?.find((s) => s.properties);
    const meaning = [schema.description ?? '', formOf(schema)].filter((text) => text !== '').join(' ');
    const cells = [`\`${path}\``, typeOf(schema), defaultOf(schema, required.includes(key)), meaning];
    return [`| ${cells.map(escapeCell).join(' | ')} |`, ...(mapping ? rowsOf(path, mapping) : [])];
  });
}

function typeOf(schema: Schema): string {
  const { type, items, anyOf, minimum, maximum, additionalProperties } = schema;
  const shared = sharedType(schema);
  if (shared !== undefined) return shared;
  if (anyOf) return anyOf.map(typeOf).join(' or ');
  if (schema.const !== undefined) return quote(schema.const);
  if (schema.enum) return listWords(schema.enum.map(quote), 'or');
  if (type === 'array') return items ? `list: ${typeOf(items)}` : 'list';
  if (type === 'integer' && minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (type === 'object')
    return typeof additionalProperties === 'object' ? `mapping: ${typeOf(additionalProperties)}` : 'mapping';
  return listWords([type ?? []].flat(), 'or');
}

function sharedType(schema: Schema): string | undefined {
  return Object.entries(TYPES).find(([, { 'x-expected': expected }]) => expected === schema['x-expected'])?.[0];
}

/** The form of a value, where the type does not say it all. */
function formOf(schema: Schema): string {
  const scalar = schema.items ?? schema;
  const expected = scalar['x-expected'];
  return expected === undefined || scalar.type === 'integer' || sharedType(scalar) ? '' : `Form: ${expected}.`;
}

function defaultOf(schema: Schema, isRequired: boolean): string {
  if (isRequired) return 'required';
  if (schema.default === undefined) return '';
  // An empty mapping whose keys have defaults of their own says nothing.
  return schema.properties && isEmpty(schema.default) ? 'as below' : quote(schema.default);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function quote(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function escapeCell(text: string): string {
  // A star outside of code would begin emphasis.
  return text.replaceAll('|', '\\|').replace(/(`[^`]*`)|\*/g, (star, code?: string) => code ?? `\\${star}`);
}

function codesPage(): string {
  return [
    madeFrom('lib/spec/codes.ts'),
    '# Messages',
    'Every code that a message can have. `zero-spof explain CODE` prints the same text; `zero-spof explain` lists all codes.',
    ...Object.entries<CodeText>(codes).flatMap(([code, { title, why, cure, example }]) => [
      `## ${code}`,
      title,
      `**Why.** ${escapeText(why)}`,
      `**What to do.** ${escapeText(cure)}`,
      `\`\`\`text\n${example}\n\`\`\``,
    ]),
  ].join('\n\n');
}

function rulesIndex(): string {
  return [
    madeFrom('lib/audit/rules'),
    '# Rules of the audit',
    'Each names a fault. `zero-spof explain RULE` prints the same text.',
    [
      '| rule | about | what is wrong |',
      '| --- | --- | --- |',
      ...allRuleTexts.map(({ id, topic, title }) => `| [${id}](${id}.md) | ${topic} | ${escapeCell(title)} |`),
    ].join('\n'),
  ].join('\n\n');
}

function rulePage({ id, topic, title, why, remedy, example, sources }: RuleText): string {
  return [
    madeFrom('lib/audit/rules'),
    `# ${id}`,
    escapeText(title),
    `About: ${topic}.`,
    `**Why.** ${escapeText(why)}`,
    `**What to do.** ${escapeText(remedy)}`,
    `\`\`\`yaml\n${example}\n\`\`\``,
    `Sources:\n\n${sources.map((s) => `- ${/^https?:/.test(s) ? `<${s}>` : escapeText(s)}`).join('\n')}`,
    '[All rules](README.md)',
  ].join('\n\n');
}

function escapeText(text: string): string {
  return text.replace(/[*_<[]/g, '\\$&');
}

/** @returns the exit code: 0 done, 1 a page differs */
async function runDocs(check: boolean): Promise<number> {
  const pages = {
    'docs/cluster-yaml.md': clusterYaml(),
    'docs/codes.md': codesPage(),
    'docs/rules/README.md': rulesIndex(),
    ...Object.fromEntries(allRuleTexts.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)])),
  };
  let exitCode = 0;
  for (const [path, page] of Object.entries(pages)) {
    const file = join(root, path);
    const text = await format(page, { ...(await resolveConfig(file)), parser: 'markdown' });
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    if (check) {
      console.error(`${path}: found other text than its source gives. Next: npm run docs`);
      exitCode = 1;
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  return exitCode;
}

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--check')) {
  console.error('Usage: npm run docs [-- --check]');
  process.exitCode = 2;
} else {
  void runDocs(args.length > 0).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
