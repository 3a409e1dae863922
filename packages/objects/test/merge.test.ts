// onMerge, by what meets: versions of one code become one before the get or the update that met them goes on.
import { describe, it } from 'node:test'
import { rows } from './rows.ts'
import { scenario } from './scenario.ts'

describe('merge: a get', () => {
  rows([
    {
      it: 'of two versions answers with the one made of them, once that is durable',
      does: 'get',
      meets: '{a1 b1} a1=x!merge b1=y!merge',
      asks: ['merge a1=x b1=y → accept z'],
      ends: 'permit → commit 1 [z!merge over a1 b1] as 3.2.2'
    },
    {
      it: 'goes on with onGet on what the merge made',
      does: 'get',
      meets: '{a1 b1} a1=x!merge.get b1=y!merge.get',
      asks: ['merge a1=x b1=y → accept z', 'get z → keep reply=hello'],
      ends: 'permit → commit 1 [z!merge.get over a1 b1] as 3.2.2'
    },
    {
      it: 'writes what onGet changed, not what the merge made before',
      does: 'get',
      meets: '{a1 b1} a1=x!merge.get b1=y!merge.get',
      asks: ['merge a1=x b1=y → accept z', 'get z → keep w reply=hello'],
      ends: 'permit → commit 1 [w!merge.get over a1 b1] as 3.2.2'
    },
    {
      it: 'of one version merges nothing',
      does: 'get',
      meets: '{a1} a1=x!merge',
      ends: 'respond 1 ok {a1} a1=x'
    },
    {
      it: 'of equal versions merges nothing',
      does: 'get',
      meets: '{a1 b1} a1=x!merge b1=x!merge',
      ends: 'respond 1 ok {a1 b1} b1=x'
    },
    {
      it: 'supersedes the equals of what it merged',
      does: 'get',
      meets: '{a1 b1 c1} a1=x!merge b1=x!merge c1=y!merge',
      asks: ['merge b1=x c1=y → accept z'],
      ends: 'permit → commit 1 [z!merge over a1 b1 c1] as 3.2.2'
    },
    {
      it: 'leaves a tombstone beside it alone',
      does: 'get',
      meets: '{a1 b1 c1} a1=x!merge b1=† c1=y!merge',
      asks: ['merge a1=x c1=y → accept z'],
      ends: 'permit → commit 1 [z!merge over a1 c1] as 3.2.2'
    },
    {
      it: 'leaves versions of other code as siblings',
      does: 'get',
      meets: '{a1 b1} a1=x!merge b1=y!merge.put',
      ends: 'respond 1 ok {a1 b1} a1=x b1=y'
    },
    {
      it: 'leaves a passive version as a sibling',
      does: 'get',
      meets: '{a1 b1 c1} a1=x!merge b1=y c1=w!merge',
      asks: ['merge a1=x c1=w → accept z'],
      ends: 'permit → commit 1 [z!merge over a1 c1] as 3.2.2'
    },
    {
      it: 'keeps the versions apart when the merge fails',
      does: 'get',
      meets: '{a1 b1} a1=x!merge b1=y!merge',
      asks: ['merge a1=x b1=y → fails HANDLER_THREW'],
      ends: 'respond 1 ok {a1 b1} a1=x b1=y'
    },
    {
      it: 'asks each version when the merge fails',
      does: 'get',
      meets: '{a1 b1} a1=x!merge.get b1=y!merge.get',
      asks: [
        'merge a1=x b1=y → fails STEPS_EXCEEDED',
        'get x → keep reply=p',
        'get y, local {} → keep reply=q'
      ],
      ends: 'respond 1 ok {a1 b1} a1=p b1=q'
    },
    {
      it: 'does not show the merge what this replica keeps',
      does: 'get',
      meets: '{a1 b1} a1=x!merge b1=y!merge local=7',
      asks: ['merge a1=x b1=y → accept z local=8'],
      ends: 'permit → commit 1 [z!merge over a1 b1] as 3.2.2'
    },
    {
      it: 'lasts as long as the longest of what it merged',
      does: 'get',
      meets: '{a1 b1} a1=x!merge@900 b1=y!merge@500',
      asks: ['merge a1=x b1=y → accept z'],
      ends: 'permit → commit 1 [z!merge@900 over a1 b1] as 3.2.2'
    }
  ])

  it('answers with the version that the merge became', () => {
    scenario(`
      > arrive 1 get
      read 1
      > reconciled 1 {a1 b1} a1=x!merge b1=y!merge
      invoke 1 merge a1=x b1=y
      > finished 1 accept z
      permit 1
      > permitted 1 yes
      commit 1 [z!merge over a1 b1] as 3.2.2
      > committed 1 {a2 b1} a2=z!merge as a2
      respond 1 ok {a2 b1} a2=z
    `)
  })
})

describe('merge: a put', () => {
  rows([
    {
      it: 'is decided by what the merge made',
      does: 'put n over a1 b1',
      meets: '{a1 b1} a1=x!merge.update b1=y!merge.update',
      asks: ['merge a1=x b1=y → accept z', 'update z, incoming n → keep w'],
      ends: 'commit 1 [w!merge.update over a1 b1] as 3.2.2'
    },
    {
      it: 'that the merged object keeps itself against still keeps the merge',
      does: 'put n over a1 b1',
      meets: '{a1 b1} a1=x!merge.update b1=y!merge.update',
      asks: ['merge a1=x b1=y → accept z', 'update z, incoming n → keep'],
      ends: 'commit 1 [z!merge.update over a1 b1] as 3.2.2'
    },
    {
      it: 'that the merged object accepts supersedes all that was merged',
      does: 'put n',
      meets: '{a1 b1} a1=x!merge.update b1=y!merge.update',
      asks: ['merge a1=x b1=y → accept z', 'update z, incoming n → accept n'],
      ends: 'permit → commit 1 [n over a1 b1] as 3.2.2'
    },
    {
      it: 'does not merge where nothing decides',
      does: 'put n over a1',
      meets: '{a1 b1} a1=x!merge b1=y!merge',
      ends: 'commit 1 [n over a1] as 3.2.2'
    }
  ])
})

describe('merge: a delete', () => {
  rows([
    {
      it: 'deletes what it meets without merging it',
      does: 'delete',
      meets: '{a1 b1} a1=x!merge b1=y!merge',
      ends: 'permit → commit 1 [† over a1 b1] as 3.2.2'
    }
  ])
})
