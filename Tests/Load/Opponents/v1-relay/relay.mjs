// The first system as it worked, rebuilt to be measured against: one process, a Map of devices by id, every camera
// frame passed on to that car's viewers as a binary message, every command passed on to its controller as JSON.
// No sessions, no checks, no limits: that is what it was.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const devices = new Map();
const clients = new Map();

function clientsOf(id) {
  let all = clients.get(id);
  if (!all) clients.set(id, (all = new Set()));
  return all;
}

const http = createServer((_, response) => response.end('ready'));
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on('connection', (socket) => {
  let car = null;
  let role = null;
  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      if (role === 'camera') for (const client of clientsOf(car)) if (client.role === 'viewer') client.send(data, { binary: true });
      return;
    }
    const message = JSON.parse(data);
    switch (message.type) {
      case 'register':
        car = message.deviceId;
        role = message.role;
        devices.set(`${car}/${role}`, socket);
        socket.send(JSON.stringify({ type: 'registered', deviceId: car }));
        break;
      case 'watch':
      case 'control':
        car = message.deviceId;
        socket.role = message.type === 'watch' ? 'viewer' : 'driver';
        clientsOf(car).add(socket);
        socket.send(JSON.stringify({ type: 'ready', deviceId: car }));
        break;
      case 'drive':
        devices.get(`${message.deviceId}/control`)?.send(JSON.stringify(message));
        break;
      case 'telemetry':
        for (const client of clientsOf(car)) if (client.role === 'driver') client.send(JSON.stringify(message));
        break;
    }
  });
  socket.on('close', () => {
    if (socket.role) clientsOf(car).delete(socket);
    else if (devices.get(`${car}/${role}`) === socket) devices.delete(`${car}/${role}`);
  });
});

http.listen(Number(process.argv[2]), '127.0.0.1');
