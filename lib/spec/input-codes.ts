import type { CodeText } from './code-text';

/** Codes about manifests, and what belongs to them, that `audit` and `simulate` read. Each error makes the exit code 2: what was not read was not judged. */
export const inputCodes = {
  'input-missing': {
    title: 'A file or folder of manifests does not exist.',
    why: 'What is not there cannot be judged.',
    cure: 'Correct the path. A link that leads nowhere counts as missing.',
    example: 'zero-spof audit manifests/',
  },
  'input-unreadable': {
    title: 'A file or folder of manifests cannot be read.',
    why: 'The operating system refused to read it, so that nothing in it was judged.',
    cure: 'Correct its permissions or its owner.',
    example: 'chmod -R u+rX manifests/',
  },
  'input-not-a-file': {
    title: 'An input is a device or a socket.',
    why: 'Manifests are read from files, folders, pipes and stdin.',
    cure: 'Name a file or a folder, or - for stdin.',
    example: 'helm template web ./chart | zero-spof audit -',
  },
  'input-link-loop': {
    severity: 'warning',
    title: 'A link leads back into a folder above it.',
    why: 'Following it would never end. What is in the folder was read once.',
    cure: 'Remove the link, or name the folders one by one.',
    example: 'zero-spof audit apps/ infrastructure/',
  },
  'input-not-text': {
    title: 'A file is not UTF-8 text.',
    why: 'Manifests are text; Kubernetes and Flux read UTF-8. Nothing in the file was judged.',
    cure: 'Name the right file, or save it again as UTF-8.',
    example: 'iconv -f utf-16 -t utf-8 deploy.yaml > new.yaml',
  },
  'input-too-large': {
    title: 'A file is larger than 256 MiB.',
    why: 'It does not fit into memory as a whole. Nothing in it was judged.',
    cure: 'Split it into files.',
    example: 'kubectl get deployments -A -o yaml > deployments.yaml',
  },
  'input-empty': {
    title: 'There is nothing in the input.',
    why: 'No objects have no faults, but that is no proof: a command before the pipe may have failed, or the path may be wrong.',
    cure: 'Look at what the command before the pipe prints, or name the folder that holds the manifests.',
    example: 'kubectl kustomize overlays/production | zero-spof audit -',
  },
  'file-without-objects': {
    severity: 'warning',
    title: 'A file in a folder holds no Kubernetes object.',
    why: 'Values of a chart or the configuration of a program are YAML, too. It was not judged.',
    cure: 'Nothing, if it is no manifest. Otherwise give it an apiVersion and a kind.',
    example: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api',
  },
  'kustomization-not-built': {
    severity: 'warning',
    title: 'The input holds a kustomization instead of what kustomize makes of it.',
    why: 'Patches, replicas and name prefixes were not applied: the files beside it were judged as they stand, and patches among them as if they were whole objects.',
    cure: 'Judge the output of kustomize.',
    example: 'kubectl kustomize overlays/production | zero-spof audit -',
  },
  'kustomization-changes-objects': {
    title: 'A kustomization changes objects, and was not built.',
    why: 'It has patches, replicas, components or charts, so that what runs is something else than the files beside it, which were judged as they stand.',
    cure: 'Judge the output of kustomize.',
    example: 'kubectl kustomize overlays/production | zero-spof audit -',
  },
  'manifest-syntax': {
    title: 'A document is not valid YAML or JSON.',
    why: 'It cannot be parsed, or its aliases expand without end. Nothing in it was judged; the other documents were.',
    cure: 'Correct the place that is shown.',
    example: 'kubectl apply --dry-run=client -f deploy.yaml',
  },
  'helm-template': {
    title: 'A file is the template of a Helm chart.',
    why: 'What {{ ... }} becomes depends on the values, so that nothing in the document could be judged.',
    cure: 'Render the chart with your values and judge the result.',
    example: 'helm template web ./chart --values values.yaml | zero-spof audit -',
  },
  'release-not-rendered': {
    title: 'helm does not render the chart of a release.',
    why: 'helm refused the chart or the values, so that what the release installs was not judged.',
    cure: 'Correct the values, or the chart; what helm said is shown.',
    example: 'helm template web charts/web --values values.yaml',
  },
  'document-not-an-object': {
    title: 'A document is not a Kubernetes object.',
    why: 'It has no apiVersion or no kind, so that nobody can tell what it is. The API server refuses it, and it was not judged.',
    cure: 'Give it both, or take it out of the input.',
    example: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api',
  },
  'object-without-name': {
    title: 'An object has no name.',
    why: 'The API server refuses it, and nothing can refer to it. It was not judged.',
    cure: 'Give it a metadata.name, or a metadata.generateName.',
    example: 'metadata:\n  name: api',
  },
  'input-duplicate': {
    title: 'One object stands twice, with different content.',
    why: 'Which of the two counts depends on the order in which they are applied; or the objects of two clusters were mixed, and each was judged with the other around it.',
    cure: 'Remove one of them, or judge one cluster at a time.',
    example: 'zero-spof audit clusters/production',
  },
  'api-version-unknown': {
    title: 'Kubernetes has never had this version of an API group.',
    why: 'The API server refuses the object. It was judged as if its version were the one of today.',
    cure: 'Write the version that is served.',
    example: 'apiVersion: apps/v1',
  },
  'kind-unknown': {
    title: 'Kubernetes has no such kind.',
    why: 'The API server refuses the object. Nobody can tell what it is, so that it was judged as nothing.',
    cure: 'Correct the kind.',
    example: 'apiVersion: policy/v1\nkind: PodDisruptionBudget',
  },
  'waivers-invalid': {
    title: 'A file of waivers cannot be used.',
    why: 'A waiver that is not understood accepts nothing; all of them are refused, so that nobody counts on it.',
    cure: 'Write it as the section waivers of cluster.yaml.',
    example:
      'waivers:\n  - rule: single-replica\n    object: Deployment/shop/api\n    reason: a licence for one instance\n    until: 2027-06-30',
  },
  'baseline-invalid': {
    title: 'A file is no baseline.',
    why: 'It tells which findings were there before, by their fingerprints.',
    cure: 'Write it again.',
    example: 'zero-spof audit manifests/ --write-baseline baseline.json',
  },
  'base-unknown': {
    title: 'What a change is compared with does not exist.',
    why: 'Without it nobody can tell what the change adds or removes. In CI, only one commit may have been fetched. A folder stands for the working directory: the paths that are judged are looked for in it.',
    cure: 'Fetch the revision first, or name the folder that holds the same paths; for two folders: cd new && zero-spof audit . --diff ../old.',
    example: 'git fetch origin main && zero-spof audit dist --diff origin/main',
  },
  'nodes-invalid': {
    title: 'The nodes cannot be told.',
    why: 'Whether replicas can share a node or a zone depends on which there are.',
    cure: 'Name a cluster file, a file with Node objects, or a number.',
    example: 'kubectl get nodes -o yaml > nodes.yaml\nzero-spof audit manifests/ --nodes nodes.yaml',
  },
  'dependency-cycle': {
    title: 'Kustomizations or HelmReleases wait for each other.',
    why: 'Flux applies what has dependsOn when all of that is ready: in a circle none ever is, so nothing of it is applied.',
    cure: 'Remove one of the dependsOn.',
    example: 'spec:\n  dependsOn:\n    - name: storage',
  },
  'quantity-invalid': {
    title: 'An amount of a resource is no quantity.',
    why: 'The API server refuses the object, and nobody can tell on which nodes its pods fit.',
    cure: 'Write a number with a unit that Kubernetes knows.',
    example: 'resources:\n  requests: {cpu: 250m, memory: 512Mi}',
  },
  'knowledge-invalid': {
    title: 'A file of own knowledge cannot be used.',
    why: 'It tells what Kubernetes does not say, such as which custom resource makes pods.',
    cure: 'Write a mapping with lists under programs, operators, provisioners or charts, as docs/audit.md shows.',
    example: 'programs:\n  - image: example/queue\n    role: quorum\n    source: its manual',
  },
} as const satisfies Record<string, CodeText>;
