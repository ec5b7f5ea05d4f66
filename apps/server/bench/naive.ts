// What one would write first: the same Socket.IO, and for each message a SELECT, an INSERT and an UPDATE.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { Server } from 'socket.io';
import { conversationOf, messageOf } from './documented-shapes.ts';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL as string, max: 10 });
await pool.query(`create table if not exists naive_messages (
  id uuid primary key, conversation_id uuid not null, sender_id uuid not null, sender_type text not null,
  content text not null, is_read boolean not null default false, created_at timestamptz not null default now())`);
await pool.query('create index if not exists naive_by_time on naive_messages (conversation_id, created_at)');

const http = createServer((_request, response) => response.end('{"status":"ok"}'));
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.of('/chat').on('connection', (socket) => {
  socket.on('join_conversation', ({ conversationId, userId }) => {
    void socket.join(conversationId);
    socket.data.userId = userId;
    socket.emit('joined_conversation', { conversationId });
  });
  socket.on('send_message', async ({ conversationId, content, senderType }) => {
    const { rows } = await pool.query('select * from conversations where id = $1', [conversationId]);
    if (rows.length === 0) return;
    const id = randomUUID();
    const inserted = await pool.query(
      'insert into naive_messages (id, conversation_id, sender_id, sender_type, content) values ($1, $2, $3, $4, $5) returning created_at',
      [id, conversationId, socket.data.userId, senderType, content],
    );
    await pool.query('update conversations set updated_at = now() where id = $1', [conversationId]);
    const now = inserted.rows[0].created_at.toISOString();
    const sent = {
      message: messageOf(id, conversationId, socket.data.userId, senderType, content, now),
      conversation: conversationOf(conversationId, now),
    };
    socket.emit('message_sent', sent);
    socket.nsp.to(conversationId).emit('new_message', sent);
  });
});
http.listen(Number(process.env.PORT), '127.0.0.1');
