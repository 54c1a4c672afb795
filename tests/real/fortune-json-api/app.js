// The blog on fortune with fortune-json-api: `node app.js PORT` serves it on 127.0.0.1.
'use strict'

const fs = require('fs')
const http = require('http')
const path = require('path')
const fortune = require('fortune')
const fortuneHTTP = require('fortune-http')
const jsonApiSerializer = require('fortune-json-api')

const blog = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'blog.json'), 'utf8'))

const store = fortune({
  person: {
    name: String,
    email: String,
    articles: [Array('article'), 'author'],
    comments: [Array('comment'), 'author']
  },
  article: {
    title: String,
    body: String,
    words: Number,
    published: Date,
    author: ['person', 'articles'],
    comments: [Array('comment'), 'article']
  },
  comment: {
    body: String,
    article: ['article', 'comments'],
    author: ['person', 'comments']
  }
})

const listener = fortuneHTTP(store, { serializers: [[jsonApiSerializer]] })
const server = http.createServer((request, response) =>
  listener(request, response).catch(error => console.error(error.stack)))

const fill = async () => {
  await store.connect()
  await store.create('person', blog.people)
  await store.create('article', blog.articles.map(
    row => ({ ...row, published: new Date(row.published) })))
  await store.create('comment', blog.comments)
}

fill().then(() => server.listen(Number(process.argv[2]), '127.0.0.1'))
