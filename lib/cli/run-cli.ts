import { InterruptedError } from '../io/interrupt';
import { compareText, ProblemsError } from '../spec/problem';
import { nearest } from '../spec/nearest';
import type { Command, Streams } from './command';
import { commands } from './commands';
import { EXIT } from './exit-codes';
import { commandHelp, generalHelp } from './help';
import { parseArguments, useColor } from './parse-arguments';
import { printProblems } from './print-problems';
import { UsageError } from './usage-error';
import { toolVersion } from './version';

/**
 * Runs one call of `zero-spof` and returns its exit code; never throws.
 *
 * A mistake of the user is told in words. Anything else is a bug, and shows its stack.
 *
 * @returns one of `EXIT`; 130 after SIGINT, 143 after SIGTERM
 */
export async function runCli(args: readonly string[], streams: Streams): Promise<number> {
  const [verb, ...rest] = args;
  let color = useColor('auto', streams.stderr, streams.env);
  try {
    if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
      streams.stdout.write(helpText(verb === 'help' ? rest[0] : undefined));
      return verb === undefined ? EXIT.usage : EXIT.clean;
    }
    if (verb === '--version' || verb === '-V') {
      streams.stdout.write(`zero-spof ${toolVersion()}\n`);
      return EXIT.clean;
    }
    const command = findCommand(verb);
    const invocation = parseArguments(command, rest, streams);
    color = invocation.errorColor;
    if (invocation.isSet('help')) {
      streams.stdout.write(commandHelp(command));
      return EXIT.clean;
    }
    return await command.run(invocation, streams);
  } catch (error) {
    return report(error, streams.stderr, color);
  }
}

function helpText(verb: string | undefined): string {
  return verb === undefined ? generalHelp(commands) : commandHelp(findCommand(verb));
}

function findCommand(verb: string): Command {
  const command = commands.find((c) => c.name === verb);
  if (command) return command;
  const names = commands.map((c) => c.name).sort(compareText);
  const near = nearest(verb, names);
  throw new UsageError(verb, `a verb: ${names.join(', ')}`, near ? `Did you mean ${near}?` : 'See "zero-spof --help".');
}

function report(error: unknown, stderr: NodeJS.WritableStream, color: boolean): number {
  if (error instanceof UsageError) {
    stderr.write(`error  usage\n  found ${error.found}; expected ${error.expected}. ${error.cure}\n`);
    return EXIT.usage;
  }
  if (error instanceof ProblemsError) {
    printProblems(error.problems, stderr, color);
    return error.problems.some((p) => p.code.startsWith('output-')) ? EXIT.internal : EXIT.usage;
  }
  if (error instanceof InterruptedError) {
    stderr.write(`Stopped by ${error.signal}. Nothing is half written.\n`);
    return error.exitCode;
  }
  stderr.write(
    `This is a bug in zero-spof ${toolVersion()}; please report it with the lines below.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.internal;
}
