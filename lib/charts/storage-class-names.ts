/** Longhorn's class with as many copies as `storage.replicas`; the default class. */
export const REPLICATED_CLASS = 'longhorn';

/** One copy on the node of the pod, for databases that replicate themselves. */
export const DATABASE_CLASS = 'longhorn-db';

export const LONGHORN_NAMESPACE = 'longhorn-system';
