import type { PlugBundle } from '../api/types';
import { usersOf } from '../app/store';
import { t, term } from '../i18n';
import { KINDS } from './model';

/** What a change of a bundle will do to the calls that are up. */
export function Effects({ bundle, gone = false }: { bundle: PlugBundle; gone?: boolean }) {
  // a session that uses two of its plugs counts once at least
  const users = Math.max(0, ...bundle.plugs.map((plug) => usersOf(plug, bundle.version)));
  const kinds = KINDS.filter((kind) => bundle.plugs.some((plug) => plug.kind === kind));
  return (
    <div class="effects">
      <p>
        <strong>{users === 0 ? t('plugs.nobody') : t('plugs.users', { count: users })}</strong>
      </p>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>{gone ? term('gone', kind) : term('effect', kind)}</li>
        ))}
      </ul>
    </div>
  );
}
