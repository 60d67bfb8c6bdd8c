/**
 * The fields of what the audit reads, with their types, as Kubernetes 1.36 has them. `!` is required, `[T]` a list,
 * `{T}` a map; `amount` is a quantity, `count` a number or a percentage; `any` is not looked into.
 *
 * Source: schemas of Kubernetes v1.36.3; e2e/audit-admission.test.ts holds them against the API server's own.
 */
export const FIELD_TYPES = {
  ObjectMeta: `name:string generateName:string namespace:string labels:{string} annotations:{string} finalizers:[string]
    ownerReferences:any creationTimestamp:any deletionTimestamp:any deletionGracePeriodSeconds:integer generation:integer
    managedFields:any resourceVersion:string selfLink:string uid:string`,
  LabelSelector: 'matchLabels:{string} matchExpressions:[LabelSelectorRequirement]',
  LabelSelectorRequirement: 'key!:string operator!:string values:[string]',
  DeploymentSpec: `minReadySeconds:integer paused:boolean progressDeadlineSeconds:integer replicas:integer
    revisionHistoryLimit:integer selector!:LabelSelector strategy:DeploymentStrategy template!:PodTemplateSpec`,
  DeploymentStrategy: 'rollingUpdate:RollingUpdateDeployment type:string',
  RollingUpdateDeployment: 'maxSurge:count maxUnavailable:count',
  StatefulSetSpec: `minReadySeconds:integer ordinals:any persistentVolumeClaimRetentionPolicy:any
    podManagementPolicy:string replicas:integer revisionHistoryLimit:integer selector!:LabelSelector serviceName:string
    template!:PodTemplateSpec updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:any`,
  StatefulSetUpdateStrategy: 'rollingUpdate:RollingUpdateStatefulSetStrategy type:string',
  RollingUpdateStatefulSetStrategy: 'maxUnavailable:count partition:integer',
  DaemonSetSpec: `minReadySeconds:integer revisionHistoryLimit:integer selector!:LabelSelector
    template!:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy`,
  DaemonSetUpdateStrategy: 'rollingUpdate:RollingUpdateDaemonSet type:string',
  RollingUpdateDaemonSet: 'maxSurge:count maxUnavailable:count',
  ReplicaSetSpec: 'minReadySeconds:integer replicas:integer selector!:LabelSelector template:PodTemplateSpec',
  ReplicationControllerSpec: 'minReadySeconds:integer replicas:integer selector:{string} template:PodTemplateSpec',
  JobSpec: `activeDeadlineSeconds:integer backoffLimit:integer backoffLimitPerIndex:integer completionMode:string
    completions:integer managedBy:string manualSelector:boolean maxFailedIndexes:integer parallelism:integer
    podFailurePolicy:any podReplacementPolicy:string selector:LabelSelector successPolicy:any suspend:boolean
    template!:PodTemplateSpec ttlSecondsAfterFinished:integer`,
  CronJobSpec: `concurrencyPolicy:string failedJobsHistoryLimit:integer jobTemplate!:JobTemplateSpec schedule!:string
    startingDeadlineSeconds:integer successfulJobsHistoryLimit:integer suspend:boolean timeZone:string`,
  JobTemplateSpec: 'metadata:ObjectMeta spec:JobSpec',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  PodSpec: `activeDeadlineSeconds:integer affinity:Affinity automountServiceAccountToken:boolean
    containers!:[Container] dnsConfig:any dnsPolicy:string enableServiceLinks:boolean ephemeralContainers:any
    hostAliases:any hostIPC:boolean hostNetwork:boolean hostPID:boolean hostUsers:boolean hostname:string
    hostnameOverride:string imagePullSecrets:any initContainers:[Container] nodeName:string nodeSelector:{string}
    os:any overhead:{amount} preemptionPolicy:string priority:integer priorityClassName:string readinessGates:any
    resourceClaims:any resources:ResourceRequirements restartPolicy:string runtimeClassName:string
    schedulerName:string schedulingGates:any schedulingGroup:any securityContext:any serviceAccount:string
    serviceAccountName:string setHostnameAsFQDN:boolean shareProcessNamespace:boolean subdomain:string
    terminationGracePeriodSeconds:integer tolerations:[Toleration]
    topologySpreadConstraints:[TopologySpreadConstraint] volumes:any`,
  Container: `args:[string] command:[string] env:[EnvVar] envFrom:any image:string imagePullPolicy:string lifecycle:any
    livenessProbe:Probe name!:string ports:[ContainerPort] readinessProbe:Probe resizePolicy:any
    resources:ResourceRequirements restartPolicy:string restartPolicyRules:any securityContext:any startupProbe:Probe
    stdin:boolean stdinOnce:boolean terminationMessagePath:string terminationMessagePolicy:string tty:boolean
    volumeDevices:any volumeMounts:[VolumeMount] workingDir:string`,
  ContainerPort: 'containerPort!:integer hostIP:string hostPort:integer name:string protocol:string',
  EnvVar: 'name!:string value:string valueFrom:any',
  VolumeMount: `mountPath!:string mountPropagation:string name!:string readOnly:boolean recursiveReadOnly:string
    subPath:string subPathExpr:string`,
  Probe: `exec:any failureThreshold:integer grpc:any httpGet:any initialDelaySeconds:integer periodSeconds:integer
    successThreshold:integer tcpSocket:any terminationGracePeriodSeconds:integer timeoutSeconds:integer`,
  ResourceRequirements: 'claims:any limits:{amount} requests:{amount}',
  Toleration: 'effect:string key:string operator:string tolerationSeconds:integer value:string',
  TopologySpreadConstraint: `labelSelector:LabelSelector matchLabelKeys:[string] maxSkew!:integer minDomains:integer
    nodeAffinityPolicy:string nodeTaintsPolicy:string topologyKey!:string whenUnsatisfiable!:string`,
  Affinity: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity',
  NodeAffinity: `preferredDuringSchedulingIgnoredDuringExecution:any
    requiredDuringSchedulingIgnoredDuringExecution:NodeSelector`,
  NodeSelector: 'nodeSelectorTerms!:[NodeSelectorTerm]',
  NodeSelectorTerm: 'matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]',
  NodeSelectorRequirement: 'key!:string operator!:string values:[string]',
  PodAffinity: `preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
    requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]`,
  PodAntiAffinity: `preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
    requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]`,
  WeightedPodAffinityTerm: 'podAffinityTerm!:PodAffinityTerm weight!:integer',
  PodAffinityTerm: `labelSelector:LabelSelector matchLabelKeys:[string] mismatchLabelKeys:[string]
    namespaceSelector:LabelSelector namespaces:[string] topologyKey!:string`,
  PodDisruptionBudgetSpec:
    'maxUnavailable:count minAvailable:count selector:LabelSelector unhealthyPodEvictionPolicy:string',
  HorizontalPodAutoscalerSpec:
    'behavior:any maxReplicas!:integer metrics:any minReplicas:integer scaleTargetRef!:CrossVersionObjectReference',
  CrossVersionObjectReference: 'apiVersion:string kind!:string name!:string',
  ServiceSpec: `allocateLoadBalancerNodePorts:boolean clusterIP:string clusterIPs:[string] externalIPs:[string]
    externalName:string externalTrafficPolicy:string healthCheckNodePort:integer internalTrafficPolicy:string
    ipFamilies:[string] ipFamilyPolicy:string loadBalancerClass:string loadBalancerIP:string
    loadBalancerSourceRanges:[string] ports:[ServicePort] publishNotReadyAddresses:boolean selector:{string}
    sessionAffinity:string sessionAffinityConfig:any trafficDistribution:string type:string`,
  ServicePort: 'appProtocol:string name:string nodePort:integer port!:integer protocol:string targetPort:count',
} as const;

export type TypeName = keyof typeof FIELD_TYPES;

/** What the spec of an object is, by its API version and kind. */
export const SPEC_TYPES: Readonly<Record<string, TypeName>> = {
  'apps/v1 Deployment': 'DeploymentSpec',
  'apps/v1 StatefulSet': 'StatefulSetSpec',
  'apps/v1 DaemonSet': 'DaemonSetSpec',
  'apps/v1 ReplicaSet': 'ReplicaSetSpec',
  'v1 ReplicationController': 'ReplicationControllerSpec',
  'batch/v1 Job': 'JobSpec',
  'batch/v1 CronJob': 'CronJobSpec',
  'v1 Pod': 'PodSpec',
  'policy/v1 PodDisruptionBudget': 'PodDisruptionBudgetSpec',
  'autoscaling/v2 HorizontalPodAutoscaler': 'HorizontalPodAutoscalerSpec',
  'v1 Service': 'ServiceSpec',
};
