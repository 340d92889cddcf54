package feedsync_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// TestKilledBetweenEveryTwoWrites cuts a sync off after its first write, its
// second, and so on, and shows that the message's next delivery completes it:
// every post once, the snapshot up to date.
func TestKilledBetweenEveryTwoWrites(t *testing.T) {
	t.Parallel()
	const whole = 250 // posts: three transactions
	for writes := 0; ; writes++ {
		p := newPlatform(t)
		p.addFeed(wall.Instagram)
		p.upstream[wall.Instagram].answer(posts(1, whole), nil)
		message := wall.SyncMessage{Ref: p.tenant.Ref(), Tick: 1}
		p.calls.limit = writes
		err := p.syncer().Sync(t.Context(), message)
		p.calls.limit = -1
		if err == nil {
			if writes < 5 {
				t.Fatalf("the sync was done after %d writes: the test proves little", writes)
			}
			return
		}
		if !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		must(t, p.syncer().Sync(t.Context(), message))
		p.wantHealed(fmt.Sprintf("killed after %d writes", writes), whole)
		// And again when the message was lost: the next tick's does it.
		must(t, p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: 2}))
		p.wantHealed(fmt.Sprintf("killed after %d writes, a tick later", writes), whole)
	}
}

func (p *platform) wantHealed(when string, posts int) {
	p.Helper()
	data := p.load()
	if data.State.Built != data.State.Gen {
		p.Errorf("%s: the snapshot is of generation %d, the posts of %d", when, data.State.Built, data.State.Gen)
	}
	list, err := p.table.ListWall(p.Context(), "", 10*posts, func(wall.Post) bool { return true })
	must(p.T, err)
	seen := map[string]bool{}
	for _, post := range list {
		seen[post.ID] = true
	}
	if len(list) != posts || len(seen) != posts {
		p.Errorf("%s: %d posts, %d of them different, want %d", when, len(list), len(seen), posts)
	}
	for i, id := range p.wall() {
		if want := wall.PostID(wall.Instagram, id); list[i].ID != want {
			p.Fatalf("%s: visitors see %s at place %d, stored is %s", when, want, i+1, list[i].ID)
		}
	}
}

// TestKilledAndThenTheNetworkFails shows that what a killed sync had stored
// comes to the wall even if the network does not answer again; and so does all
// that it had fetched from a shared source.
func TestKilledAndThenTheNetworkFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		own  bool
		want int
	}{"own credential": {true, 150 + 99}, "shared credential": {false, 400}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlatform(t)
			p.addFeedOf(wall.Instagram, test.own)
			p.upstream[wall.Instagram].answer(posts(1, 150), nil)
			p.sync(1)
			p.upstream[wall.Instagram].answer(posts(151, 400), nil)
			p.calls.limit = 1 // of the transactions that 250 posts take
			if err := p.syncer().Sync(t.Context(), wall.SyncMessage{Ref: p.tenant.Ref(), Tick: 2}); !errors.Is(err, errKilled) {
				t.Fatal(err)
			}
			p.calls.limit = -1
			p.upstream[wall.Instagram].answer(nil, errors.New("down"))
			p.sync(3)
			p.wantHealed("after the kill", test.want)
		})
	}
}
