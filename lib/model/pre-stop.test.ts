import { readPodTemplate } from './pod-template';
import { preStopSeconds } from './pre-stop';

test.each([
  ['no hook', undefined, 0],
  ['the sleep action', { sleep: { seconds: 10 } }, 10],
  ['the program sleep', { exec: { command: ['sleep', '15'] } }, 15],
  ['a shell', { exec: { command: ['/bin/sh', '-c', 'sleep 20; nginx -s quit'] } }, 20],
  ['minutes', { exec: { command: ['/bin/sleep', '2m'] } }, 120],
  ['waiting for the end', { exec: { command: ['/wait-shutdown'] } }, 0],
  ['something else', { exec: { command: ['/drain'] } }, undefined],
  ['a request', { httpGet: { path: '/drain', port: 80 } }, undefined],
])('%s', (_, preStop, expected) => {
  const { containers } = readPodTemplate({ spec: { containers: [{ name: 'main', lifecycle: { preStop } }] } }, []);
  expect(containers.map(preStopSeconds)).toEqual([expected]);
});
