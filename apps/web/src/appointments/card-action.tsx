import type { LucideIcon } from 'lucide-react';
import { Button } from '../ui/button.tsx';

interface Props {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly label: string;
  readonly look?: 'quiet' | 'quiet-danger';
  /** Why it cannot be done just now. */
  readonly obstacle: string | undefined;
  readonly isBusy?: boolean;
  readonly onClick: () => void;
}

/** A small button of an appointment. It stays focusable where it cannot be used, so that the reason can be found. */
export function CardAction({ icon, text, label, look = 'quiet', obstacle, isBusy = false, onClick }: Props) {
  const isFree = obstacle === undefined;
  return (
    <Button
      look={isFree ? look : 'quiet'}
      size="small"
      icon={icon}
      isBusy={isBusy}
      aria-label={label}
      aria-description={obstacle}
      isUnusable={!isFree}
      title={obstacle}
      className="max-sm:px-2 max-sm:[&>svg]:hidden"
      onClick={onClick}
    >
      {text}
    </Button>
  );
}
