import { defineWords } from '../i18n/words.ts';

/** How a device is reached while the app is closed, and what helps where it is not. */
export const pushWords = defineWords(
  {
    ask: {
      message: 'Shall this device tell you when an answer comes, even if Jiggy Care is closed?',
      booking:
        'Shall this device tell you when someone writes or calls about it, even if Jiggy Care is closed?',
      call: 'Shall this device ring when someone calls you, even if Jiggy Care is closed?',
    },
    never: 'A notification never shows what was written.',
    yes: 'Yes, notify me',
    notNow: 'Not now',
    region: 'May this device notify you?',
    hint: 'On this device, if possible even if Jiggy Care is closed. A notification never shows what was written.',
    reach: {
      trying: 'On this device, while Jiggy Care is open. Being set up for when it is closed…',
      reached: 'On this device, even if Jiggy Care is closed. A notification never shows what was written.',
      failed:
        'On this device, while Jiggy Care is open but not visible. It cannot be reached once it is closed: that did not work, and is tried again at the next start.',
    },
    blocked: 'Your browser blocks notifications from Jiggy Care.',
    unsupported: 'This browser cannot show notifications.',
    denied: {
      chromium: 'Click the icon to the left of the address, allow notifications, and load the page again.',
      firefox:
        'Click the crossed-out speech bubble to the left of the address, take the block away, and load the page again.',
      safari: 'Open the Safari menu, “Settings…”, “Websites”, “Notifications”, and allow Jiggy Care.',
      'ios-safari': 'Open the Settings app, “Notifications”, “Jiggy Care”, and allow them.',
      'ios-other': 'Open Jiggy Care in Safari, put it on the Home Screen, and turn it on there.',
      'android-chromium':
        'Tap the icon to the left of the address, then “Permissions”, and allow notifications. Your phone may ask once more for the browser itself.',
      'android-firefox': 'Tap the lock to the left of the address, and allow notifications.',
      other: 'Allow notifications for this page in the settings of your browser.',
    },
    homeScreen:
      'On iPhone and iPad: tap “Share”, then “Add to Home Screen”, open Jiggy Care from there, and turn it on there.',
    devices: 'Devices that can be reached',
    none: 'No device can be reached while Jiggy Care is closed: you will not hear calls, and learn of messages late.',
    devicesFailed: 'Your devices did not load.',
    tryAgain: 'Try again',
    thisDevice: 'This device',
    lastReached: (ago: string) => `Last reached ${ago}`,
    notYet: 'Not reached yet',
    unknownDevice: 'Unknown device',
    remove: 'Remove',
    removeThat: (name: string) => `Do not reach ${name} any more`,
    test: 'Send a test to this device',
    tested:
      'On its way. If nothing appears within a minute, look whether your system keeps notifications quiet.',
  },
  {
    ask: {
      message:
        'Soll dieses Gerät sich melden, wenn eine Antwort kommt, auch wenn Jiggy Care geschlossen ist?',
      booking:
        'Soll dieses Gerät sich melden, wenn dazu jemand schreibt oder anruft, auch wenn Jiggy Care geschlossen ist?',
      call: 'Soll dieses Gerät klingeln, wenn Sie angerufen werden, auch wenn Jiggy Care geschlossen ist?',
    },
    never: 'Eine Benachrichtigung zeigt nie, was geschrieben wurde.',
    yes: 'Ja, benachrichtigen',
    notNow: 'Nicht jetzt',
    region: 'Darf dieses Gerät Sie benachrichtigen?',
    hint: 'Auf diesem Gerät, wenn möglich auch, wenn Jiggy Care geschlossen ist. Eine Benachrichtigung zeigt nie, was geschrieben wurde.',
    reach: {
      trying:
        'Auf diesem Gerät, solange Jiggy Care offen ist. Für die geschlossene App wird es gerade eingerichtet…',
      reached:
        'Auf diesem Gerät, auch wenn Jiggy Care geschlossen ist. Eine Benachrichtigung zeigt nie, was geschrieben wurde.',
      failed:
        'Auf diesem Gerät, solange Jiggy Care offen, aber nicht zu sehen ist. Ist es geschlossen, ist das Gerät nicht zu erreichen: Das hat nicht geklappt und wird beim nächsten Start wieder versucht.',
    },
    blocked: 'Ihr Browser blockiert Benachrichtigungen von Jiggy Care.',
    unsupported: 'Dieser Browser kann keine Benachrichtigungen zeigen.',
    denied: {
      chromium:
        'Klicken Sie auf das Symbol links neben der Adresse, erlauben Sie Benachrichtigungen, und laden Sie die Seite neu.',
      firefox:
        'Klicken Sie auf die durchgestrichene Sprechblase links neben der Adresse, heben Sie die Sperre auf, und laden Sie die Seite neu.',
      safari:
        'Öffnen Sie im Menü „Safari“ die „Einstellungen …“, „Websites“, „Mitteilungen“, und erlauben Sie Jiggy Care.',
      'ios-safari': 'Öffnen Sie die App „Einstellungen“, „Mitteilungen“, „Jiggy Care“, und erlauben Sie sie.',
      'ios-other':
        'Öffnen Sie Jiggy Care in Safari, legen Sie es auf den Home-Bildschirm, und schalten Sie es dort ein.',
      'android-chromium':
        'Tippen Sie auf das Symbol links neben der Adresse, dann auf „Berechtigungen“, und erlauben Sie Benachrichtigungen. Vielleicht fragt Ihr Telefon noch einmal für den Browser selbst.',
      'android-firefox':
        'Tippen Sie auf das Schloss links neben der Adresse, und erlauben Sie Benachrichtigungen.',
      other: 'Erlauben Sie Benachrichtigungen für diese Seite in den Einstellungen Ihres Browsers.',
    },
    homeScreen:
      'Auf iPhone und iPad: Tippen Sie auf „Teilen“, dann „Zum Home-Bildschirm“, öffnen Sie Jiggy Care von dort, und schalten Sie es dort ein.',
    devices: 'Geräte, die erreicht werden',
    none: 'Kein Gerät ist zu erreichen, wenn Jiggy Care geschlossen ist: Sie hören keine Anrufe und erfahren spät von Nachrichten.',
    devicesFailed: 'Ihre Geräte wurden nicht geladen.',
    tryAgain: 'Noch einmal versuchen',
    thisDevice: 'Dieses Gerät',
    lastReached: (ago: string) => `Zuletzt erreicht ${ago}`,
    notYet: 'Noch nicht erreicht',
    unknownDevice: 'Unbekanntes Gerät',
    remove: 'Entfernen',
    removeThat: (name: string) => `${name} nicht mehr erreichen`,
    test: 'Eine Probe an dieses Gerät senden',
    tested:
      'Ist unterwegs. Wenn in einer Minute nichts erscheint, sehen Sie nach, ob Ihr System Benachrichtigungen stumm hält.',
  },
);
