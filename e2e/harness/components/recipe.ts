/** The order is the order of building: what most tests need comes first. */
export const componentNames = [
  'etcd',
  'etcdctl',
  'etcdutl',
  'kube-apiserver',
  'flux-manifests',
  'cloudnative-pg-crds',
  'k3s-helm-crds',
  'longhorn-crds',
  'helm',
  'haproxy',
  'network-namespaces',
  'nspawn',
  'debian-root',
  'kube-scheduler',
  'scheduling-cycle',
  'kube-controller-manager',
  'kubectl',
  'kustomize-controller',
  'source-controller',
  'helm-controller',
  'coredns',
  'flux-operator-cli',
  'kwok',
  'poller',
  'kubelet',
  'kube-proxy',
  'flannel',
  'agnhost',
  'tailnet',
  'k3s-launcher',
  'kine',
] as const;

export type ComponentName = (typeof componentNames)[number];

interface AnyRecipe {
  /** Upstream's version, as its module or package names it. */
  readonly version: string;
  /** The file or folder, below the component's own folder, that {@link Component.path} names. */
  readonly main: string;
  /** Its tests need root. @default false */
  readonly needsRoot?: boolean;
}

/** Programs out of a go.mod of ours, in go/NAME/: its go.sum holds the checksum of every module. */
export interface GoWrapperRecipe extends AnyRecipe {
  readonly kind: 'go-wrapper';
  /** Folder below go/. */
  readonly wrapper: string;
  /** File name → package. */
  readonly programs: Readonly<Record<string, string>>;
  /** The wrapper whose go.mod and go.sum it is built by. @default its own */
  readonly modulesOf?: string;
  /** Values that the linker sets: variable → value. @default {} */
  readonly stamps?: Readonly<Record<string, string>>;
}

/** One published Go module. */
interface GoModule {
  readonly module: string;
  /** The module's checksum in Go's own h1 form. */
  readonly sum: string;
  /** A newer Go than the computer's, when the module asks for it. @default the computer's */
  readonly toolchain?: string;
}

/** A program out of a copy of a module's source, which keeps the module's own pins, replacements and go.sum. */
export interface GoModuleSourceRecipe extends AnyRecipe, GoModule {
  readonly kind: 'go-module-source';
  /** Package of the program. */
  readonly package: string;
  /** Replacements by folders that the published module does not hold: the published module of that name is taken. @default [] */
  readonly dropReplace?: readonly string[];
  /** Lines for go.sum: the checksums of what dropReplace brings. @default [] */
  readonly addSums?: readonly string[];
  /** Folders and files of the module that are kept beside the program. @default [] */
  readonly files?: readonly string[];
}

/** Files out of a published Go module. */
export interface GoModuleFilesRecipe extends AnyRecipe, GoModule {
  readonly kind: 'go-module-files';
  /** Folders and files, from the module's root. */
  readonly files: readonly string[];
}

/** Programs out of Debian packages, unpacked into the cache: nothing is installed. */
export interface DebianRecipe extends AnyRecipe {
  readonly kind: 'debian';
  readonly packages: readonly DebianPackage[];
}

export interface DebianPackage {
  readonly name: string;
  /** Debian replaces versions by newer revisions: a revision of the same upstream version is taken too, and said. */
  readonly version: string;
  /** Of the package for amd64 in this version. */
  readonly sha256: string;
}

/** The files of a Debian, which machines start from. */
export interface DebianRootRecipe extends AnyRecipe {
  readonly kind: 'debian-root';
  /** Code name of the release. */
  readonly suite: string;
  /** What debootstrap installs beside the essential packages. */
  readonly base: readonly string[];
  /** What apt installs then. */
  readonly packages: readonly string[];
  /** Units that the packages enable, and that are not wanted so. */
  readonly disabled: readonly string[];
}

/** What a function of the harness brings by itself. */
export interface ProvidedRecipe extends AnyRecipe {
  readonly kind: 'provided';
  /** For messages: where it comes from. */
  readonly from: string;
  /** The path of the program, or undefined when it cannot be had. */
  readonly provide: () => string | undefined;
}

export type Recipe =
  GoWrapperRecipe | GoModuleSourceRecipe | GoModuleFilesRecipe | DebianRecipe | DebianRootRecipe | ProvidedRecipe;
