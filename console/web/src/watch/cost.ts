import { language } from '../i18n';

/** An amount such as `0.0021 USD` as people write it; a dash where nobody knows what it costs. */
export function cost(amount: string | null | undefined): string {
  const [value, currency] = (amount ?? '').split(' ');
  if (value === undefined || currency === undefined) {
    return amount == null || amount === '' ? '–' : amount;
  }
  return new Intl.NumberFormat(language.value, { style: 'currency', currency, maximumFractionDigits: 4 }).format(Number(value));
}
