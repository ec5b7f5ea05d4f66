// Who may import whom. `npm run check:imports` reads this; so does `npx depcruise`.

/**
 * The server's floors, top to bottom. A room imports from the floors below its own and from @jiggy-care/protocol;
 * rooms on one floor do not know each other. Every file and folder in apps/server/src needs its place here.
 */
const floors = [
  ['main.ts'],
  ['bootstrap.ts'],
  ['app.module.ts'],
  ['changes', 'health', 'demo', 'admin', 'platform'],
  ['calls', 'messages'],
  ['conversations'],
  ['bookings', 'realtime'],
  ['auth'],
  ['edge', 'api-docs', 'web-app'],
  ['database', 'cluster'],
  ['operations'],
  ['config', 'errors', 'concurrency'],
];

/** Packages that only some files touch; everybody else asks those files. */
const doors = [
  { name: 'drizzle-orm', openTo: '/database/|\\.repository\\.ts$' },
  { name: 'socket.io', openTo: '/realtime/' },
  { name: 'jose', openTo: '/auth/tokens\\.ts$' },
];

const server = '^apps/server/src/';
const test = '\\.test\\.tsx?$';
const shipped = { path: '^(apps|packages)/[^/]+/src/', pathNot: test };

const escaped = (text) => text.replaceAll('.', '\\.');
const inRooms = (rooms) => `${server}(${rooms.map(escaped).join('|')})(/|$)`;
const inPackage = (name) => `(^|/)node_modules/(@types/)?${escaped(name)}/`;

const floorRules = floors.flatMap((floor, level) =>
  floor.flatMap((room) => {
    const hidden = [...floors.slice(0, level).flat(), ...floor.filter((other) => other !== room)];
    if (hidden.length === 0) return [];
    return {
      name: `down-only: ${room}`,
      comment: `${room} imports only from the floors below it`,
      severity: 'error',
      from: { path: inRooms([room]), pathNot: test },
      to: { path: inRooms(hidden) },
    };
  }),
);

const doorRules = doors.map(({ name, openTo }) => ({
  name: `door: ${name}`,
  comment: `${name} has one door; ask the files that hold it`,
  severity: 'error',
  from: { path: '^apps/server/src/', pathNot: `${openTo}|${test}` },
  to: { path: inPackage(name) },
}));

const placed = inRooms(floors.flat());
const needsPlace = 'give the room its floor in .dependency-cruiser.cjs';

module.exports = {
  forbidden: [
    ...floorRules,
    ...doorRules,
    {
      name: 'room-without-floor',
      comment: needsPlace,
      severity: 'error',
      from: { path: server, pathNot: [placed, test] },
      to: {},
    },
    {
      name: 'into-room-without-floor',
      comment: needsPlace,
      severity: 'error',
      from: {},
      to: { path: server, pathNot: [placed, test] },
    },
    {
      name: 'no-circle',
      comment: 'the word that both need belongs below both',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'packages-below-apps',
      comment: 'a package does not know who uses it',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-apart',
      comment: 'what two apps share is a package',
      severity: 'error',
      from: { path: '^(apps/[^/]+|[^/]+)/', pathNot: '/test/' },
      to: { path: '^apps/', pathNot: '^$1/' },
    },
    {
      name: 'protocol-on-zod-alone',
      comment: 'every client carries what the protocol package imports',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: test },
      to: { pathNot: ['^packages/protocol/', inPackage('zod')] },
    },
    {
      name: 'not-found',
      comment: 'nothing is found under this name',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-at-run-time',
      comment: 'a development dependency is absent where the server runs',
      severity: 'error',
      // the web app is bundled where it is built, and React is the peer of whoever uses the bindings
      from: { ...shipped, path: '^(apps/server|packages/[^/]+)/src/' },
      to: {
        path: '(^|/)node_modules/',
        pathNot: '(^|/)node_modules/(@types/)?react/',
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'undeclared',
      comment: "name it in the dependencies of the importer's package.json",
      severity: 'error',
      from: shipped,
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count: a circle of types is still a circle.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@jiggy-care/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
