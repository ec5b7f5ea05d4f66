import { defineWords } from '../i18n/words.ts';

/** What one chooses a camera, a microphone and a speaker by. */
export const deviceWords = defineWords(
  {
    label: { camera: 'Camera', microphone: 'Microphone', speaker: 'Speaker' },
    automatic: 'Automatic',
    numbered: {
      camera: (number: number) => `Camera ${number}`,
      microphone: (number: number) => `Microphone ${number}`,
      speaker: (number: number) => `Speaker ${number}`,
    },
  },
  {
    label: { camera: 'Kamera', microphone: 'Mikrofon', speaker: 'Lautsprecher' },
    automatic: 'Automatisch',
    numbered: {
      camera: (number: number) => `Kamera ${number}`,
      microphone: (number: number) => `Mikrofon ${number}`,
      speaker: (number: number) => `Lautsprecher ${number}`,
    },
  },
);
