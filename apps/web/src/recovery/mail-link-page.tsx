import { AddressPage } from './address-page.tsx';
import type { MailLink } from './mail-link.ts';
import { ResetPage } from './reset-page.tsx';

export function MailLinkPage(link: MailLink) {
  return link.errand === 'reset' ? <ResetPage token={link.token} /> : <AddressPage {...link} />;
}
