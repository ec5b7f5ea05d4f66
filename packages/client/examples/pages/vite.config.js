// vite.config.js: 3000 is where the Jiggy Care server is
const target = 'http://localhost:3000';
export default {
  server: {
    proxy: { '/api': target, '/sounds': target, '/socket.io': { target, ws: true } },
  },
};
