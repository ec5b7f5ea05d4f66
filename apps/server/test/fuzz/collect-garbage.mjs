// Loaded into the server by the fuzz tests alone (node --expose-gc --import): says on demand what is in use after a collection.
process.on('SIGUSR2', () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc();
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  process.stderr.write(
    `MEMORY ${JSON.stringify({ pid: process.pid, rss, heapTotal, inUse: heapUsed + external })}\n`,
  );
});
