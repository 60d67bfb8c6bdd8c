import packageJson from '../../package.json';

/** Version of this package. */
export function toolVersion(): string {
  return packageJson.version;
}
