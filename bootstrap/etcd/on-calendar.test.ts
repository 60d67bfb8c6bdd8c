import { onCalendar } from './on-calendar';

test.each([
  ['0 */6 * * *', ['*-*-* 0/6:0:00']],
  ['30 3 * * *', ['*-*-* 3:30:00']],
  ['*/15 8-18 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 8..18:0/15:00']],
  ['0 2 1,15 * *', ['*-*-1,15 2:0:00']],
  ['0 2 * 3 7', ['Sun *-3-* 2:0:00']],
  ['5 4 * * 0,6', ['Sun,Sat *-*-* 4:5:00']],
  ['0 0 */2 * *', ['*-*-1/2 0:0:00']],
  // cron: on the first, and on every Monday.
  ['0 0 1 * 1', ['*-*-1 0:0:00', 'Mon *-*-* 0:0:00']],
])('%s', (schedule, lines) => {
  expect(onCalendar(schedule)).toEqual(lines);
});
