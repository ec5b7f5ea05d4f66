// The yardstick: bare Socket.IO that passes on what it hears and keeps nothing. It checks nothing and stores nothing.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { conversationOf, messageOf } from './documented-shapes.ts';

const http = createServer((_request, response) => response.end('{"status":"ok"}'));
const pingInterval = Number(process.env.PING_MS ?? 25_000);
const io = new Server(http, { transports: ['websocket'], serveClient: false, pingInterval });

io.of('/chat').on('connection', (socket) => {
  socket.on('join_conversation', ({ conversationId, userId }) => {
    void socket.join([conversationId, userId]);
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
  socket.on('call:initiate', ({ toUserId, conversationId, callType }) => {
    const callId = randomUUID();
    socket.nsp.to(toUserId).emit('call:incoming', { callId, conversationId, callType });
    socket.emit('call:ringing', { callId, toUserId });
  });
  socket.on('call:reject', ({ toUserId }) => {
    socket.nsp.to(toUserId).emit('call:rejected', {});
  });
  socket.on('call:accept', ({ toUserId }) => {
    socket.nsp.to(toUserId).emit('call:accepted', {});
    socket.emit('call:connected', {});
  });
  socket.on('call:end', ({ toUserId }) => {
    socket.nsp.to(toUserId).emit('call:ended', {});
  });
  for (const event of ['webrtc:offer', 'webrtc:answer', 'webrtc:ice-candidate']) {
    socket.on(event, ({ toUserId, ...signal }) => {
      socket.nsp.to(toUserId).emit(event, signal);
    });
  }
});
http.listen(Number(process.env.PORT), '127.0.0.1');
