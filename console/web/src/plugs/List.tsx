import { useState } from 'preact/hooks';
import type { Plug, PlugBundle, PlugKind } from '../api/types';
import { href } from '../app/route';
import { isPart, may, using, usersOf } from '../app/store';
import { t, term } from '../i18n';
import { percent } from '../i18n/format';
import { Badge, Button, type Column, Empty, Field, Select, Table } from '../ui';
import { type Filter, type Group, groups, isHere, KINDS, type Row, stateOf, tone } from './model';
import type { Question } from './Plugs';

type Ask = (question: Question) => void;

/** All plugs by kind, and what may be done with each. */
export function List({ all, onAsk }: { all: readonly PlugBundle[]; onAsk: Ask }) {
  const [filter, setFilter] = useState<Filter>({ kind: 'all', text: '' });
  const found = groups(all, filter);
  const columns = columnsFor(all, onAsk);
  return (
    <section class="stack" aria-label={t('plugs.list')}>
      <div class="filters">
        <Field label={t('plugs.search')} type="search" value={filter.text} onInput={(event) => setFilter({ ...filter, text: event.currentTarget.value })} />
        <Select
          label={t('plugs.kind')}
          value={filter.kind}
          choices={[{ value: 'all', text: t('plugs.allKinds') }, ...KINDS.map((kind) => ({ value: kind, text: term('kinds', kind) }))]}
          onChoose={(kind) => setFilter({ ...filter, kind: kind as PlugKind | 'all' })}
        />
      </div>
      {found.length === 0 ? (
        <Empty title={t('plugs.notFound')}>
          <Button onClick={() => setFilter({ kind: 'all', text: '' })}>{t('plugs.showAll')}</Button>
        </Empty>
      ) : (
        found.map((group) => <Kind key={group.kind ?? 'none'} group={group} columns={columns} />)
      )}
    </section>
  );
}

function Kind({ group, columns }: { group: Group; columns: readonly Column<Row>[] }) {
  const title = group.kind === null ? t('plugs.offersNothing') : term('kinds', group.kind);
  return (
    <section class="card">
      <h2>{title}</h2>
      <Table caption={title} columns={columns} rows={group.rows} keyOf={(row) => row.key} even />
    </section>
  );
}

function columnsFor(all: readonly PlugBundle[], onAsk: Ask): Column<Row>[] {
  const columns: Column<Row>[] = [
    { title: t('plugs.name'), cell: Name },
    {
      title: t('plugs.version'),
      size: 'large',
      cell: ({ bundle }) => (
        <>
          <code>{bundle.version}</code> <span class="detail">{term('origin', bundle.origin)}</span>
        </>
      ),
    },
    { title: t('plugs.state'), size: 'medium', cell: (row) => <Badge tone={tone(stateOf(row))}>{term('state', stateOf(row))}</Badge> },
    { title: t('plugs.ranking'), size: 'small', numeric: true, cell: ({ plug }) => plug?.ranking ?? '–' },
    { title: t('plugs.share'), size: 'small', numeric: true, cell: ({ plug }) => (plug === null ? '–' : percent(plug.share)) },
    { title: t('plugs.usedBy'), size: 'medium', cell: ({ bundle, plug }) => (plug === null ? '–' : <Users plug={plug} version={bundle.version} certain={certain(plug, bundle, all)} />) },
  ];
  return may('control') ? [...columns, { title: t('plugs.actions'), size: 'huge', wide: true, cell: ({ bundle }) => <Actions bundle={bundle} onAsk={onAsk} /> }] : columns;
}

/** Whether sessions that use a plug of that name use this version of it; of what their agents use they tell the version. */
function certain(plug: Plug, bundle: PlugBundle, all: readonly PlugBundle[]): boolean {
  return isPart(plug) || all.filter((each) => each.bundle === bundle.bundle).length === 1;
}

function Name({ bundle, plug }: Row) {
  return (
    <>
      {plug !== null && <span class="plug-name">{plug.name}</span>}
      <code class="muted bundle-name">{bundle.bundle}</code>
    </>
  );
}

const MOST_LINKS = 12;

function Users({ plug, version, certain }: { plug: Plug; version: string; certain: boolean }) {
  const count = usersOf(plug, version);
  const sessions = certain && count > 0 ? using(plug, version) : [];
  const text = count === 0 ? t('plugs.unused') : t('plugs.sessions', { count });
  if (sessions.length === 0) {
    return <span class={count === 0 ? 'muted' : undefined}>{text}</span>;
  }
  return (
    <details class="users">
      <summary>{text}</summary>
      <ul>
        {sessions.slice(0, MOST_LINKS).map((session) => (
          <li key={session.id}>
            <a href={href('watch', session.id)}>{session.id}</a>
          </li>
        ))}
        {sessions.length > MOST_LINKS && (
          <li>
            <a href={href('watch')}>{t('plugs.allSessions')}</a>
          </li>
        )}
      </ul>
    </details>
  );
}

function Actions({ bundle, onAsk }: { bundle: PlugBundle; onAsk: Ask }) {
  const name = bundle.bundle;
  const here = isHere(bundle);
  return (
    <span class="row-actions">
      {here && (
        <Button look="quiet" aria-label={t('plugs.updateOf', { name })} onClick={() => onAsk({ verb: 'update', bundle, file: null })}>
          {t('plugs.update')}
        </Button>
      )}
      {bundle.previous !== null && (
        <Button look="quiet" aria-label={t('plugs.rollbackOf', { name })} onClick={() => onAsk({ verb: 'rollback', bundle })}>
          {t('plugs.rollback')}
        </Button>
      )}
      {here && (
        <Button look="quiet" aria-label={t('plugs.removeOf', { name })} onClick={() => onAsk({ verb: 'remove', bundle })}>
          {t('plugs.remove')}
        </Button>
      )}
    </span>
  );
}
