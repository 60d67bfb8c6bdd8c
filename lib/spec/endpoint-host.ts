/** Host name or address of a URL such as an endpoint of etcd, IPv6 without brackets; undefined where it is no URL. */
export function endpointHost(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}
