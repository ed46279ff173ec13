import type { Health } from '../api/types';
import { href } from '../app/route';
import { hint, t } from '../i18n';
import { type Column, Empty, Table, Time } from '../ui';

type Failure = NonNullable<Health['errors']>[number];

/** The newest warnings and errors, and what to do about each. */
export function Errors({ errors }: { errors: readonly Failure[] }) {
  const columns: Column<Failure>[] = [
    { title: t('health.when'), cell: (failure) => <Time at={failure.at} /> },
    {
      title: t('health.message'),
      wide: true,
      cell: (failure) => (
        <>
          {failure.message}
          {failure.hint !== null && (
            <span class="todo">
              <strong>{t('health.todo')}</strong> {hint(failure.hint, failure.code)}
            </span>
          )}
        </>
      ),
    },
    { title: t('health.source'), cell: Source },
    { title: t('health.count'), numeric: true, cell: (failure) => failure.count },
  ];
  return (
    <section class="card stack">
      <h2>{t('health.errors')}</h2>
      <Table
        caption={t('health.errors')}
        columns={columns}
        rows={errors}
        keyOf={(failure) => `${failure.at}${failure.source}${failure.session}${failure.message}`}
        page={20}
        empty={<Empty title={t('health.noErrors')} />}
      />
    </section>
  );
}

function Source({ source, session }: Failure) {
  return session === null ? <code>{source.split('.').at(-1)}</code> : <a href={href('watch', session)}>{session}</a>;
}
