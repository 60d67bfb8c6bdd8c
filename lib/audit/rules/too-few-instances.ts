import { findAll } from '../../model/dotted-path';
import { integer } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const tooFewInstances = defineRule({
  id: 'too-few-instances',
  topic: 'app',
  title: 'A custom resource asks for too few instances to survive the loss of one.',
  why: 'Its operator runs as many pods as it says, and where it says nothing often one. Members that vote need more than half of themselves: two are no better than one, four survive no more losses than three.',
  remedy: 'Ask for three (two where they do not vote), on different nodes.',
  example: 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec:\n  instances: 3',
  sources: [
    'https://etcd.io/docs/v3.6/faq/#what-is-failure-tolerance',
    'the operators that lib/model/knowledge/operators.ts names',
  ],
  check: (model) =>
    model.objects.flatMap((object) => {
      const operator = model.knowledge.operatorOf(object.type);
      return (operator?.sets ?? []).flatMap(({ name, replicas, standard, minimum, quorum = false }) => {
        const written = findAll(object.manifest, replicas);
        // Sets that are items of one list vote together.
        const counts = written.map(({ value }) => integer(value) ?? (standard === 'absent' ? 0 : standard));
        const count = counts.reduce((sum, n) => sum + n, 0);
        const [place] = written;
        const even = quorum && count >= minimum && count % 2 === 0;
        if (place === undefined || count === 0 || (count >= minimum && !even)) return [];
        return [
          {
            severity: even ? ('advisory' as const) : ('outage' as const),
            object,
            field: place.path,
            message: even
              ? `${describe(object)} has ${count} ${name}, which survive as many losses as ${count - 1}, with one more machine that can fail.`
              : `${describe(object)} (${operator?.what ?? ''}) has ${count} ${name}: the loss of one node can stop it; ${minimum} survive that.`,
            ...(written.length === 1
              ? {
                  fix: {
                    title: `${String(place.path.at(-1))}: ${even ? count + 1 : minimum}`,
                    edits: [{ set: place.path, value: even ? count + 1 : minimum }],
                  },
                }
              : {}),
          },
        ];
      });
    }),
});
