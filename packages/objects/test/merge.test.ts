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

describe('merge: nobody asks', () => {
  rows([
    {
      it: 'makes one of the versions that met, without leave',
      does: 'merge',
      meets: '{a1 b1} a1=x!merge.get b1=y!merge.get',
      asks: ['merge a1=x b1=y → accept z'],
      ends: 'commit 1 [z!merge.get over a1 b1] as 3.2.2'
    },
    {
      it: 'makes one of each code',
      does: 'merge',
      meets: '{a1 b1 c1 d1} a1=x!merge b1=y!merge.put c1=v!merge d1=w!merge.put',
      asks: ['merge a1=x c1=v → accept p', 'merge b1=y d1=w → accept q'],
      ends: 'commit 1 [p!merge over a1 c1, q!merge.put over b1 d1] as 3.2.2'
    },
    { it: 'does nothing where one is left', does: 'merge', meets: '{a1 b2} b2=z!merge', ends: 'ended 1' },
    {
      it: 'does nothing where equals are left: what two coordinators made of the same versions',
      does: 'merge',
      meets: '{a2 b2} a2=z!merge b2=z!merge',
      ends: 'ended 1'
    },
    {
      it: 'leaves the versions apart when it fails, and says that it had its turn',
      does: 'merge',
      meets: '{a1 b1} a1=x!merge b1=y!merge',
      asks: ['merge a1=x b1=y → fails HANDLER_THREW'],
      ends: 'ended 1'
    }
  ])

  it('waits for the event before it, and finds what that has merged', () => {
    scenario(`
      > arrive 1 get
      read 1
      > arrive 2 merge
      read 2
      > reconciled 1 {a1 b1} a1=x!merge b1=y!merge
      invoke 1 merge a1=x b1=y
      > reconciled 2 {a1 b1} a1=x!merge b1=y!merge
      > finished 1 accept z
      permit 1
      > permitted 1 yes
      commit 1 [z!merge over a1 b1] as 3.2.2
      > committed 1 {a2 b1} a2=z!merge as a2
      respond 1 ok {a2 b1} a2=z
      refresh 2
      > refreshed 2 {a2 b1} a2=z!merge
      ended 2
    `)
  })

  it('that could not read or write says so', () => {
    scenario(`
      > arrive 1 merge
      read 1
      > unread 1 READ_QUORUM_UNMET
      ended 1 not
      > arrive 2 merge
      read 2
      > reconciled 2 {a1 b1} a1=x!merge b1=y!merge
      invoke 2 merge a1=x b1=y
      > finished 2 accept z
      commit 2 [z!merge over a1 b1] as 3.2.2
      > uncommitted 2 WRITE_QUORUM_UNMET
      ended 2 not
    `)
  })
})
