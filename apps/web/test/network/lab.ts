import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = '10.77.0';
/** Where the server and the relay are, seen from every host of the lab. */
export const HOME = `${PREFIX}.1`;

/** One machine of the lab: a network namespace with one cable to the others. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** Runs a program on this machine and waits for it. */
  run(...command: readonly string[]): void;
  /** A program file that starts Chromium or Firefox on this machine. */
  wrap(program: string): string;
  /** Pulls the cable, and puts it back. */
  setLink(isUp: boolean): void;
  /** Leaves the network and comes back under another address, as from Wi-Fi to the mobile network. */
  changeAddress(): void;
  /** Loses this share of all packets, 0–1, both ways. */
  lose(share: number): void;
  /** Lets no more than this through to the others, in kbit/s. */
  narrow(kbitPerSecond: number): void;
  /** Drops everything from this address; with a port, refuses connections to it, and those that are there. */
  block(address: string, tcpPort?: number): void;
  /** Takes back every loss, narrowness and block. */
  heal(): void;
}

/** Several machines on one switch, all inside this one. Needs root, and cleans up after itself. */
export class Lab {
  private readonly bridge = `jg${process.pid % 100_000}`;
  private readonly folder = mkdtempSync(join(tmpdir(), 'jiggy-network-'));
  private readonly hosts: { readonly namespace: string; readonly cable: string }[] = [];

  constructor() {
    ip('link', 'add', this.bridge, 'type', 'bridge');
    ip('addr', 'add', `${HOME}/24`, 'dev', this.bridge);
    ip('link', 'set', this.bridge, 'up');
  }

  addHost(name: string): Host {
    const number = this.hosts.length + 2;
    const namespace = `${this.bridge}-${name}`;
    const cable = `${this.bridge}v${number}`;
    ip('netns', 'add', namespace);
    this.hosts.push({ namespace, cable });
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    ip('link', 'set', cable, 'master', this.bridge, 'up');
    const run = (...command: readonly string[]) => {
      execFileSync('ip', ['netns', 'exec', namespace, ...command], { stdio: 'pipe' });
    };
    let address = `${PREFIX}.${number}`;
    run('ip', 'link', 'set', 'lo', 'up');
    run('ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    run('ip', 'link', 'set', 'eth0', 'up');
    return {
      name,
      get address() {
        return address;
      },
      run,
      wrap: (program) => {
        const file = join(this.folder, `${name}-${program.replaceAll('/', '-')}`);
        writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${namespace} ${program} "$@"\n`);
        chmodSync(file, 0o755);
        return file;
      },
      setLink: (isUp) => ip('link', 'set', cable, isUp ? 'up' : 'down'),
      changeAddress: () => {
        run('ip', 'link', 'set', 'eth0', 'down');
        run('ip', 'addr', 'flush', 'dev', 'eth0');
        address = `${PREFIX}.${number + 100}`;
        run('ip', 'addr', 'add', `${address}/24`, 'dev', 'eth0');
        run('ip', 'link', 'set', 'eth0', 'up');
      },
      lose: (share) => {
        const dice = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
        run('iptables', '-A', 'INPUT', '-i', 'eth0', ...dice, '-j', 'DROP');
        run('iptables', '-A', 'OUTPUT', '-o', 'eth0', ...dice, '-j', 'DROP');
      },
      narrow: (kbitPerSecond) => {
        const shape = ['tbf', 'rate', `${kbitPerSecond}kbit`, 'burst', '8kb', 'latency', '200ms'];
        run('tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', ...shape);
      },
      block: (other, tcpPort) => {
        if (tcpPort === undefined) {
          run('iptables', '-A', 'INPUT', '-s', other, '-j', 'DROP');
          return;
        }
        const toPort = ['-p', 'tcp', '-d', other, '--dport', String(tcpPort)];
        run('iptables', '-A', 'OUTPUT', ...toPort, '-j', 'REJECT', '--reject-with', 'tcp-reset');
      },
      heal: () => {
        run('iptables', '-F');
        run('sh', '-c', 'tc qdisc del dev eth0 root 2>/dev/null || true');
      },
    };
  }

  close(): void {
    // The end on our side first: a namespace that goes frees its own end late.
    for (const { namespace, cable } of this.hosts.splice(0)) {
      ip('link', 'del', cable);
      ip('netns', 'del', namespace);
    }
    ip('link', 'del', this.bridge);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ip(...command: readonly string[]): void {
  execFileSync('ip', command, { stdio: 'pipe' });
}
