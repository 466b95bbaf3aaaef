// A short tone of our own for a new ticket, and the desktop's notification. Both only where the reader chose them.

import { ref, watch } from "vue";

function kept(key: string) {
  const value = ref(localStorage.getItem(key) === "on");
  watch(value, (is) => localStorage.setItem(key, is ? "on" : "off"));
  return value;
}

export const sound = kept("fieldcare.sound");
export const notify = kept("fieldcare.notify");

let audio: AudioContext | null = null;

export function ring(isUrgent: boolean): void {
  if (!sound.value) return;
  audio ??= new AudioContext();
  const at = audio.currentTime;
  [660, isUrgent ? 990 : 660].forEach((pitch, i) => {
    const tone = audio?.createOscillator();
    const volume = audio?.createGain();
    if (!audio || !tone || !volume) return;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, at + i * 0.18);
    volume.gain.exponentialRampToValueAtTime(0.001, at + i * 0.18 + 0.16);
    tone.connect(volume).connect(audio.destination);
    tone.start(at + i * 0.18);
    tone.stop(at + i * 0.18 + 0.17);
  });
}

/** Whether the browser lets us. */
export async function askToNotify(): Promise<boolean> {
  return typeof Notification !== "undefined" && (await Notification.requestPermission()) === "granted";
}

export function show(title: string, body: string, open: () => void): void {
  if (!notify.value || document.hasFocus() || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const shown = new Notification(title, { body, icon: "icon.svg", tag: title });
  shown.onclick = () => {
    window.focus();
    open();
    shown.close();
  };
}
