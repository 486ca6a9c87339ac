import { useText } from '../i18n/Language.tsx';
import './rung.css';
import type { VideoReading } from './VideoPlayer.ts';

/** By which way the picture comes; opened, it says why. */
export function RungBadge({ reading: { rung, rungWhy } }: { reading: VideoReading }) {
  const t = useText();
  const why = t(rung === 'image' ? 'drive.rung.viewOnly' : rungWhy === 'best' ? 'drive.rung.best' : `drive.rung.why.${rungWhy}`);
  return (
    <details className="rung" data-testid="rung" data-rung={rung ?? 'none'} data-why={rungWhy}>
      <summary aria-label={t('drive.rung.title')} title={why}>
        {t(`drive.rung.${rung ?? 'none'}`)}
      </summary>
      <p data-testid="rung-why">{why}</p>
    </details>
  );
}
