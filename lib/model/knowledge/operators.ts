import type { OperatorKind, OperatorSet, OperatorSpread } from './knowledge';

const set = (name: string, replicas: string, more: Partial<OperatorSet> = {}): OperatorSet => ({
  name,
  replicas,
  standard: 1,
  minimum: 2,
  spread: 'never',
  ...more,
});

/** A quorum of three is the fewest that survives a loss. */
const voters = (name: string, replicas: string, more: Partial<OperatorSet> = {}): OperatorSet =>
  set(name, replicas, { minimum: 3, quorum: true, ...more });

/** A field that holds an affinity as Kubernetes writes it: only its required part guarantees anything. */
const affinity = (path: string): OperatorSpread => ({
  path: `${path}.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution`,
  hard: 'anything',
  standard: false,
});

const perconaTopology = (path: string): OperatorSpread => ({
  path: `${path}.antiAffinityTopologyKey`,
  hard: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'],
  standard: true,
});

const notTwoOnANode = (path: string): OperatorSpread => ({ path, hard: [false], standard: true });

const CEPH_DOMAINS = ['host', 'chassis', 'rack', 'row', 'room', 'zone', 'datacenter', 'region'];

export const operators: readonly OperatorKind[] = [
  {
    type: 'Cluster.postgresql.cnpg.io',
    what: 'PostgreSQL',
    sets: [
      set('instances', 'spec.instances', {
        minimum: 2,
        spread: { path: 'spec.affinity.podAntiAffinityType', hard: ['required'], standard: false },
      }),
    ],
    source: 'cloudnative-pg.io/documentation/1.30: instances; affinity.podAntiAffinityType is preferred',
  },
  {
    type: 'Pooler.postgresql.cnpg.io',
    what: 'PgBouncer',
    sets: [set('instances', 'spec.instances', { spread: affinity('spec.template.spec.affinity') })],
    source: 'cloudnative-pg.io/documentation/1.30: Pooler',
  },
  {
    type: 'Prometheus.monitoring.coreos.com',
    what: 'Prometheus',
    sets: [set('replicas', 'spec.replicas', { spread: affinity('spec.affinity') })],
    keepsInPod: [{ path: 'spec.storage' }],
    source: 'prometheus-operator v0.85, Documentation/api-reference: replicas defaults to 1',
  },
  {
    type: 'Alertmanager.monitoring.coreos.com',
    what: 'Alertmanager',
    sets: [set('replicas', 'spec.replicas', { spread: affinity('spec.affinity') })],
    source: 'prometheus-operator v0.85, Documentation/developer/alerting',
  },
  {
    type: 'ThanosRuler.monitoring.coreos.com',
    what: 'Thanos Ruler',
    sets: [set('replicas', 'spec.replicas', { spread: affinity('spec.affinity') })],
    source: 'prometheus-operator v0.85, Documentation/api-reference',
  },
  {
    type: 'Kafka.kafka.strimzi.io',
    what: 'Kafka',
    sets: [
      set('brokers', 'spec.kafka.replicas', {
        standard: 'absent',
        minimum: 3,
        spread: affinity('spec.kafka.template.pod.affinity'),
      }),
      voters('ZooKeeper', 'spec.zookeeper.replicas', {
        standard: 'absent',
        spread: affinity('spec.zookeeper.template.pod.affinity'),
      }),
    ],
    keepsInPod: [
      { path: 'spec.kafka.storage.type', value: 'ephemeral' },
      { path: 'spec.zookeeper.storage.type', value: 'ephemeral' },
    ],
    source: 'strimzi.io/docs/operators/0.47: KafkaClusterSpec',
  },
  {
    type: 'KafkaNodePool.kafka.strimzi.io',
    what: 'Kafka',
    sets: [set('replicas', 'spec.replicas', { minimum: 3, spread: affinity('spec.template.pod.affinity') })],
    keepsInPod: [{ path: 'spec.storage.type', value: 'ephemeral' }],
    source: 'strimzi.io/docs/operators/0.47: KafkaNodePoolSpec',
  },
  {
    type: 'CephCluster.ceph.rook.io',
    what: 'Ceph',
    sets: [
      voters('monitors', 'spec.mon.count', { standard: 3, spread: notTwoOnANode('spec.mon.allowMultiplePerNode') }),
      set('managers', 'spec.mgr.count', { standard: 2, spread: notTwoOnANode('spec.mgr.allowMultiplePerNode') }),
    ],
    source: 'rook.io/docs/rook/v1.18/CRDs/Cluster: mon.count, mgr.count',
  },
  {
    type: 'CephBlockPool.ceph.rook.io',
    what: 'a pool of Ceph',
    sets: [
      set('copies', 'spec.replicated.size', {
        standard: 'absent',
        minimum: 3,
        spread: { path: 'spec.failureDomain', hard: CEPH_DOMAINS, standard: true },
      }),
    ],
    source: 'rook.io/docs/rook/v1.18/CRDs/Block-Storage: failureDomain defaults to host',
  },
  {
    type: 'Elasticsearch.elasticsearch.k8s.elastic.co',
    what: 'Elasticsearch',
    sets: [voters('nodes', 'spec.nodeSets[].count')],
    source: 'elastic.co/docs: ECK, advanced node scheduling; the default affinity is preferred',
  },
  {
    type: 'PerconaXtraDBCluster.pxc.percona.com',
    what: 'MySQL',
    sets: [
      voters('pxc', 'spec.pxc.size', { standard: 3, spread: perconaTopology('spec.pxc.affinity') }),
      set('haproxy', 'spec.haproxy.size', { standard: 'absent', spread: perconaTopology('spec.haproxy.affinity') }),
    ],
    source: 'docs.percona.com/percona-operator-for-mysql/pxc/operator.html, 1.18',
  },
  {
    type: 'PerconaServerMongoDB.psmdb.percona.com',
    what: 'MongoDB',
    sets: [
      voters('members', 'spec.replsets[].size', { standard: 3, spread: perconaTopology('spec.replsets[].affinity') }),
    ],
    source: 'docs.percona.com/percona-operator-for-mongodb/operator.html, 1.21',
  },
  {
    type: 'MongoDBCommunity.mongodbcommunity.mongodb.com',
    what: 'MongoDB',
    sets: [voters('members', 'spec.members', { spread: affinity('spec.statefulSet.spec.template.spec.affinity') })],
    source: 'mongodb/mongodb-kubernetes-operator README',
  },
  {
    type: 'MariaDB.k8s.mariadb.com',
    what: 'MariaDB',
    sets: [
      set('replicas', 'spec.replicas', {
        spread: { path: 'spec.affinity.antiAffinityEnabled', hard: [true], standard: false },
      }),
    ],
    source: 'mariadb-operator 26.6, docs/high_availability.md',
  },
  {
    type: 'RedisReplication.redis.redis.opstreelabs.in',
    what: 'Redis',
    sets: [set('replicas', 'spec.clusterSize', { standard: 3, spread: affinity('spec.affinity') })],
    source: 'redis-operator.opstree.dev, 0.26: RedisReplication',
  },
  {
    type: 'RedisSentinel.redis.redis.opstreelabs.in',
    what: 'Redis Sentinel',
    sets: [voters('sentinels', 'spec.clusterSize', { standard: 3, spread: affinity('spec.affinity') })],
    source: 'redis-operator.opstree.dev, 0.26: RedisSentinel',
  },
  {
    type: 'RabbitmqCluster.rabbitmq.com',
    what: 'RabbitMQ',
    sets: [voters('replicas', 'spec.replicas', { spread: affinity('spec.affinity') })],
    source: 'rabbitmq.com/kubernetes/operator: RabbitmqCluster, replicas defaults to 1',
  },
  {
    type: 'ZookeeperCluster.zookeeper.pravega.io',
    what: 'ZooKeeper',
    sets: [voters('replicas', 'spec.replicas', { standard: 3, spread: affinity('spec.pod.affinity') })],
    source: 'pravega/zookeeper-operator README, v0.2.15',
  },
  {
    type: 'postgresql.acid.zalan.do',
    what: 'PostgreSQL',
    sets: [set('instances', 'spec.numberOfInstances')],
    source: 'postgres-operator.readthedocs.io, v1.14: enable_pod_antiaffinity is a setting of the operator',
  },
];
