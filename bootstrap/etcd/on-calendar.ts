const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * The times of a cron expression as systemd's `OnCalendar=` takes them. Where both the day of the month and that of the
 * week are restricted, cron means either: that is two lines.
 *
 * Source: man 5 crontab; man 7 systemd.time, "Calendar Events".
 *
 * @param schedule five fields of numbers, as cluster.yaml allows them
 */
export function onCalendar(schedule: string): readonly string[] {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = schedule.split(' ');
  const time = `${numbers(hour, 0)}:${numbers(minute, 0)}:00`;
  const inMonth = (days: string): string => `*-${numbers(month, 1)}-${numbers(days, 1)} ${time}`;
  const onWeekday = (days: string): string => (weekday === '*' ? '' : `${weekdays(weekday)} `) + inMonth(days);
  if (weekday === '*' || day === '*') return [onWeekday(day)];
  return [inMonth(day), onWeekday('*')];
}

/** One field; `first` is its lowest number. */
function numbers(field: string, first: number): string {
  return field
    .split(',')
    .map((part) => {
      const [range = '*', step] = part.split('/');
      if (step === undefined) return range.replace('-', '..');
      return `${range === '*' ? first : range.replace('-', '..')}/${step}`;
    })
    .join(',');
}

function weekdays(field: string): string {
  const days = field.split(',').flatMap((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [from = 0, to = range === '*' || step !== '1' ? 6 : from] =
      range === '*' ? [0] : range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((_, i) => i % Number(step) === 0);
  });
  return [...new Set(days.map((day) => DAYS[day] ?? ''))].join(',');
}
