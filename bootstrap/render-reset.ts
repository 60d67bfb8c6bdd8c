import type { NodeSpec } from '../lib/spec/cluster-spec';
import { quote } from './quote';
import code from './reset.sh';

/** A script that shows, and with `--delete` deletes, what earlier installs of Kubernetes left on a host. */
export function renderReset({ name }: NodeSpec): string {
  return `#!/bin/bash\nNODE=${quote(name)}\n${code}`;
}
