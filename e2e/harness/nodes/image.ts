import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mustRun } from '../run';

/** An image of one program and nothing else. */
export interface ImageOptions {
  /** As pods name it. */
  readonly reference: string;
  /** A program that is linked statically. */
  readonly program: string;
  /** What it is called with where the pod does not say. @default [] */
  readonly args?: readonly string[];
  /** @default root */
  readonly user?: string;
}

/**
 * Builds an image that `ctr images import` takes: an archive as `docker save` writes it.
 *
 * @param folder for the archive
 * @returns the archive's path
 */
export async function buildImage(
  folder: string,
  { reference, program, args = [], user = '' }: ImageOptions,
): Promise<string> {
  const name = basename(program);
  const parts = join(folder, `${reference.replace(/\W/g, '-')}.parts`);
  mkdirSync(parts, { recursive: true });
  const sameTime = ['--owner=0', '--group=0', '--mtime=@0'];
  const layer = join(parts, 'layer.tar');
  await mustRun('tar', ['-cf', layer, ...sameTime, '-C', join(program, '..'), name]);
  const config = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: { Entrypoint: [`/${name}`], Cmd: args, User: user },
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(readFileSync(layer)).digest('hex')}`] },
  };
  const manifest = [{ Config: 'config.json', RepoTags: [reference], Layers: ['layer.tar'] }];
  writeFileSync(join(parts, 'config.json'), JSON.stringify(config));
  writeFileSync(join(parts, 'manifest.json'), JSON.stringify(manifest));
  const archive = `${parts.slice(0, -'.parts'.length)}.tar`;
  await mustRun('tar', ['-cf', archive, ...sameTime, '-C', parts, 'manifest.json', 'config.json', 'layer.tar']);
  rmSync(parts, { recursive: true });
  return archive;
}
