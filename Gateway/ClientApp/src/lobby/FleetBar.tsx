import { useText } from '../i18n/Language.tsx';
import { FILTERS, ORDERS, type Order, type View } from './fleet.ts';

/** Finds a car among many. */
export function FleetBar({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = useText();
  return (
    <div className="fleet-bar" role="search" data-testid="fleet-bar">
      <input
        type="search"
        data-testid="fleet-search"
        aria-label={t('lobby.search')}
        placeholder={t('lobby.search')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={view.search}
        onChange={(event) => onView({ ...view, search: event.target.value })}
      />
      <div className="segments" role="group" aria-label={t('lobby.filter')}>
        {FILTERS.map((one) => (
          <button key={one} type="button" aria-pressed={view.filter === one} data-testid={`filter-${one}`} onClick={() => onView({ ...view, filter: one })}>
            {t(`lobby.filter.${one}`)}
          </button>
        ))}
      </div>
      <select aria-label={t('lobby.order')} data-testid="fleet-order" value={view.order} onChange={(event) => onView({ ...view, order: event.target.value as Order })}>
        {ORDERS.map((one) => (
          <option key={one} value={one}>
            {t(`lobby.order.${one}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
