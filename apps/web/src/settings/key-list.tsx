import { useWords } from '../i18n/words.ts';
import { settingsWords } from './words.ts';

const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl';

/** What can be done from the keyboard, for whoever has one. */
export function KeyList() {
  const { keys } = useWords(settingsWords);
  const rows: readonly [text: string, keys: readonly string[]][] = [
    [keys.search, [COMMAND, 'K']],
    [keys.rows, ['↑', '↓']],
    [keys.line, ['Shift', 'Enter']],
    [keys.newest, ['J']],
    [keys.mute, ['M']],
  ];
  return (
    <dl className="grid gap-2.5 text-sm">
      {rows.map(([text, pressed]) => (
        <div key={text} className="flex items-center justify-between gap-4">
          <dt className="min-w-0">{text}</dt>
          <dd className="flex shrink-0 gap-1">
            {pressed.map((key) => (
              <kbd
                key={key}
                className="grid min-h-7 min-w-7 place-items-center rounded-lg border border-edge/60 bg-paper px-1.5 font-sans font-semibold text-xs"
              >
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
