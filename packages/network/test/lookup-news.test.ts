/** When a lookup is over. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { LookupNews } from '../src/lookup-news.ts'
import { keyPosition, nearest } from '../src/nearest.ts'
import { BUCKET_SIZE } from '../src/protocol.ts'

const ALL = Array.from({ length: 60 }, (_, at) => `node ${at}`)
const BY_DISTANCE = nearest(ALL, 'key', ALL.length)

function newsOf(told: readonly string[]): LookupNews {
  const news = new LookupNews(keyPosition('key'), 'self')
  for (const node of told) news.told(node)
  return news
}

it('a lookup is over when the k nearest that it heard of have answered, whoever else was heard of', () => {
  const news = newsOf(ALL)
  const near = BY_DISTANCE.slice(0, BUCKET_SIZE)
  for (const node of near.slice(1)) news.answered(node)
  for (const node of BY_DISTANCE.slice(BUCKET_SIZE, BUCKET_SIZE + 5)) news.answered(node)
  assert.equal(news.isOver(), false)
  news.answered(near[0]!)
  assert.equal(news.isOver(), true)
  assert.deepEqual(news.nearest(), near)
})

it('a nearer one that is heard of keeps it open', () => {
  const news = newsOf(BY_DISTANCE.slice(1, 40))
  for (const node of BY_DISTANCE.slice(1, BUCKET_SIZE + 1)) news.answered(node)
  assert.equal(news.isOver(), true)
  news.told(BY_DISTANCE[0]!)
  assert.equal(news.isOver(), false)
})

it('who does not answer is not waited for, and the next one is', () => {
  const news = newsOf(ALL)
  for (const node of BY_DISTANCE.slice(1, BUCKET_SIZE)) news.answered(node)
  news.failed(BY_DISTANCE[0]!)
  assert.equal(news.isOver(), false)
  news.answered(BY_DISTANCE[BUCKET_SIZE]!)
  assert.equal(news.isOver(), true)
})

it('in a network smaller than a bucket all that are heard of have to answer; oneself is nobody to ask', () => {
  const news = newsOf(['node 0', 'node 1', 'self'])
  news.answered('node 0')
  assert.equal(news.isOver(), false)
  news.answered('node 1')
  assert.equal(news.isOver(), true)
  assert.deepEqual(news.nearest().sort(), ['node 0', 'node 1'])
})
