import { createHash } from 'node:crypto';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server';

/** A registry of this computer, read-only to all but the test. */
export interface OciRegistry extends LoopbackServer {
  /** Makes `oci://HOST/NAME:TAG` an artifact of these layers. */
  readonly push: (name: string, tag: string, artifact: OciArtifact) => void;
}

export interface OciBlob {
  readonly mediaType: string;
  readonly content: Buffer;
}

export interface OciArtifact {
  readonly config: OciBlob;
  readonly layers: readonly OciBlob[];
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** Serves what a client of the OCI distribution specification 1.1 asks for when it pulls. */
export async function startOciRegistry(): Promise<OciRegistry> {
  /** By `manifests/NAME:TAG` and by digest. */
  const blobs = new Map<string, OciBlob>();
  const keep = (blob: OciBlob) => {
    const digest = `sha256:${createHash('sha256').update(blob.content).digest('hex')}`;
    blobs.set(digest, blob);
    return { mediaType: blob.mediaType, digest, size: blob.content.length };
  };
  const server = await startLoopbackServer(({ url = '', method }, response) => {
    if (url === '/v2/') return response.writeHead(200).end();
    const [, name = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
    const blob = blobs.get(reference) ?? (kind === 'manifests' ? blobs.get(`${name}:${reference}`) : undefined);
    if (!blob) return response.writeHead(404).end();
    const { digest } = keep(blob);
    response.writeHead(200, {
      'content-type': blob.mediaType,
      'content-length': blob.content.length,
      'docker-content-digest': digest,
    });
    return response.end(method === 'HEAD' ? undefined : blob.content);
  });
  return {
    ...server,
    push: (name, tag, { config, layers }) => {
      const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: keep(config), layers: layers.map(keep) };
      blobs.set(`${name}:${tag}`, { mediaType: MANIFEST, content: Buffer.from(JSON.stringify(manifest)) });
    },
  };
}
