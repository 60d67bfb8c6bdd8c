import type { ClusterModel } from '../../model/cluster-model';
import { at, integer } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { defineRule, type Fault } from '../define-rule';

export const topicSingleCopy = defineRule({
  id: 'topic-single-copy',
  topic: 'app',
  title: 'A topic of Kafka has one copy.',
  why: 'Each partition of the topic is on one broker: while that is away, nothing can be read from it or written to it, however many brokers there are, and with its disk the messages are gone. Where default.replication.factor is not written, it is 1.',
  remedy: 'Keep three copies, and let two confirm each write (min.insync.replicas: 2).',
  example:
    'spec:\n  kafka:\n    config:\n      default.replication.factor: 3\n      min.insync.replicas: 2\n      offsets.topic.replication.factor: 3',
  sources: [
    'https://kafka.apache.org/documentation/#brokerconfigs_default.replication.factor',
    'https://strimzi.io/docs/operators/0.47.0/configuring.html: KafkaTopicSpec, replicas',
  ],
  check: (model) => [...ofClusters(model), ...ofTopics(model)],
});

/** Those of Kafka itself are 3 unless something else is written; all consumer groups need the first. */
const INTERNAL = ['offsets.topic.replication.factor', 'transaction.state.log.replication.factor'];
const DEFAULT = 'default.replication.factor';

function ofClusters(model: ClusterModel): Fault[] {
  return model.ofType('Kafka.kafka.strimzi.io').flatMap((object) => {
    const config = at(object.spec, 'kafka', 'config');
    return [...INTERNAL, DEFAULT].flatMap((key): Fault[] => {
      const written = at(config, key);
      if (Number(written ?? (key === DEFAULT ? 1 : 3)) !== 1) return [];
      return [
        {
          severity: key === DEFAULT ? 'advisory' : 'outage',
          object,
          field: ['spec', 'kafka', 'config', key],
          message:
            key === DEFAULT
              ? `Topics of ${describe(object)} that do not say otherwise have one copy (${key}${written === undefined ? ' is not written' : ''}): the loss of one broker stops them.`
              : `${describe(object)} keeps one copy of a topic of its own (${key}: 1): the loss of one broker stops those who need it.`,
          fix: { title: `${key}: 3`, edits: [{ set: ['spec', 'kafka', 'config', key], value: 3 }] },
        },
      ];
    });
  });
}

function ofTopics(model: ClusterModel): Fault[] {
  return model.ofType('KafkaTopic.kafka.strimzi.io').flatMap((object: KubeObject): Fault[] => {
    if (integer(object.spec['replicas']) !== 1) return [];
    return [
      {
        severity: 'outage',
        object,
        field: ['spec', 'replicas'],
        message: `${describe(object)} has one copy: while the broker that holds a partition is away, nothing is read from it or written to it.`,
        remedy: 'Write replicas: 3, and move the partitions that are there: the operator does not change their copies.',
      },
    ];
  });
}
