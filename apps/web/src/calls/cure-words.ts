import { defineWords } from '../i18n/words.ts';

/** What is the matter with a camera, a microphone or a screen, and what helps. */
export const cureWords = defineWords(
  {
    titles: {
      camera: {
        denied: 'The camera is blocked',
        missing: 'No camera found',
        'in-use': 'The camera is in use elsewhere',
        lost: 'The camera is gone',
        unsupported: 'The camera cannot be used here',
        failed: 'The camera does not start',
      },
      microphone: {
        denied: 'The microphone is blocked',
        missing: 'No microphone found',
        'in-use': 'The microphone is in use elsewhere',
        lost: 'The microphone is gone',
        unsupported: 'The microphone cannot be used here',
        failed: 'The microphone does not start',
      },
      screen: {
        denied: 'The screen is not shared',
        missing: 'There is no screen to share',
        'in-use': 'The screen is in use elsewhere',
        lost: 'The screen is no longer shared',
        unsupported: 'The screen cannot be shared here',
        failed: 'The screen could not be shared',
      },
    },
    denied: {
      chromium:
        'Click the icon to the left of the address, allow camera and microphone for this page, and try again. On a Mac, look in System Settings under Privacy & Security as well.',
      firefox:
        'Click the crossed-out camera or microphone to the left of the address, take the block away, and try again.',
      safari:
        'Open the Safari menu, choose “Settings for This Website”, allow camera and microphone, and try again.',
      'ios-safari':
        'Tap the page icon beside the address, then “Website Settings”, and allow camera and microphone. If it is not there: Settings app, Apps, Safari, Camera and Microphone.',
      'ios-other':
        'Open the Settings app of your iPhone or iPad, find this browser under Apps, switch on camera and microphone, and come back.',
      'android-chromium':
        'Tap the icon to the left of the address, then “Permissions”, allow camera and microphone, and try again. Your phone may ask once more for the browser itself.',
      'android-firefox':
        'Tap the lock to the left of the address, then “Edit permissions”, allow camera and microphone, and try again.',
      other: 'Allow camera and microphone for this page in the settings of your browser, and try again.',
    },
    cures: {
      camera: {
        missing:
          'Connect one, or open its cover if it has one. Without it, the other person can hear you but not see you.',
        'in-use': 'Another program or tab has it. Close that one, and try again.',
        lost: 'It was unplugged or its permission was withdrawn. Connect it again, or choose another one.',
        unsupported: 'This browser cannot use cameras. An up-to-date Chrome, Edge, Firefox or Safari can.',
        failed: 'Unplug it and plug it in again, or restart the browser.',
      },
      microphone: {
        missing:
          'Connect one, for example a headset. Without it, you can hear the other person but they cannot hear you.',
        'in-use': 'Another program or tab has it. Close that one, and try again.',
        lost: 'It was unplugged or its permission was withdrawn. Connect it again, or choose another one.',
        unsupported:
          'This browser cannot use microphones. An up-to-date Chrome, Edge, Firefox or Safari can.',
        failed: 'Unplug it and plug it in again, or restart the browser.',
      },
    },
    screen: {
      denied:
        'If you did mean to share: your system may forbid it to the browser. On a Mac, look in System Settings under Privacy & Security, Screen Recording.',
      missing: 'Your browser offers no screen to choose.',
      'in-use': 'Stop the other recording first, and try again.',
      lost: 'The window was closed, or sharing was stopped. You can share again.',
      unsupported: 'Browsers of phones and tablets cannot share a screen. On a computer it works.',
      failed: 'Please try again, or share another window.',
    },
    insecure:
      'Browsers allow camera and microphone on secure pages only. Open Jiggy Care by an address that begins with https.',
  },
  {
    titles: {
      camera: {
        denied: 'Die Kamera ist blockiert',
        missing: 'Keine Kamera gefunden',
        'in-use': 'Die Kamera wird anderswo benutzt',
        lost: 'Die Kamera ist nicht mehr da',
        unsupported: 'Die Kamera lässt sich hier nicht benutzen',
        failed: 'Die Kamera startet nicht',
      },
      microphone: {
        denied: 'Das Mikrofon ist blockiert',
        missing: 'Kein Mikrofon gefunden',
        'in-use': 'Das Mikrofon wird anderswo benutzt',
        lost: 'Das Mikrofon ist nicht mehr da',
        unsupported: 'Das Mikrofon lässt sich hier nicht benutzen',
        failed: 'Das Mikrofon startet nicht',
      },
      screen: {
        denied: 'Der Bildschirm wird nicht geteilt',
        missing: 'Es gibt keinen Bildschirm zum Teilen',
        'in-use': 'Der Bildschirm wird anderswo benutzt',
        lost: 'Der Bildschirm wird nicht mehr geteilt',
        unsupported: 'Der Bildschirm lässt sich hier nicht teilen',
        failed: 'Der Bildschirm konnte nicht geteilt werden',
      },
    },
    denied: {
      chromium:
        'Klicken Sie auf das Symbol links neben der Adresse, erlauben Sie dieser Seite Kamera und Mikrofon, und versuchen Sie es noch einmal. Auf dem Mac zusätzlich: Systemeinstellungen, Datenschutz & Sicherheit.',
      firefox:
        'Klicken Sie links neben der Adresse auf die durchgestrichene Kamera oder das Mikrofon, heben Sie die Sperre auf, und versuchen Sie es noch einmal.',
      safari:
        'Wählen Sie im Menü Safari „Einstellungen für diese Website“, erlauben Sie Kamera und Mikrofon, und versuchen Sie es noch einmal.',
      'ios-safari':
        'Tippen Sie neben der Adresse auf das Seitensymbol, dann auf „Website-Einstellungen“, und erlauben Sie Kamera und Mikrofon. Fehlt das: App „Einstellungen“, Apps, Safari, Kamera und Mikrofon.',
      'ios-other':
        'Öffnen Sie die App „Einstellungen“ Ihres iPhones oder iPads, suchen Sie unter Apps diesen Browser, schalten Sie Kamera und Mikrofon ein, und kommen Sie zurück.',
      'android-chromium':
        'Tippen Sie auf das Symbol links neben der Adresse, dann auf „Berechtigungen“, erlauben Sie Kamera und Mikrofon, und versuchen Sie es noch einmal. Vielleicht fragt Ihr Telefon auch nach dem Browser selbst.',
      'android-firefox':
        'Tippen Sie auf das Schloss links neben der Adresse, dann auf „Berechtigungen bearbeiten“, erlauben Sie Kamera und Mikrofon, und versuchen Sie es noch einmal.',
      other:
        'Erlauben Sie dieser Seite Kamera und Mikrofon in den Einstellungen Ihres Browsers, und versuchen Sie es noch einmal.',
    },
    cures: {
      camera: {
        missing:
          'Schließen Sie eine an, oder decken Sie sie auf, wenn sie einen Schieber hat. Ohne Kamera sind Sie zu hören, aber nicht zu sehen.',
        'in-use':
          'Ein anderes Programm oder ein anderer Tab hat sie. Schließen Sie das, und versuchen Sie es noch einmal.',
        lost: 'Sie wurde abgezogen, oder die Erlaubnis wurde entzogen. Schließen Sie sie wieder an, oder wählen Sie eine andere.',
        unsupported:
          'Dieser Browser kann keine Kameras benutzen. Ein aktueller Chrome, Edge, Firefox oder Safari kann es.',
        failed: 'Ziehen Sie sie ab und stecken Sie sie wieder an, oder starten Sie den Browser neu.',
      },
      microphone: {
        missing:
          'Schließen Sie eines an, zum Beispiel ein Headset. Ohne Mikrofon hören Sie die andere Person, aber sie hört Sie nicht.',
        'in-use':
          'Ein anderes Programm oder ein anderer Tab hat es. Schließen Sie das, und versuchen Sie es noch einmal.',
        lost: 'Es wurde abgezogen, oder die Erlaubnis wurde entzogen. Schließen Sie es wieder an, oder wählen Sie ein anderes.',
        unsupported:
          'Dieser Browser kann keine Mikrofone benutzen. Ein aktueller Chrome, Edge, Firefox oder Safari kann es.',
        failed: 'Ziehen Sie es ab und stecken Sie es wieder an, oder starten Sie den Browser neu.',
      },
    },
    screen: {
      denied:
        'Falls Sie teilen wollten: Vielleicht verbietet Ihr System es dem Browser. Auf dem Mac: Systemeinstellungen, Datenschutz & Sicherheit, Bildschirmaufnahme.',
      missing: 'Ihr Browser bietet keinen Bildschirm zur Auswahl an.',
      'in-use': 'Beenden Sie zuerst die andere Aufnahme, und versuchen Sie es noch einmal.',
      lost: 'Das Fenster wurde geschlossen, oder das Teilen wurde beendet. Sie können wieder teilen.',
      unsupported:
        'Browser von Telefonen und Tablets können keinen Bildschirm teilen. Auf einem Computer geht es.',
      failed: 'Bitte versuchen Sie es noch einmal, oder teilen Sie ein anderes Fenster.',
    },
    insecure:
      'Browser erlauben Kamera und Mikrofon nur auf sicheren Seiten. Öffnen Sie Jiggy Care über eine Adresse, die mit https beginnt.',
  },
);
