/** A machine or Service that a text names. */
export interface NamedHost {
  /** In lower case: a DNS name or an IPv4 address. */
  readonly host: string;
  readonly port: number | undefined;
}

/** What names and URLs are written with; longer runs are something else, such as certificates. */
const WORDS = /[\w.:@/%+-]{3,300}/g;
const NAME = '[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?';
const URL_HOST = new RegExp(`^[a-z][a-z0-9+.-]*://(?:[^@/]*@)?(${NAME})(?::(\\d{0,5}))?(?:/|$)`);
const HOST_AND_PORT = new RegExp(`^(?:[^@/:]*@)?(${NAME}):(\\d{1,5})(?:/|$)`);
const SERVICE_NAME = new RegExp(`^(${NAME}\\.svc(?:\\.${NAME})?)(?:/|$)`);

/** The hosts in a text: of URLs, of `host:port`, and names of Services that end in `.svc`. */
export function hostsIn(text: string): readonly NamedHost[] {
  // Most texts have neither.
  if (!text.includes(':') && !text.includes('.svc')) return [];
  return (text.match(WORDS) ?? []).flatMap((word) => {
    if (!word.includes(':') && !word.includes('.svc')) return [];
    const lower = word.toLowerCase();
    const [, host, port] = URL_HOST.exec(lower) ?? HOST_AND_PORT.exec(lower) ?? SERVICE_NAME.exec(lower) ?? [];
    // Letters somewhere, or four numbers: 12:30 is a time.
    if (host === undefined || !(/[a-z]/.test(host) || isIpv4(host))) return [];
    return [{ host, port: port === undefined || port === '' ? undefined : Number(port) }];
  });
}

/** The host that a text is, as a whole: for variables that hold nothing else. */
export function hostOf(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  return isIpv4(lower) || new RegExp(`^${NAME}$`).test(lower) ? lower : undefined;
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
}
