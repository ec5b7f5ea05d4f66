// What a build needs that a server does without: npm leaves it out where NODE_ENV is production.
const tools = ['rolldown', 'vite'];

/** Ends the process with 1 and a sentence where one of them is not installed. */
export function requireBuildTools() {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return;
  const left = process.env.NODE_ENV === 'production' ? ' (with NODE_ENV=production npm leaves them out)' : '';
  console.error(
    `cannot build: ${missing.join(' and ')} not installed${left}. Run \`npm ci --include=dev\`, ` +
      'or build elsewhere with `npm run package` and start what that makes.',
  );
  process.exit(1);
}

function isInstalled(tool) {
  try {
    import.meta.resolve(tool);
    return true;
  } catch {
    return false;
  }
}
