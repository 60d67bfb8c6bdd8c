import { checkProcess, type ProcessIdentity } from '../../../lib/io/process-identity';

/** Whether this very process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return checkProcess(identity) === 'alive';
}

/** Sends a signal to this very process, and to no other that has its number now. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
