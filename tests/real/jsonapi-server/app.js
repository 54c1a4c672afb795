// The blog on jsonapi-server: `node app.js PORT` serves it on 127.0.0.1.
'use strict'

const fs = require('fs')
const path = require('path')
const express = require('express')
const jsonApi = require('jsonapi-server')

const port = Number(process.argv[2])
const blog = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'blog.json'), 'utf8'))
const Joi = jsonApi.Joi

const link = (type, id) => id === null ? null : { type, id: String(id) }

// jsonapi-server listens on every interface; with a router of ours it leaves the listening to us.
const app = express()
const router = new express.Router()
app.use('/', router)

jsonApi.setConfig({
  router,
  protocol: 'http',
  hostname: '127.0.0.1',
  port,
  base: 'rest'
})

jsonApi.define({
  resource: 'people',
  handlers: new jsonApi.MemoryHandler(),
  attributes: {
    id: Joi.string(),
    name: Joi.string().required(),
    email: Joi.string().email(),
    articles: Joi.belongsToMany({ resource: 'articles', as: 'author' })
  },
  examples: blog.people.map(row => ({ ...row, id: String(row.id), type: 'people' }))
})

jsonApi.define({
  resource: 'articles',
  handlers: new jsonApi.MemoryHandler(),
  attributes: {
    id: Joi.string(),
    title: Joi.string().required(),
    body: Joi.string(),
    words: Joi.number(),
    published: Joi.string().regex(/^[12]\d\d\d-[01]\d-[0123]\d$/),
    author: Joi.one('people'),
    comments: Joi.many('comments')
  },
  examples: blog.articles.map(row => ({
    ...row,
    id: String(row.id),
    type: 'articles',
    author: link('people', row.author),
    comments: blog.comments.filter(c => c.article === row.id).map(c => link('comments', c.id))
  }))
})

jsonApi.define({
  resource: 'comments',
  handlers: new jsonApi.MemoryHandler(),
  attributes: {
    id: Joi.string(),
    body: Joi.string().required(),
    author: Joi.one('people'),
    article: Joi.belongsToOne({ resource: 'articles', as: 'comments' })
  },
  examples: blog.comments.map(row => ({
    id: String(row.id),
    type: 'comments',
    body: row.body,
    author: link('people', row.author)
  }))
})

jsonApi.start()
app.listen(port, '127.0.0.1')
