// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import { takeDeviceId } from './dom-device-id.ts';

let made = 0;
const makeId = () => `id-${++made}`;
const leavePage = () => window.dispatchEvent(new Event('pagehide'));

beforeEach(() => sessionStorage.clear());

describe('the id of a window', () => {
  it('is the same after a reload', () => {
    const before = takeDeviceId(makeId);
    leavePage();
    expect(takeDeviceId(makeId)).toBe(before);
  });

  it('is another one in a duplicated window, whose storage is a copy', () => {
    const first = takeDeviceId(makeId);
    expect(takeDeviceId(makeId)).not.toBe(first);
  });

  it('stays out of the storage when the page comes back as it was left', () => {
    const first = takeDeviceId(makeId);
    leavePage();
    window.dispatchEvent(new Event('pageshow'));
    expect(sessionStorage).toHaveLength(0);
    expect(takeDeviceId(makeId)).not.toBe(first);
  });
});
