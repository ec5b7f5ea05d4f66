// The yardstick: bare Socket.IO that passes messages on and keeps nothing. Says no name, checks nothing, stores nothing.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { conversationOf, messageOf } from './documented-shapes.ts';

const http = createServer((_request, response) => response.end('{"status":"ok"}'));
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.of('/chat').on('connection', (socket) => {
  socket.on('join_conversation', ({ conversationId }) => {
    void socket.join(conversationId);
    socket.emit('joined_conversation', { conversationId });
  });
  socket.on('send_message', ({ conversationId, content, senderType }) => {
    const now = new Date().toISOString();
    const sent = {
      message: messageOf(randomUUID(), conversationId, randomUUID(), senderType, content, now),
      conversation: conversationOf(conversationId, now),
    };
    socket.emit('message_sent', sent);
    socket.nsp.to(conversationId).emit('new_message', sent);
  });
});
http.listen(Number(process.env.PORT), '127.0.0.1');
