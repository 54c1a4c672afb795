// The register of buildings on json-server: `node app.js PORT` serves it on 127.0.0.1.
'use strict'

const fs = require('fs')
const path = require('path')
const jsonServer = require('json-server')

const file = path.join(__dirname, '..', 'buildings.json')
const server = jsonServer.create()

server.use(jsonServer.defaults({ logger: false }))
server.use(jsonServer.router({ gebouwen: JSON.parse(fs.readFileSync(file, 'utf8')) }))
server.listen(Number(process.argv[2]), '127.0.0.1')
