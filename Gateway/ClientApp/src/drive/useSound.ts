import { useEffect, useRef } from 'react';
import type { Readings } from './Driver.ts';
import { useSettings } from './settings.ts';
import { DriveSound } from './sound.ts';

/** Off by default, behind the setting. */
export function useSound({ command, warning }: Readings): void {
  const { sound } = useSettings();
  const playing = useRef<DriveSound | null>(null);
  useEffect(() => {
    if (!sound) return;
    playing.current = DriveSound.open();
    return () => {
      playing.current?.close();
      playing.current = null;
    };
  }, [sound]);
  useEffect(() => playing.current?.follow(command.throttle), [command.throttle]);
  useEffect(() => {
    if (warning !== null) playing.current?.tick();
  }, [warning]);
}
