// Who may import whom. `npm run check:imports` reads this; so does `npx depcruise`.

/**
 * The floors of each house, top to bottom. A room imports from the floors below its own; rooms on one floor do not
 * know each other. Every file and folder of a house needs its place here.
 */
const houses = {
  'apps/server/src': [
    ['main.ts'],
    ['serve.ts'],
    ['bootstrap.ts'],
    ['app.module.ts'],
    ['admin', 'changes', 'demo', 'health', 'platform', 'retention'],
    ['doctor', 'operator', 'push'],
    ['appointment-mail', 'calls', 'messages', 'receipts', 'unread-mail'],
    ['booking-changes', 'calendar', 'conversations', 'webhooks'],
    ['bookings', 'realtime', 'recovery'],
    ['preferences'],
    ['auth'],
    ['people'],
    ['api-docs'],
    ['edge', 'web-app'],
    ['mail'],
    ['jobs', 'outgoing'],
    ['clock', 'facts', 'backup'],
    ['database', 'cluster'],
    ['operations'],
    ['config', 'errors', 'concurrency'],
  ],
  'apps/web/src': [
    ['main.tsx'],
    ['app.tsx'],
    ['home.tsx'],
    ['main-menu.tsx'],
    ['home-words.ts'],
    [
      'appointments',
      'call',
      'call-check',
      'call-log',
      'connection',
      'conversation',
      'inbox',
      'notices',
      'settings',
      'sign-in',
    ],
    ['confirm-email', 'recovery'],
    ['parts'],
    ['push'],
    ['calls'],
    ['people'],
    ['bookings'],
    ['session'],
    ['forms', 'ui'],
    ['i18n'],
    ['preferences'],
    ['styles.css'],
  ],
  'packages/client/src': [
    ['index.ts', 'calls.ts', 'compat'],
    ['create-chat-client.ts', 'create-calls.ts'],
    ['assembled-client.ts'],
    ['check-options.ts', 'logging.ts'],
    ['react'],
    ['chat-client.ts'],
    ['call'],
    ['conversation'],
    ['booking', 'inbox', 'preferences', 'push', 'session'],
    ['connection', 'device'],
    ['rest-api.ts'],
    ['call-for-bytes.ts', 'credentials'],
    ['call-server.ts'],
    ['refusal.ts'],
    ['platform'],
    ['adapters.ts'],
    ['emitter.ts', 'errors.ts', 'single-flight.ts', 'socket-events.ts', 'store.ts'],
    ['call-listeners.ts', 'durations.ts', 'logger.ts', 'wire.ts'],
  ],
  // A room with many rooms of its own.
  'packages/client/src/call': [
    ['assemble-calls.ts'],
    ['live-calls.ts'],
    ['current-call.ts'],
    ['live-call.ts'],
    ['call-course.ts'],
    ['resume-note.ts'],
    ['check', 'log', 'peer', 'steps'],
    ['media'],
    ['calls.ts'],
    ['call.ts'],
    ['call-event.ts', 'quality', 'surroundings.ts'],
  ],
};

/** Rules that stand on nothing that has to be started: no framework, no database, no socket, not even Node. */
const pureFolders = ['apps/server/src/calls/rules'];

/** Packages that only some files touch; everybody else asks those files. */
const doors = [
  // people/ and message-row.ts lend their SQL to the statements of the rooms above
  { name: 'drizzle-orm', openTo: '/database/|/people/|/message-row\\.ts$|\\.repository\\.ts$' },
  { name: 'socket.io', openTo: '/realtime/' },
  { name: 'jose', openTo: '/auth/(errand-tokens|tokens|trusted-issuer)\\.ts$' },
];

/** The entries of the protocol that clients carry at run time. */
const withoutZod = '(words|fold-name)\\.ts$';

// What stands beside the code to test it may look at any room.
const test = '\\.test\\.tsx?$|/testing/';
const shipped = { path: '^(apps|packages)/[^/]+/src/', pathNot: test };

const escaped = (text) => text.replaceAll('.', '\\.');
const inRooms = (house, rooms) => `^${house}/(${rooms.map(escaped).join('|')})(/|$)`;
const inPackage = (name) => `(^|/)node_modules/(@types/)?${escaped(name)}/`;

const floorRules = Object.entries(houses).flatMap(([house, floors]) =>
  floors.flatMap((floor, level) =>
    floor.flatMap((room) => {
      const hidden = [...floors.slice(0, level).flat(), ...floor.filter((other) => other !== room)];
      if (hidden.length === 0) return [];
      return {
        name: `down-only: ${room}`,
        comment: `${room} imports only from the floors below it`,
        severity: 'error',
        from: { path: inRooms(house, [room]), pathNot: test },
        to: { path: inRooms(house, hidden) },
      };
    }),
  ),
);

const needsPlace = 'give the room its floor in .dependency-cruiser.cjs';
const placeRules = Object.entries(houses).flatMap(([house, floors]) => {
  const room = { path: `^${house}/`, pathNot: [inRooms(house, floors.flat()), test] };
  return [
    { name: 'room-without-floor', comment: needsPlace, severity: 'error', from: room, to: {} },
    { name: 'into-room-without-floor', comment: needsPlace, severity: 'error', from: {}, to: room },
  ];
});

const doorRules = doors.map(({ name, openTo }) => ({
  name: `door: ${name}`,
  comment: `${name} has one door; ask the files that hold it`,
  severity: 'error',
  from: { path: '^apps/server/src/', pathNot: `${openTo}|${test}` },
  to: { path: inPackage(name) },
}));

const pureRules = pureFolders.map((folder) => ({
  name: `pure: ${folder}`,
  comment: 'rules know errors and the protocol, and are told everything else',
  severity: 'error',
  from: { path: `^${escaped(folder)}/`, pathNot: test },
  to: { pathNot: [`^${escaped(folder)}/`, '^apps/server/src/errors/', '^packages/protocol/'] },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    ...doorRules,
    ...pureRules,
    ...placeRules,
    {
      name: 'no-circle',
      comment: 'the word that both need belongs below both',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'repository-in-its-room',
      comment: 'a repository is known in its own room; ask the service beside it',
      severity: 'error',
      // the operator's command line starts no services
      from: { path: '^apps/server/src/([^/]+)', pathNot: `^apps/server/src/admin/|${test}` },
      to: { path: '\\.repository\\.ts$', pathNot: '^apps/server/src/$1/' },
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
      name: 'words-without-zod',
      comment: 'clients carry this at run time, and with it whatever hangs on it',
      severity: 'error',
      from: { path: `^packages/protocol/src/${withoutZod}` },
      to: { path: inPackage('zod'), reachable: true },
    },
    {
      name: 'words-at-run-time',
      comment:
        'of the protocol the SDK takes types, and at run time its words and how names fold: all else brings Zod',
      severity: 'error',
      from: { path: '^packages/client/src/', pathNot: test },
      to: {
        path: '^packages/protocol/',
        pathNot: `/src/${withoutZod}`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'web-on-the-client',
      comment:
        'what a person sees stands on the client; of the protocol only its words and how names fold, which need no Zod',
      severity: 'error',
      from: { path: '^apps/web/src/', pathNot: test },
      to: { path: '^packages/protocol/', pathNot: `/src/${withoutZod}` },
    },
    {
      name: 'not-found',
      comment: 'nothing is found under this name',
      severity: 'error',
      // the page for a phone is checked where React Native is: in an app of its own
      from: { pathNot: '/examples/pages/react-native\\.tsx$' },
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
