import type { Machine } from '../machines';

/**
 * Prints where it finds a text of its first argument's lines: in a file that everybody can read, in a log, in a journal, in
 * an argument of a process; and, whoever can read them, in the files below its further arguments. Also where the text is
 * packed by gzip or written in base64, as cloud-init keeps what it was given.
 */
const FIND = `
import base64, os, re, stat, subprocess, sys, zlib

wanted = [line.encode() for line in sys.stdin.read().split('\\n') if line]
ENCODED = re.compile(rb'[A-Za-z0-9+/]{40,}={0,2}')

def texts(data, depth=0):
    yield data
    if depth == 3:
        return
    for found in re.finditer(b'\\x1f\\x8b\\x08', data):
        try:
            yield from texts(zlib.decompressobj(31).decompress(data[found.start():], 1 << 26), depth + 1)
        except zlib.error:
            pass
    # One line, or many short ones.
    for candidate in {data, re.sub(rb'\\n *', b'', data)}:
        for found in ENCODED.finditer(candidate):
            for skipped in range(4):
                part = found.group()[skipped:].rstrip(b'=')
                inner = base64.b64decode(part[:len(part) // 4 * 4])
                if inner[:3] == b'\\x1f\\x8b\\x08':
                    yield from texts(inner, depth + 1)
                else:
                    yield inner

def look(data, where):
    # What is as long as that packs nothing of a node.
    if any(text in form for form in texts(data, 0 if len(data) < 1 << 20 else 3) for text in wanted):
        print(where)

def files(top):
    device = os.stat(top).st_dev
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if os.lstat(os.path.join(folder, name)).st_dev == device]
        yield from (os.path.join(folder, name) for name in names)

def look_into(path, needed):
    try:
        of = os.lstat(path)
        if stat.S_ISREG(of.st_mode) and of.st_mode & needed == needed and of.st_size < 1 << 26:
            with open(path, 'rb') as file:
                look(file.read(), path)
    except OSError:
        pass

for top in ['/etc', '/usr/local/lib/zero-spof', '/usr/local/sbin', '/var', '/run', '/root', '/tmp']:
    for path in files(top):
        look_into(path, 0 if path.startswith('/var/log/') and not path.endswith('.journal') else stat.S_IROTH)
for top in sys.argv[1:]:
    for path in files(top):
        look_into(path, 0)
look(subprocess.run(['journalctl', '--quiet', '--all', '-o', 'cat'], capture_output=True).stdout, 'the journal')
for name in os.listdir('/proc'):
    if name.isdigit() and int(name) != os.getpid():
        try:
            with open('/proc/' + name + '/cmdline', 'rb') as file:
                look(file.read(), 'an argument of ' + name)
        except OSError:
            pass
`;

/**
 * Where a machine shows one of these texts to somebody who is not root.
 *
 * @param closed folders that have to be free of them for root, too
 */
export async function findSecrets(
  machine: Machine,
  secrets: readonly string[],
  closed: readonly string[] = [],
): Promise<readonly string[]> {
  const { stdout } = await machine.mustRun('python3', ['-c', FIND, ...closed], { input: secrets.join('\n') });
  return stdout.split('\n').filter((line) => line !== '');
}
