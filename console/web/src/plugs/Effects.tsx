import type { PlugBundle } from '../api/types';
import { t, term } from '../i18n';
import { KINDS, usersOf } from './model';

/** What a change of a bundle will do to the calls that are up. */
export function Effects({ bundle, gone = false }: { bundle: PlugBundle; gone?: boolean }) {
  const users = usersOf(bundle);
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
