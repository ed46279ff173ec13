import { language, number, t } from './index';

/** A span of time as people say it: `320 ms`, `1.4 s`, `2 min 5 s`, `3 h 20 min`. */
export function span(millis: number): string {
  if (millis < 1000) {
    return t('unit.ms', { n: number(millis, millis < 10 ? 1 : 0) });
  }
  const seconds = millis / 1000;
  if (seconds < 60) {
    return t('unit.s', { n: number(seconds, seconds < 10 ? 1 : 0) });
  }
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return t('unit.min', { m: minutes, s: whole % 60 });
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? t('unit.h', { h: hours, m: minutes % 60 }) : t('unit.d', { d: Math.floor(hours / 24), h: hours % 24 });
}

/** An amount of bytes: `640 B`, `12 kB`, `3.4 MB`. */
export function bytes(amount: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = amount;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value, unit > 0 && value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A share of one, as per cent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** The time of day of an instant, here. */
export function timeOfDay(instant: string): string {
  return new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(instant));
}

/** Day and time of an instant, here. */
export function dayAndTime(instant: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(instant));
}

/** How long ago something was: `just now`, `2 min ago`. */
export function ago(instant: string, now: number): string {
  const seconds = Math.max(0, (now - new Date(instant).getTime()) / 1000);
  if (seconds < 10) {
    return t('unit.now');
  }
  const relative = new Intl.RelativeTimeFormat(language.value, { numeric: 'always', style: 'short' });
  if (seconds < 60) {
    return relative.format(-Math.floor(seconds / 10) * 10, 'second');
  }
  if (seconds < 3600) {
    return relative.format(-Math.floor(seconds / 60), 'minute');
  }
  return seconds < 86_400 ? relative.format(-Math.floor(seconds / 3600), 'hour') : relative.format(-Math.floor(seconds / 86_400), 'day');
}
